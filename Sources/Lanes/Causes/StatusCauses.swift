import Doors
import Vocabulary

extension Play {
    /// The provider says no: the door knows how each of these sounds, so all are played alike.
    static let statuses: [Play] = DoorError.Kind.allCases.compactMap { kind in
        guard let cause = Cause.named(kind.rawValue), cause.family == .status, cause != .rateLimit
        else { return nil }
        return Play(cause) { $0.error(DoorError(kind, model: $0.servedModel)) }
    }
}
