/// What several schemas ask of one value together, keyword by keyword, on one way through their branches.
struct JSONSchemaDemand {
    /// Schemas that are still to be taken in.
    var open: [Int]
    var seen: Set<Int> = []

    private(set) var types: JSONSchemaTypes = [
        .null, .boolean, .integer, .number, .string, .array, .object,
    ]
    /// The only values allowed, in canonical spelling and in an order that is always the same.
    private(set) var values: [String]?
    /// Values that the schema's author gave as examples.
    private(set) var suggestions: [String] = []
    private(set) var format: String?
    private(set) var bounds: [JSONSchemaBound] = []
    private(set) var divisors: [String] = []
    private(set) var lengthMin = 0
    private(set) var lengthMax = Int.max
    private(set) var patterns: [String] = []
    private(set) var itemsMin = 0
    private(set) var itemsMax = Int.max
    private(set) var isUnique = false
    private var items: [(prefix: [Int], rest: Int?)] = []
    private var contains: [(schema: Int, min: Int)] = []
    private(set) var membersMin = 0
    private(set) var membersMax = Int.max
    private(set) var required: [String] = []
    private(set) var nameSchemas: [Int] = []
    private var members: [JSONSchemaMembers] = []
    private var dependencies: [(name: String, needs: [String])] = []

    init(open: [Int]) { self.open = open }

    var speaksOfObjects: Bool {
        !members.isEmpty || !required.isEmpty || membersMin > 0 || !nameSchemas.isEmpty
    }

    var speaksOfArrays: Bool { !items.isEmpty || !contains.isEmpty || itemsMin > 0 || isUnique }

    var prefixCount: Int { items.map(\.prefix.count).max() ?? 0 }

    // MARK: Parts

    /// In the schema's order.
    var namedMembers: [String] {
        var names: [String] = []
        for members in members {
            for (name, _) in members.named.sorted(by: { $0.value < $1.value }) {
                let name = String(decoding: name, as: UTF8.self)
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    /// Nil where a pattern could not be searched for.
    func schemas(ofMember name: String) -> [Int]? {
        var schemas: [Int] = []
        for members in members {
            var isKnown = false
            if let schema = members.named[Array(name.utf8)] {
                schemas.append(schema)
                isKnown = true
            }
            for (_, matches, schema) in members.patterns {
                do throws(JSONSchemaStop) {
                    guard try matches(name) else { continue }
                } catch {
                    return nil
                }
                schemas.append(schema)
                isKnown = true
            }
            if !isKnown, let additional = members.additional { schemas.append(additional) }
        }
        return schemas
    }

    func needed(by name: String) -> [String] {
        dependencies.filter { $0.name == name }.flatMap(\.needs)
    }

    func schemas(ofItem index: Int) -> [Int] {
        items.compactMap { prefix, rest in
            prefix.indices.contains(index) ? prefix[index] : rest
        }
    }

    func contained(at index: Int) -> Int? {
        var start = 0
        for (schema, min) in contains {
            if index < start + min { return schema }
            start += min
        }
        return nil
    }

    // MARK: Taking in

    /// Adds what one schema asks; where it leaves a choice, gives the demand once for each branch.
    mutating func take(_ rule: JSONSchemaRule) -> [JSONSchemaDemand] {
        if rule.verdict == false { types = [] }
        suggestions += rule.suggestions
        format = format ?? rule.format
        var choices: [[Int]] = []
        for keyword in rule.keywords {
            switch keyword {
            case .allOf(let schemas): open += schemas.reversed()
            case .reference(let schema, _), .dynamicReference(_, else: let schema):
                open.append(schema)
            case .anyOf(let schemas), .oneOf(let schemas): choices.append(schemas)
            case .condition(let condition, let then, let otherwise):
                // Without a then or an else a branch asks nothing more.
                let (yes, no) = (
                    [condition] + [then].compactMap(\.self), [otherwise].compactMap(\.self)
                )
                return taking(rule, choices, then: [yes, no])
            default: takeValue(keyword)
            }
        }
        return choices.isEmpty ? [] : taking(rule, choices, then: [])
    }

    /// The product of the choices, the first of each in front; `sets` is one more choice, of several schemas each.
    private func taking(
        _ rule: JSONSchemaRule, _ choices: [[Int]], then sets: [[Int]]
    ) -> [JSONSchemaDemand] {
        var complete = self
        if let place = rule.keywords.firstIndex(where: \.isCondition) {
            for keyword in rule.keywords[(place + 1)...] { complete.takeValue(keyword) }
        }
        var ways: [[Int]] = [[]]
        for choice in choices.map({ $0.map { [$0] } }) + (sets.isEmpty ? [] : [sets]) {
            ways = ways.flatMap { way in choice.map { way + $0 } }
            ways = Array(ways.prefix(JSONSchemaExampleMaker.demandsMax))
        }
        return ways.map { way in
            var demand = complete
            demand.open += way
            return demand
        }
    }

    private mutating func takeValue(_ keyword: JSONSchemaKeyword) {
        switch keyword {
        case .types(let asked): narrow(to: asked)
        case .values(_, let canonical, _):
            let listed = canonical.map { String(decoding: $0, as: UTF8.self) }.sorted()
            values = values?.filter(listed.contains) ?? listed
        case .bound(let bound): bounds.append(bound)
        case .multipleOf(_, let shown): divisors.append(shown)
        case .length(let min, let max):
            (lengthMin, lengthMax) = (Swift.max(lengthMin, min), Swift.min(lengthMax, max))
        case .pattern(let pattern, _): patterns.append(pattern)
        case .itemCount(let min, let max):
            (itemsMin, itemsMax) = (Swift.max(itemsMin, min), Swift.min(itemsMax, max))
        case .uniqueItems: isUnique = true
        case .items(let prefix, _, let rest, _): items.append((prefix, rest))
        case .contains(let schema, let min, _, _):
            contains.append((schema, min))
            itemsMin = Swift.max(itemsMin, contains.reduce(0) { $0 + Swift.min($1.min, 64) })
        case .memberCount(let min, let max):
            (membersMin, membersMax) = (Swift.max(membersMin, min), Swift.min(membersMax, max))
        case .required(let names):
            for name in names where !required.contains(name) { required.append(name) }
        case .dependentRequired(_, let more): dependencies += more
        case .dependentSchemas(_, let more):
            // Their members are nothing that must be there; where they are, what they call for is taken in.
            for (name, schema) in more where required.contains(name) { open.append(schema) }
        case .members(let more): members.append(more)
        case .propertyNames(let schema): nameSchemas.append(schema)
        case .format, .allOf, .anyOf, .oneOf, .not, .condition, .reference, .dynamicReference,
            .unevaluatedItems, .unevaluatedProperties:
            break
        }
    }

    /// A whole number is a number too.
    private mutating func narrow(to asked: JSONSchemaTypes) {
        var allowed = asked
        if asked.contains(.number) { allowed.insert(.integer) }
        types = types.intersection(allowed)
    }
}

extension JSONSchemaKeyword {
    fileprivate var isCondition: Bool { if case .condition = self { true } else { false } }
}
