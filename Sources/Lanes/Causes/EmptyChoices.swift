import Documents
import Doors
import Vocabulary

extension Play {
    /// All that surrounds an answer, and no answer: an empty list where it should stand, or a stream that
    /// opens and closes.
    static let emptyChoices = Play(.emptyChoices) { scene in
        guard scene.question.isStreamed else {
            var reply = scene.plainReply
            reply.body = EmptyChoices.emptied(reply.body, at: scene.door.answerPlace)
            return scene.stage.whole(reply, isWhole: false)
        }
        let output = scene.events(of: scene.deltas)
        let kept = zip(output.events, scene.pieces(of: output))
            .filter { [.opening, .terminator].contains($0.0.kind) }.map(\.1)
        return scene.stream(kept, isWhole: false)
    }
}

enum EmptyChoices {
    /// The document with nothing in the list or object that this path of members leads to.
    static func emptied(_ body: [UInt8], at place: String) -> [UInt8] {
        var tape = JSONTape()
        guard (try? tape.read(body)) != nil else { return body }
        var node = tape.root
        for name in place.split(separator: ".") {
            guard let member = tape.member(String(name), of: node) else { return body }
            node = member
        }
        let nothing = tape.kind(node) == .array ? "[]" : "{}"
        var emptied = body
        emptied.replaceSubrange(tape.range(node), with: Array(nothing.utf8))
        return emptied
    }
}
