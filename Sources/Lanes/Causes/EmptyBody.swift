import Doors
import Vocabulary

extension Play {
    /// The head of a good answer and no byte behind it.
    static let emptyBody = Play(.emptyBody) { scene in
        var reply = scene.question.isStreamed ? scene.streamHead : scene.plainReply
        reply.body = []
        return scene.stage.whole(reply, isWhole: false)
    }
}
