import Doors
import Servers
import Vocabulary

extension Play {
    /// The connection ends in the middle of the answer: half of the promised length, or half of the
    /// stream's content and then FIN, without a finish reason and without a terminator.
    static let cut = Play(.cut, onTheWay: .breaksOff(.brokenOff)) { scene in
        scene.question.isStreamed
            ? scene.stream(scene.firstHalf(), ending: .brokenOff) : Cut.plain(scene)
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
}
