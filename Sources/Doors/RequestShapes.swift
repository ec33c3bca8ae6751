import Documents
import Vocabulary

// Small questions that both requests ask of headers, names, messages and maps.

extension String {
    /// `application/json`, with or without parameters, or a type that ends in `+json`.
    var isJSONMediaType: Bool {
        if self == "application/json" { return true }
        let type = prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "application/json" || type.hasSuffix("+json")
    }
}

extension String {
    /// A request's path without its query.
    var withoutQuery: String {
        let end = utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        return end.map { String(self[..<$0]) } ?? self
    }
}

extension Headers {
    /// The credential of `Authorization: Bearer …`.
    var bearerKey: Secret? {
        guard let value = self["authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Secret(String(parts[1]))
    }
}

extension UInt8 {
    /// Letters, digits, `_` and `-`: what function names are made of.
    var isNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}

extension Message {
    /// The ids of the calls that this turn made.
    var callIDs: [String] {
        parts.compactMap { if case .toolCall(let id, _, _) = $0 { id } else { nil } }
    }

    /// The call that a tool message answers.
    var answeredCall: String? {
        parts.lazy.compactMap { if case .toolResult(let id, _, _) = $0 { id } else { nil } }.first
    }
}

extension [Message.Part] {
    /// The text of a tool's result, whose parts have nowhere else to stand.
    var joinedText: String {
        compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
    }
}

extension JSONTape {
    /// A member that is there and not null: most providers take null for absent.
    func present(_ name: String, of object: Node) -> Node? {
        guard kind(object) == .object else { return nil }
        return member(name, of: object).flatMap { isNull($0) ? nil : $0 }
    }

    /// The names of an object's members.
    func names(of object: Node) -> [String] {
        guard kind(object) == .object else { return [] }
        return members(object).compactMap { string($0.key) }
    }

    /// A map of texts: strings as they are, lists of strings joined by commas, all else as JSON.
    func texts(of object: Node) -> [String: String] {
        var texts: [String: String] = [:]
        for (key, value) in members(object) {
            guard let key = string(key), !isNull(value) else { continue }
            let parts = elements(value).compactMap { string($0) }
            let isTextList = kind(value) == .array && parts.count == count(value)
            texts[key] = string(value) ?? (isTextList ? parts.joined(separator: ",") : text(value))
        }
        return texts
    }
}
