public import Vocabulary

/// One construct of somebody else's configuration, and how far this program understands it.
public struct Construct: Sendable, Equatable {
    public enum Exactness: String, Sendable, CaseIterable {
        /// What it does is predicted as the gateway does it.
        case exact
        /// It is kept, and what it does is predicted in outline only.
        case approximate
        /// It is kept, and only its owner can say whether it does what it should.
        case manual
        /// It cannot be shown here; a drill leaves it out.
        case unsupported
    }

    public static let words = Exactness.allCases.map(\.rawValue).joined(separator: ", ")

    /// `router_settings.retry_policy`, `model_list[2].litellm_params.tags`.
    public var path: String
    public var exactness: Exactness
    public var note: String
    public var location: SourceLocation

    public init(
        _ path: String, _ exactness: Exactness, _ note: String, at location: SourceLocation
    ) {
        self.path = path
        self.exactness = exactness
        self.note = note
        self.location = location
    }

    /// `exact: model_list[0].litellm_params: read key by key`.
    public var text: String {
        "\(exactness.rawValue): \(path)" + (note.isEmpty ? "" : ": \(note)")
    }
}
