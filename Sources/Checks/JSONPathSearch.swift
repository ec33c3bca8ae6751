import Documents

/// Finds what a path names in one JSON text, in a bounded number of steps.
struct JSONPathSearch {
    struct GivenUp: Error, Equatable {}

    // A path with two descents over a thousand values takes as many; no check needs more.
    static let stepsMax = 5_000_000

    private let tape: JSONTape
    private var steps = 0

    init(in tape: JSONTape) { self.tape = tape }

    mutating func nodes(of path: JSONPath) throws(GivenUp) -> [JSONTape.Node] {
        try nodes(of: path.query, at: tape.root)
    }

    private mutating func spend(_ count: Int = 1) throws(GivenUp) {
        steps += count
        if steps > Self.stepsMax { throw GivenUp() }
    }

    private mutating func nodes(
        of query: JSONPath.Query, at current: JSONTape.Node
    ) throws(GivenUp) -> [JSONTape.Node] {
        var nodes = [query.isFromRoot ? tape.root : current]
        for segment in query.segments {
            var found: [JSONTape.Node] = []
            for node in nodes {
                if segment.descends {
                    try descend(segment.selectors, from: node, into: &found)
                } else {
                    try select(segment.selectors, from: node, into: &found)
                }
            }
            nodes = found
            if nodes.isEmpty { break }
        }
        return nodes
    }

    private mutating func descend(
        _ selectors: [JSONPath.Selector], from node: JSONTape.Node,
        into found: inout [JSONTape.Node]
    ) throws(GivenUp) {
        try select(selectors, from: node, into: &found)
        for child in try children(of: node) { try descend(selectors, from: child, into: &found) }
    }

    private mutating func children(of node: JSONTape.Node) throws(GivenUp) -> [JSONTape.Node] {
        switch tape.kind(node) {
        case .array:
            try spend(1 + tape.count(node))
            return Array(tape.elements(node))
        case .object:
            try spend(1 + tape.count(node))
            return tape.members(node).map(\.value)
        default:
            try spend()
            return []
        }
    }

    private mutating func select(
        _ selectors: [JSONPath.Selector], from node: JSONTape.Node,
        into found: inout [JSONTape.Node]
    ) throws(GivenUp) {
        for selector in selectors {
            switch selector {
            case .name(let name):
                guard tape.kind(node) == .object else { continue }
                try spend(1 + tape.count(node))
                if let member = tape.member(name, of: node) { found.append(member) }
            case .wildcard: found += try children(of: node)
            case .index(let index):
                guard tape.kind(node) == .array else { continue }
                let items = try children(of: node)
                let place = index < 0 ? items.count + index : index
                if items.indices.contains(place) { found.append(items[place]) }
            case .slice(let start, let end, let step):
                guard tape.kind(node) == .array else { continue }
                let items = try children(of: node)
                for place in Self.places(start, end, step, of: items.count) {
                    found.append(items[place])
                }
            case .filter(let filter):
                for child in try children(of: node) where try holds(filter, of: child) {
                    found.append(child)
                }
            }
        }
    }

    /// As the RFC has it: bounds count from the end where they are negative, and a step of 0 takes nothing.
    private static func places(_ start: Int?, _ end: Int?, _ step: Int, of count: Int) -> [Int] {
        guard step != 0 else { return [] }
        func normal(_ bound: Int) -> Int { bound < 0 ? count + bound : bound }
        if step > 0 {
            let low = min(max(normal(start ?? 0), 0), count)
            let high = min(max(normal(end ?? count), 0), count)
            return Array(stride(from: low, to: high, by: step))
        }
        let high = min(max(start.map(normal) ?? count - 1, -1), count - 1)
        let low = min(max(end.map(normal) ?? -1, -1), count - 1)
        return Array(stride(from: high, to: low, by: step))
    }

    // MARK: Filters

    private mutating func holds(
        _ filter: JSONPath.Filter, of node: JSONTape.Node
    ) throws(GivenUp) -> Bool {
        try spend()
        switch filter {
        case .exists(let query): return try !nodes(of: query, at: node).isEmpty
        case .not(let filter): return try !holds(filter, of: node)
        case .all(let filters):
            for filter in filters where try !holds(filter, of: node) { return false }
            return true
        case .any(let filters):
            for filter in filters where try holds(filter, of: node) { return true }
            return false
        case .comparison(let left, let comparison, let right):
            let (one, other) = (try value(of: left, at: node), try value(of: right, at: node))
            return try holds(comparison, one, other)
        }
    }

    private enum Value {
        case nothing
        case null
        case bool(Bool)
        case number(String)
        case text(String)
        case node(JSONTape.Node)
    }

    private mutating func value(
        of operand: JSONPath.Operand, at node: JSONTape.Node
    ) throws(GivenUp) -> Value {
        switch operand {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let text): return .number(text)
        case .text(let text): return .text(text)
        case .query(let query):
            return try nodes(of: query, at: node).first.map(value(of:)) ?? .nothing
        }
    }

    private func value(of node: JSONTape.Node) -> Value {
        switch tape.kind(node) {
        case .null: .null
        case .bool: .bool(tape.bool(node) == true)
        case .number: .number(tape.text(node))
        case .string: .text(tape.string(node) ?? "")
        case .array, .object: .node(node)
        }
    }

    private mutating func holds(
        _ comparison: JSONPath.Comparison, _ one: Value, _ other: Value
    ) throws(GivenUp) -> Bool {
        switch comparison {
        case .same: try isSame(one, other)
        case .different: try !isSame(one, other)
        case .less: isLess(one, other)
        case .more: isLess(other, one)
        case .atMost: isLess(one, other) ? true : try isSame(one, other)
        case .atLeast: isLess(other, one) ? true : try isSame(one, other)
        }
    }

    private mutating func isSame(_ one: Value, _ other: Value) throws(GivenUp) -> Bool {
        switch (one, other) {
        case (.nothing, .nothing), (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.number(let left), .number(let right)):
            return JSONDecimal(left.utf8) == JSONDecimal(right.utf8)
        case (.text(let left), .text(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.node(let left), .node(let right)): return try isSame(left, right)
        default: return false
        }
    }

    private mutating func isSame(
        _ one: JSONTape.Node, _ other: JSONTape.Node
    ) throws(GivenUp) -> Bool {
        guard tape.kind(one) == tape.kind(other), tape.count(one) == tape.count(other) else {
            return false
        }
        let (left, right) = (try children(of: one), try children(of: other))
        if tape.kind(one) == .array {
            for (item, twin) in zip(left, right)
            where try !isSame(value(of: item), value(of: twin)) { return false }
            return true
        }
        for (key, item) in tape.members(one) {
            guard let twin = tape.member(tape.string(key) ?? "", of: other),
                try isSame(value(of: item), value(of: twin))
            else { return false }
        }
        return true
    }

    private func isLess(_ one: Value, _ other: Value) -> Bool {
        switch (one, other) {
        case (.number(let left), .number(let right)):
            (Double(left) ?? .nan) < (Double(right) ?? .nan)
        case (.text(let left), .text(let right)):
            left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        default: false
        }
    }
}
