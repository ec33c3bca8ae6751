import Documents

/// What a test gives for one name of a template: text, or a value of a file with parts of its own.
public enum Variable: Sendable, Equatable {
    case text(String)
    /// A number, true, false or nothing: as written, and as JSON has it.
    case literal(String, json: String)
    case list([Variable])
    /// In the file's order.
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: Variable

        public init(name: String, value: Variable) {
            self.name = name
            self.value = value
        }
    }

    /// What stands in a prompt for it: text as it is, lists and mappings as JSON.
    public var shown: String {
        switch self {
        case .text(let text), .literal(let text, _): text
        case .list, .object: json
        }
    }

    public var json: String {
        var writer = JSONWriter()
        append(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func append(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .literal(_, let json): writer.raw(json)
        case .list(let items):
            writer.beginArray()
            for item in items { item.append(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.append(to: &writer)
            }
            writer.endObject()
        }
    }

    /// A member by its name, an item by its place from 0.
    subscript(_ step: Substring) -> Variable? {
        switch self {
        case .object(let members): return members.first { $0.name == step }?.value
        case .list(let items):
            guard let index = Int(step), items.indices.contains(index) else { return nil }
            return items[index]
        case .text, .literal: return nil
        }
    }

    /// The value of a file; what JSON cannot write is a mistake at its place.
    init(_ node: Node, in mistakes: Mistakes) {
        switch node.value {
        case .string(let text): self = .text(text)
        case .sequence(let items): self = .list(items.map { Variable($0, in: mistakes) })
        case .mapping(let entries):
            self = .object(
                entries.map { key, value in
                    Member(name: key.text ?? "", value: Variable(value, in: mistakes))
                })
        case .null: self = .literal("", json: "null")
        case .bool, .number:
            do {
                self = .literal(node.text ?? "", json: try node.asJSON)
            } catch {
                mistakes.add(error)
                self = .literal(node.text ?? "", json: "null")
            }
        }
    }
}

extension Variable: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = .text(text) }
}

extension [String: Variable] {
    /// All that a template may ask for, the ways into mappings included: for hints.
    public var askable: [String] {
        sorted { $0.key < $1.key }.flatMap { name, value in
            guard case .object(let members) = value else { return [name] }
            return [name] + members.map { "\(name).\($0.name)" }
        }
    }

    /// The value that `a.b.0` names: the name as it stands, or a way into a value with parts.
    public func value(named name: String) -> Variable? {
        if let value = self[name] { return value }
        let steps = name.split(separator: ".", omittingEmptySubsequences: false)
        guard steps.count > 1, let first = self[String(steps[0])] else { return nil }
        return steps.dropFirst().reduce(first as Variable?) { value, step in value?[step] }
    }
}
