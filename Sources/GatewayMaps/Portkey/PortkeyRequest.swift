/// What the conditions of a configuration may ask of a request: its metadata, its members, its path.
public struct PortkeyRequest: Sendable, Equatable {
    public enum Value: Sendable, Hashable {
        case text(String), number(Double), bool(Bool)
    }

    /// Which part of a request a condition looks at, and the member of it.
    public struct Key: Sendable, Hashable, Comparable {
        public var part: String
        public var name: String

        /// `metadata.user_plan`: what stands behind a second dot counts for nothing.
        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count >= 2 else { return nil }
            (part, name) = (String(parts[0]), String(parts[1]))
        }

        init(part: String, name: String) { (self.part, self.name) = (part, name) }

        static let parts = ["metadata", "params", "url"]
        static let path = Key(part: "url", name: "pathname")
        static let model = Key(part: "params", name: "model")
        static let stream = Key(part: "params", name: "stream")

        public static func < (one: Key, other: Key) -> Bool {
            (one.part, one.name) < (other.part, other.name)
        }
    }

    public private(set) var values: [Key: Value]

    public static let chatPath = "/v1/chat/completions"
    /// Asked for where no condition names a model.
    public static let anyModel = "any-model"

    init(_ values: [Key: Value] = [:]) {
        self.values = values
        if values[.path] == nil { self.values[.path] = .text(Self.chatPath) }
        if values[.model] == nil { self.values[.model] = .text(Self.anyModel) }
    }

    subscript(_ key: Key) -> Value? { values[key] }

    func streamed(_ isStreamed: Bool) -> PortkeyRequest {
        var request = self
        request.values[.stream] = .bool(isStreamed)
        return request
    }

    public var model: String {
        if case .text(let model)? = values[.model] { model } else { Self.anyModel }
    }

    /// Sorted, so that a request is written alike each time.
    public var metadata: [(name: String, value: Value)] { members(of: "metadata") }

    /// What goes into the body beside the model and the prompt.
    public var parameters: [(name: String, value: Value)] {
        members(of: "params").filter { !["model", "stream"].contains($0.name) }
    }

    /// What conditions look at, by the names that they have for it.
    public var words: String {
        let looked = values.filter { key, value in
            key != .stream && (key != .path || value != .text(Self.chatPath))
                && (key != .model || value != .text(Self.anyModel))
        }
        let words = looked.sorted { $0.key < $1.key }.map { key, value in
            if case .text(let text) = value { return "\(key.part).\(key.name) = '\(text)'" }
            return "\(key.part).\(key.name) = \(value.text)"
        }
        return words.isEmpty ? "nothing that a condition looks at" : words.joined(separator: ", ")
    }

    private func members(of part: String) -> [(name: String, value: Value)] {
        values.filter { $0.key.part == part }.sorted { $0.key < $1.key }
            .map { ($0.key.name, $0.value) }
    }
}

extension PortkeyRequest.Value {
    /// As JavaScript makes text of it.
    public var text: String {
        switch self {
        case .text(let text): text
        case .bool(let flag): "\(flag)"
        case .number(let number):
            Int(exactly: number).map { "\($0)" } ?? "\(number)"
        }
    }

    /// What JavaScript's `parseFloat` makes of it: the number at the beginning of a text.
    var leadingNumber: Double? {
        switch self {
        case .number(let number): return number
        case .bool: return nil
        case .text(let text):
            var prefix = ""
            var number: Double?
            for character in text.drop(while: \.isWhitespace).prefix(40) {
                prefix.append(character)
                if let found = Double(prefix) {
                    number = found
                } else if !["+", "-", "."].contains(prefix), !prefix.lowercased().hasSuffix("e") {
                    break
                }
            }
            return number
        }
    }
}
