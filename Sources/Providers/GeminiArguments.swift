import Documents

/// Arguments that come as values by their paths: `$.place.city`, `$.days[0]`.
struct GeminiArguments: Sendable {
    private indirect enum Value: Sendable {
        case object([(key: String, value: Value)])
        case array([Value])
        /// What is not yet there, in a list whose later element came first.
        case absent
        case text(String)
        /// JSON, as sent.
        case other(String)
    }

    private enum Step: Equatable { case member(String), element(Int) }

    /// No tool has a list as long, or arguments as deep, as would hurt.
    private static let elementsMax = 4_096
    private static let depthMax = 64

    private var root = Value.object([])

    /// Takes one piece; false if its path is none, or leads through something that is no container.
    mutating func add(_ tape: borrowing JSONTape, _ piece: JSONTape.Node) -> Bool {
        guard let written = tape.string("jsonPath", of: piece), let path = Self.path(written),
            !path.isEmpty
        else { return false }
        if let text = tape.string("stringValue", of: piece) {
            return Self.put(.text(text), at: path[...], in: &root)
        }
        for name: StaticString in ["numberValue", "boolValue"] {
            guard let node = tape.member(name, of: piece) else { continue }
            return Self.put(.other(tape.text(node)), at: path[...], in: &root)
        }
        if tape.member("nullValue", of: piece) != nil {
            return Self.put(.other("null"), at: path[...], in: &root)
        }
        // The end of a text may bring no more of it.
        return true
    }

    var text: String {
        var json = JSONWriter()
        Self.write(root, to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func path(_ written: String) -> [Step]? {
        guard written.hasPrefix("$") else { return nil }
        var rest = written.dropFirst()
        var steps: [Step] = []
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            } else {
                guard first == "[", let close = rest.firstIndex(of: "]") else { return nil }
                let inside = rest[..<close]
                if let index = Int(inside), (0..<elementsMax).contains(index) {
                    steps.append(.element(index))
                } else {
                    guard inside.count >= 2, let quote = inside.first,
                        quote == "'" || quote == "\"",
                        inside.last == quote
                    else { return nil }
                    steps.append(.member(String(inside.dropFirst().dropLast())))
                }
                rest = rest[rest.index(after: close)...]
            }
            guard steps.count <= depthMax else { return nil }
        }
        return steps
    }

    private static func put(_ new: Value, at path: ArraySlice<Step>, in place: inout Value) -> Bool
    {
        guard let step = path.first else {
            // A text goes on under the same path.
            guard case .text(let more) = new, case .text(var known) = place else {
                place = new
                return true
            }
            place = .absent
            known += more
            place = .text(known)
            return true
        }
        switch step {
        case .member(let name): return put(new, member: name, path.dropFirst(), in: &place)
        case .element(let index): return put(new, element: index, path.dropFirst(), in: &place)
        }
    }

    private static func put(
        _ new: Value, member name: String, _ rest: ArraySlice<Step>, in place: inout Value
    ) -> Bool {
        var members: [(key: String, value: Value)]
        switch place {
        case .object(let known): members = known
        case .absent: members = []
        default: return false
        }
        place = .absent
        defer { place = .object(members) }
        if let index = members.lastIndex(where: { $0.key == name }) {
            return put(new, at: rest, in: &members[index].value)
        }
        var value = Value.absent
        let isPut = put(new, at: rest, in: &value)
        members.append((name, value))
        return isPut
    }

    private static func put(
        _ new: Value, element index: Int, _ rest: ArraySlice<Step>, in place: inout Value
    ) -> Bool {
        var elements: [Value]
        switch place {
        case .array(let known): elements = known
        case .absent: elements = []
        default: return false
        }
        place = .absent
        defer { place = .array(elements) }
        while elements.count <= index { elements.append(.absent) }
        return put(new, at: rest, in: &elements[index])
    }

    private static func write(_ value: Value, to json: inout JSONWriter) {
        switch value {
        case .object(let members):
            json.beginObject()
            for (key, value) in members {
                json.key(key)
                write(value, to: &json)
            }
            json.endObject()
        case .array(let elements):
            json.beginArray()
            for element in elements { write(element, to: &json) }
            json.endArray()
        case .absent: json.null()
        case .text(let text): json.string(text)
        case .other(let text): json.raw(text)
        }
    }
}
