import Doors
import Vocabulary

extension Play {
    /// 500 in the provider's own envelope.
    static let serverError = Play(.serverError) { $0.error(DoorError(.serverError)) }
}
