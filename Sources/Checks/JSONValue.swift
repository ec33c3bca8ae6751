import Documents
import Vocabulary

/// A value of a suite that an answer is compared with as JSON: order of members counts for nothing,
/// and 1 equals 1.0.
struct JSONValue: Sendable, CustomStringConvertible {
    private indirect enum Value: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case text(TemplateText)
        case list([JSONValue])
        case members([(key: String, value: JSONValue)])
    }

    private var value: Value

    init(_ node: Node) {
        value =
            switch node.value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .number(let text): .number(text)
            case .string(let text): .text(TemplateText(text))
            case .sequence(let items): .list(items.map(JSONValue.init))
            case .mapping(let entries):
                .members(entries.map { ($0.key.text ?? "null", JSONValue($0.value)) })
            }
    }

    private init(_ value: Value) { self.value = value }

    func rendered(in context: CheckContext) throws(Diagnostic) -> JSONValue {
        switch value {
        case .null, .bool, .number: return self
        case .text(let text): return JSONValue(.text(try text.rendered(in: context)))
        case .list(let items):
            var rendered: [JSONValue] = []
            for item in items { rendered.append(try item.rendered(in: context)) }
            return JSONValue(.list(rendered))
        case .members(let members):
            var rendered: [(key: String, value: JSONValue)] = []
            for member in members {
                rendered.append((member.key, try member.value.rendered(in: context)))
            }
            return JSONValue(.members(rendered))
        }
    }

    /// Nil where the text is JSON of the same value; otherwise where it departs.
    func difference(from text: String) -> String? {
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.read(text)
        } catch {
            return "the answer is no JSON: \(error.reason), at byte \(error.offset)"
        }
        return difference(from: tape.root, in: tape, at: "$")
    }

    /// Nil where the node has this value; otherwise where it departs, in a path that begins with `path`.
    func difference(
        from node: JSONTape.Node, in tape: JSONTape, at path: String
    ) -> String? {
        switch value {
        case .null: return tape.isNull(node) ? nil : "\(path) is not null"
        case .bool(let flag): return tape.bool(node) == flag ? nil : "\(path) is not \(flag)"
        case .number(let text):
            return Self.isNumber(text, node, in: tape) ? nil : "\(path) is not \(text)"
        case .text(let text):
            let isSame = tape.string(node).map { $0.utf8.elementsEqual(text.text.utf8) } == true
            return isSame ? nil : "\(path) is not \(Excerpt.quoted(text.text, scalarsMax: 40))"
        case .list(let items): return difference(of: items, from: node, in: tape, at: path)
        case .members(let members): return difference(of: members, from: node, in: tape, at: path)
        }
    }

    /// Compared digit by digit: doubles take neighbours beyond 2^53 for one number. What only YAML
    /// writes, as hex, has no such digits and is compared as a double.
    private static func isNumber(
        _ text: String, _ node: JSONTape.Node, in tape: JSONTape
    ) -> Bool {
        guard let number = tape.number(node) else { return false }
        if number == text { return true }
        var wanted = JSONTape()
        guard (try? wanted.read(text)) != nil, wanted.kind(wanted.root) == .number else {
            return tape.double(node).map { $0 == Double(text) } == true
        }
        let (one, other) = (JSONDecimal(number.utf8), JSONDecimal(text.utf8))
        return one.exponent != nil && one == other
    }

    private func difference(
        of items: [JSONValue], from node: JSONTape.Node, in tape: JSONTape, at path: String
    ) -> String? {
        guard tape.kind(node) == .array else { return "\(path) is no list" }
        let count = tape.count(node)
        guard count == items.count else {
            return "\(path) has \(count) items in place of \(items.count)"
        }
        for (index, (item, element)) in zip(items, tape.elements(node)).enumerated() {
            if let found = item.difference(from: element, in: tape, at: "\(path)[\(index)]") {
                return found
            }
        }
        return nil
    }

    private func difference(
        of members: [(key: String, value: JSONValue)], from node: JSONTape.Node, in tape: JSONTape,
        at path: String
    ) -> String? {
        guard tape.kind(node) == .object else { return "\(path) is no object" }
        for (key, value) in members {
            guard let member = tape.member(key, of: node) else {
                return "\(path) has no member \(Excerpt.quoted(key, scalarsMax: 40))"
            }
            if let found = value.difference(from: member, in: tape, at: "\(path).\(key)") {
                return found
            }
        }
        let known = Set(members.map { Array($0.key.utf8) })
        for (key, _) in tape.members(node) {
            guard let name = tape.string(key), !known.contains(Array(name.utf8)) else { continue }
            return "\(path) has a member \(Excerpt.quoted(name, scalarsMax: 40)) too many"
        }
        return nil
    }

    var description: String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let text): text
        case .text(let text): "\"\(text.text)\""
        case .list(let items): "[" + items.map(\.description).joined(separator: ",") + "]"
        case .members(let members):
            "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        }
    }
}
