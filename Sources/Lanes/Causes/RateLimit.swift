import Doors
import Vocabulary

extension Play {
    /// 429 with Retry-After in seconds, in the provider's own envelope.
    static let rateLimit = Play(.rateLimit) { scene in
        scene.error(
            DoorError(
                .rateLimit, model: scene.servedModel,
                retryAfter: .seconds(scene.stage.options.retryAfterSeconds)))
    }
}
