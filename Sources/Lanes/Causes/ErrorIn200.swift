import Doors
import Vocabulary

extension Play {
    /// The provider's own error body, under a status that says all is well.
    static let errorIn200 = Play(.errorIn200) { scene in
        var reply = scene.door.error(DoorError(.serverError), stamp: scene.stamp)
        reply.status = 200
        return scene.stage.whole(reply, isWhole: false)
    }
}
