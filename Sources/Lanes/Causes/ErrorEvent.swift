import Doors
import Vocabulary

extension Play {
    /// Half of the content, then the provider's error as an event, under a status that promised success.
    static let errorEvent = Play(.errorEvent, onTheWay: .failsInside) { scene in
        var stream = scene.door.stream(for: scene.question, stamp: scene.stamp)
        var output = DoorOutput()
        let deltas = scene.deltas.divisible
        let contents = deltas.indices.filter { deltas[$0].isContent }
        let kept = contents.isEmpty ? deltas.count : contents[max(1, contents.count / 2) - 1] + 1
        for delta in deltas.prefix(kept) { stream.write(delta, into: &output) }
        stream.fail(DoorError(.serverError), into: &output)
        return scene.stream(scene.pieces(of: output), isWhole: false)
    }
}
