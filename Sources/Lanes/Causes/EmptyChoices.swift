import Documents
import Doors
import Vocabulary

extension Play {
    /// All that surrounds an answer, and no answer: an empty list where it should stand, or a stream that
    /// opens and closes.
    static let emptyChoices = Play(.emptyChoices) { scene in
        guard scene.question.isStreamed else {
            var reply = scene.plainReply
            reply.body = EmptyChoices.emptied(reply.body, scene.door.missingAnswer)
            return scene.stage.whole(reply, isWhole: false)
        }
        let output = scene.events(of: scene.deltas.filter { !$0.isContent })
        // An end mark that tells the finish, too, would make it an answer of no words.
        let hasOwnFinish = output.events.contains { $0.kind == .finish }
        return scene.stream(
            scene.pieces(of: output) {
                !($0 == .opening || $0 == .terminator && hasOwnFinish)
            }, isWhole: false)
    }
}

enum EmptyChoices {
    /// The document with this value in place of the one that these members lead to.
    static func emptied(_ body: [UInt8], _ missing: (place: String, value: String)) -> [UInt8] {
        var tape = JSONTape()
        guard (try? tape.read(body)) != nil else { return body }
        var node = tape.root
        for name in missing.place.split(separator: ".") {
            guard let member = tape.member(String(name), of: node) else { return body }
            node = member
        }
        var emptied = body
        emptied.replaceSubrange(tape.range(node), with: Array(missing.value.utf8))
        return emptied
    }
}
