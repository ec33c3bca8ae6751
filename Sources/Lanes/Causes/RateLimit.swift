import Doors
import Vocabulary

extension Play {
    /// 429 with a time to wait. In which of its forms depends on the leg and on whether a stream is asked
    /// for: two legs, plain and streamed, show all four, and a rerun shows the same.
    static let rateLimit = Play(.rateLimit) { scene in
        let seconds = scene.stage.options.retryAfterSeconds
        let place = scene.stage.leg.id.index * 2 + (scene.question.isStreamed ? 1 : 0)
        let wait: DoorError.RetryAfter =
            switch place % 4 {
            case 0: .seconds(seconds)
            case 1: .milliseconds(seconds * 1_000)
            case 2: .date(inSeconds: seconds)
            default: .bare
            }
        return scene.error(DoorError(.rateLimit, model: scene.servedModel, retryAfter: wait))
    }
}
