package import Vocabulary

/// One construct of somebody else's configuration, and how far this program understands it.
package struct Construct: Sendable, Equatable {
    package enum Exactness: String, Sendable, CaseIterable {
        /// What it does is predicted as the gateway does it.
        case exact
        /// It is kept, and what it does is predicted in outline only.
        case approximate
        /// It is kept, and only its owner can say whether it does what it should.
        case manual
        /// It cannot be shown here; a drill leaves it out.
        case unsupported
    }

    package static let words = Exactness.allCases.map(\.rawValue).joined(separator: ", ")

    /// `router_settings.retry_policy`, `model_list[2].litellm_params.tags`.
    package var path: String
    package var exactness: Exactness
    package var note: String
    package var location: SourceLocation

    package init(
        _ path: String, _ exactness: Exactness, _ note: String, at location: SourceLocation
    ) {
        self.path = path
        self.exactness = exactness
        self.note = note
        self.location = location
    }
}
