import Doors
import Vocabulary

extension Play {
    /// A body that begins like gzip and goes on like nothing.
    static let damagedGzip = Play(.damagedGzip) { scene in
        var reply = scene.question.isStreamed ? scene.streamHead : scene.plainReply
        reply.headers.append("content-encoding", "gzip")
        // A gzip head, then a block of a type that does not exist.
        reply.body = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0xFF, count: 64)
        return scene.stage.whole(reply, isWhole: false)
    }
}
