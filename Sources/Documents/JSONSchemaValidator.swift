/// Holds one value against a schema, within bounds of work and depth.
///
/// It decides first, without a word; only a value that departs is gone through again for the places.
struct JSONSchemaValidator {
    typealias Node = JSONTape.Node

    /// The members and elements of a value that a schema has looked at, where anybody asks.
    struct Seen {
        let isAsked: Bool
        private(set) var nodes: Set<Node> = []

        init(isAsked: Bool) { self.isAsked = isAsked }

        mutating func insert(_ node: Node) {
            if isAsked { nodes.insert(node) }
        }

        mutating func merge(_ other: Seen) {
            if isAsked { nodes.formUnion(other.nodes) }
        }
    }

    private enum Step {
        case member(Node)
        case element(Int)
    }

    let schema: JSONSchema
    let tape: JSONTape
    private let limits: JSONSchemaLimits
    private let repeatsKeys: Bool
    private var stepsLeft: Int
    private var depth = 0
    private var path: [Step] = []
    /// The resources that were entered, the outermost first.
    private var scope: [Int] = []
    private var failures: [JSONSchemaFailure] = []
    private var failuresMax: Int

    init(_ schema: JSONSchema, _ tape: JSONTape, _ limits: JSONSchemaLimits) {
        self.schema = schema
        self.limits = limits
        repeatsKeys = tape.repeatedKey != nil
        self.tape = tape
        stepsLeft = limits.stepsMax
        failuresMax = limits.failuresMax
    }

    mutating func failures(of value: Node) throws(JSONSchemaStop) -> [JSONSchemaFailure] {
        var seen = Seen(isAsked: false)
        if try holds(0, value, &seen, tells: false) { return [] }
        // The verdict stands: what telling may cost on top is another matter.
        stepsLeft = limits.stepsMax
        do throws(JSONSchemaStop) {
            _ = try holds(0, value, &seen, tells: true)
        } catch {
            guard failures.isEmpty else { return failures }
            tell(0, "", "departs from the schema; where, was not found within bounds")
        }
        return failures
    }

    // MARK: One schema

    /// Whether a value holds; what it looked at is added to `seen` only if so.
    mutating func holds(
        _ number: Int, _ value: Node, as keyword: String = "", _ seen: inout Seen, tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        try charge(1)
        if let verdict = schema.rules[number].verdict {
            if !verdict, tells {
                tell(
                    number, keyword.isEmpty ? "false" : keyword,
                    "nothing is allowed here, found \(JSONSchemaWords.found(value, tape))",
                    isWhole: true)
            }
            return verdict
        }
        guard depth < limits.depthMax else {
            throw JSONSchemaStop(
                "schemas are applied within each other more than \(limits.depthMax) times, as where "
                    + "one refers to itself")
        }
        depth += 1
        let resource = schema.rules[number].resource
        let isEntered = scope.last != resource
        if isEntered { scope.append(resource) }
        defer {
            depth -= 1
            if isEntered { scope.removeLast() }
        }
        var own = Seen(isAsked: seen.isAsked || schema.rules[number].tracks)
        var isGood = true
        for place in schema.rules[number].keywords.indices {
            // After a failure nobody knows what would have been looked at.
            if !isGood, schema.rules[number].keywords[place].isLast { break }
            if try !asks(number, place, value, &own, tells) {
                isGood = false
                if !tells || failures.count >= failuresMax { break }
            }
        }
        if isGood { seen.merge(own) }
        return isGood
    }

    /// One keyword: those of values stand in another file, those of schemas in a third.
    private mutating func asks(
        _ number: Int, _ place: Int, _ value: Node, _ seen: inout Seen, _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        let keyword = schema.rules[number].keywords[place]
        switch keyword {
        case .types, .values, .bound, .multipleOf, .length, .pattern, .format, .itemCount,
            .uniqueItems,
            .memberCount, .required, .dependentRequired:
            guard let objection = try objection(of: keyword, to: value) else { return true }
            if tells { tell(number, objection.keyword, objection.words) }
            return false
        case .items, .contains, .members, .propertyNames, .unevaluatedItems,
            .unevaluatedProperties:
            return try asksChildren(keyword, number, value, &seen, tells)
        default:
            return try asksAgain(keyword, number, value, &seen, tells)
        }
    }

    // MARK: Places

    /// A schema held against a member or an element.
    mutating func holdsMember(
        _ number: Int, _ key: Node, _ value: Node, as keyword: String, tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        path.append(.member(key))
        defer { path.removeLast() }
        var seen = Seen(isAsked: false)
        return try holds(number, value, as: keyword, &seen, tells: tells)
    }

    mutating func holdsElement(
        _ number: Int, _ index: Int, _ value: Node, as keyword: String, tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        path.append(.element(index))
        defer { path.removeLast() }
        var seen = Seen(isAsked: false)
        return try holds(number, value, as: keyword, &seen, tells: tells)
    }

    private var pointer: String {
        path.reduce("") { pointer, step in
            switch step {
            case .member(let key): JSONPointer.appending(tape.string(key) ?? "", to: pointer)
            case .element(let index): pointer + "/\(index)"
            }
        }
    }

    /// Keeps a failure. `isWhole`: the schema itself is meant, and not a keyword within it.
    mutating func tell(_ number: Int, _ keyword: String, _ words: String, isWhole: Bool = false) {
        guard failures.count < failuresMax else { return }
        let location = schema.rules[number].location
        failures.append(
            JSONSchemaFailure(
                instance: JSONSchemaWords.shortened(pointer, 200), keyword: keyword,
                schema: isWhole || keyword.isEmpty
                    ? location : JSONPointer.appending(keyword, to: location), words: words))
    }

    /// The first failure of a schema that was tried, and is told within another's.
    mutating func reason(_ number: Int, _ value: Node) throws(JSONSchemaStop) -> String {
        let (kept, keptMax) = (failures, failuresMax)
        (failures, failuresMax) = ([], 1)
        defer { (failures, failuresMax) = (kept, keptMax) }
        var seen = Seen(isAsked: false)
        _ = try holds(number, value, &seen, tells: true)
        guard let first = failures.first else { return "" }
        let isHere = first.instance == pointer
        return isHere ? first.words : first.shortDescription
    }

    /// The schema that a dynamic reference means here.
    func dynamicTarget(_ name: String, else number: Int) -> Int {
        for resource in scope {
            if let found = schema.dynamicAnchors[resource][name] { return found }
        }
        return number
    }

    // MARK: Bounds

    mutating func charge(_ steps: Int) throws(JSONSchemaStop) {
        stepsLeft -= steps
        guard stepsLeft >= 0 else {
            throw JSONSchemaStop(
                "more than \(limits.stepsMax) steps were needed; schemas that refer to each other "
                    + "many times multiply")
        }
    }

    /// Pays for looking at a text of so many bytes.
    mutating func charge(for node: Node) throws(JSONSchemaStop) {
        try charge(1 + tape.range(node).count >> 4)
    }

    /// Pays for a search, which may go back and forth in its text: its own bound is for one search only.
    mutating func chargeForSearch(_ node: Node) throws(JSONSchemaStop) {
        try charge(100)
        try charge(for: node)
    }

    // MARK: Members

    /// The members of an object; of equal keys the last, as everywhere.
    mutating func members(of node: Node) throws(JSONSchemaStop) -> [(key: Node, value: Node)] {
        try charge(tape.count(node) >> 2)
        let all = Array(tape.members(node))
        guard repeatsKeys else { return all }
        try charge(for: node)
        var last: [[UInt8]: Int] = [:]
        for (index, member) in all.enumerated() {
            last[Array((tape.string(member.key) ?? "").utf8)] = index
        }
        return last.values.sorted().map { all[$0] }
    }
}
