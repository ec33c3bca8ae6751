import Doors
import Servers
import Vocabulary

extension Play {
    /// The connection ends in the middle of the answer: half of the promised length, or half of the
    /// stream's content and then FIN, without a finish reason and without a terminator.
    static let cut = Play(.cut) { scene in
        scene.question.isStreamed ? Cut.streamed(scene) : Cut.plain(scene)
    }
}

private enum Cut {
    static func plain(_ scene: Scene) -> Performance {
        let reply = scene.plainReply
        let sent = scene.stage.plainHead(reply) + reply.body.prefix(reply.body.count / 2)
        let after = scene.stage.options.firstPieceDelay
        return Performance(
            Score([TimedStep(after: after, .send(sent)), TimedStep(after: after, .finish)]),
            status: reply.status, isWhole: false)
    }

    static func streamed(_ scene: Scene) -> Performance {
        let output = scene.events(of: divisible(scene.deltas))
        let contents = output.events.indices.filter { output.events[$0].kind == .content }
        // A stream without content is cut behind its opening.
        let kept = contents.isEmpty ? 1 : contents[max(1, contents.count / 2) - 1] + 1
        return scene.stream(output, events: kept, ending: nil)
    }

    /// An answer of one piece comes in two: something must be there when the cut falls, and something
    /// must be missing.
    private static func divisible(_ deltas: [Delta]) -> [Delta] {
        let texts = deltas.indices.filter { if case .text = deltas[$0] { true } else { false } }
        guard texts.count == 1, let place = texts.first, case .text(let text) = deltas[place],
            text.unicodeScalars.count > 1
        else { return deltas }
        let scalars = text.unicodeScalars
        let middle = scalars.index(scalars.startIndex, offsetBy: scalars.count / 2)
        var divided = deltas
        divided.replaceSubrange(
            place...place,
            with: [.text(String(scalars[..<middle])), .text(String(scalars[middle...]))])
        return divided
    }
}
