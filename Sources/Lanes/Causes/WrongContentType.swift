import Doors
import Vocabulary

extension Play {
    /// The right bytes under `text/plain`.
    static let wrongContentType = Play(
        .wrongContentType, onTheWay: .contentType(WrongContentType.type)
    ) { scene in
        guard scene.question.isStreamed else {
            return scene.stage.whole(WrongContentType.changed(scene.plainReply))
        }
        return scene.stream(
            scene.pieces(of: scene.events(of: scene.deltas)),
            head: WrongContentType.changed(scene.streamHead))
    }
}

private enum WrongContentType {
    static let type = "text/plain; charset=utf-8"

    static func changed(_ reply: DoorReply) -> DoorReply {
        var changed = reply
        changed.headers = Headers()
        for field in reply.headers.fields where field.name.lowercased() != "content-type" {
            changed.headers.append(field.name, field.value)
        }
        changed.headers.append("content-type", type)
        return changed
    }
}
