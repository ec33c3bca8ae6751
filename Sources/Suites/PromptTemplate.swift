public import Vocabulary

/// A prompt before its variables are filled in, and the digest that pins its words.
public struct PromptTemplate: Sendable, Equatable {
    /// Other words for one provider, where its legs are asked directly.
    public struct Variant: Sendable, Equatable {
        public var provider: String
        public var location: SourceLocation
        var messages: [MessageTemplate]
    }

    public var id: String
    var messages: [MessageTemplate]
    public var variants: [Variant]
    public var tools: [Tool]
    public var toolChoice: ToolChoice?
    public var format: AnswerFormat
    /// The first twelve hexadecimal digits of SHA-256 over all that the user wrote of it.
    public var digest: String
    public var location: SourceLocation

    /// What one test asks, with the marker at the end of the user's last words, where lanes will look for it.
    ///
    /// - Parameters:
    ///   - metadata: what route rules read.
    ///   - surroundings: what a test puts before and after the user's last words.
    ///   - provider: of the leg that is asked directly; nil for a gateway, which hands one prompt to all.
    public func prompt(
        with values: [String: Variable], parameters: Parameters = Parameters(),
        marker: Marker? = nil, metadata: [String: String] = [:],
        surroundings: Surroundings = Surroundings(), for provider: String? = nil
    ) -> Prompt? {
        let templates =
            variants.first { $0.provider == provider }.map(\.messages) ?? messages
        var messages: [Message] = []
        messages.reserveCapacity(templates.count)
        for template in templates {
            guard let message = template.message(with: values) else { return nil }
            messages.append(message)
        }
        if let last = messages.lastIndex(where: { $0.role == .user }) {
            messages[last].surround(
                before: surroundings.prefix,
                after: surroundings.suffix + (marker.map(Self.suffix) ?? ""))
        }
        return Prompt(
            messages: messages, tools: tools, toolChoice: toolChoice, parameters: parameters,
            format: format, metadata: metadata)
    }

    /// Its beginning is marked for providers' caches.
    public var isKept: Bool { messages.contains(where: \.isKept) }

    /// What a marker adds to the user's words.
    public static func suffix(for marker: Marker) -> String { "\n\n[\(marker.text)]" }

    public var variables: [String] {
        (messages + variants.flatMap(\.messages)).flatMap(\.variables)
    }

    public func firstMissing(in values: [String: Variable]) -> String? {
        variables.first { values.value(named: $0) == nil }
    }
}

/// What a test puts round its prompt, as promptfoo's `options: { prefix, suffix }` do.
public struct Surroundings: Sendable, Equatable {
    public var prefix = ""
    public var suffix = ""

    public init() {}
}

extension Message {
    /// Puts text before and after the words of this message, which may be none beside a picture.
    fileprivate mutating func surround(before prefix: String, after suffix: String) {
        guard !prefix.isEmpty || !suffix.isEmpty else { return }
        let isText: (Part) -> Bool = { if case .text = $0 { true } else { false } }
        guard let last = parts.lastIndex(where: isText) else {
            parts.append(.text(prefix + suffix))
            return
        }
        if case .text(let words) = parts[last] { parts[last] = .text(words + suffix) }
        if !prefix.isEmpty, let first = parts.firstIndex(where: isText),
            case .text(let words) = parts[first]
        {
            parts[first] = .text(prefix + words)
        }
    }
}
