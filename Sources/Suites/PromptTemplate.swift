import Documents
package import Vocabulary

/// A prompt before its variables are filled in, and the digest that pins its words.
package struct PromptTemplate: Sendable, Equatable {
    package var id: String
    package var system: Template?
    package var user: Template
    /// The first twelve hexadecimal digits of SHA-256 over the template's words.
    package var digest: String
    package var location: SourceLocation

    package init(
        id: String, system: (source: String, template: Template)?,
        user: (source: String, template: Template), location: SourceLocation
    ) {
        self.id = id
        self.system = system?.template
        self.user = user.template
        // NUL parts the two, so that moving words from one to the other changes the digest.
        digest = SHA256.hexadecimal(of: (system?.source ?? "") + "\0" + user.source, digits: 12)
        self.location = location
    }

    /// What one test asks, with the marker at the end of the user's words where lanes will look for it.
    package func prompt(
        with values: [String: String], parameters: Parameters, marker: Marker?, task: String?
    ) -> Prompt? {
        guard var words = user.rendered(with: values) else { return nil }
        if let marker { words += Self.suffix(for: marker) }
        var messages = [Message(.user, words)]
        if let system {
            guard let text = system.rendered(with: values) else { return nil }
            messages.insert(Message(.system, text), at: 0)
        }
        return Prompt(
            messages: messages, parameters: parameters, metadata: task.map { ["task": $0] } ?? [:])
    }

    /// What a marker adds to the user's words.
    package static func suffix(for marker: Marker) -> String { "\n\n[\(marker.text)]" }

    package var variables: [String] { (system?.variables ?? []) + user.variables }
}
