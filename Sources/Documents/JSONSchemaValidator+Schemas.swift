/// Keywords that hold other schemas against the same value, or against its parts.
extension JSONSchemaValidator {
    /// Schemas for members and elements.
    mutating func asksChildren(
        _ keyword: JSONSchemaKeyword, _ number: Int, _ value: Node, _ seen: inout Seen,
        _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        switch keyword {
        case .items(let prefix, let prefixKeyword, let rest, let restKeyword):
            guard tape.kind(value) == .array else { return true }
            var isGood = true
            for (index, element) in tape.elements(value).enumerated() {
                let isPrefix = index < prefix.count
                guard let schema = isPrefix ? prefix[index] : rest else { break }
                seen.insert(element)
                let name = isPrefix ? prefixKeyword : restKeyword
                if try !holdsElement(schema, index, element, as: name, tells: tells) {
                    isGood = false
                    if !tells { break }
                }
            }
            return isGood
        case .contains(let schema, let min, let max, let marks):
            return try contains(schema, min, max, marks, number, value, &seen, tells)
        case .members(let rules): return try asksMembers(rules, value, &seen, tells)
        case .propertyNames(let schema):
            guard tape.kind(value) == .object else { return true }
            var isGood = true
            for (key, _) in try members(of: value) {
                var own = Seen(isAsked: false)
                if try holds(schema, key, as: "propertyNames", &own, tells: false) { continue }
                isGood = false
                guard tells else { break }
                let name = JSONSchemaWords.quoted(tape.string(key) ?? "")
                tell(
                    number, "propertyNames",
                    "the name \(name) is not allowed: \(try reason(schema, key))")
            }
            return isGood
        case .unevaluatedItems(let schema):
            guard tape.kind(value) == .array else { return true }
            var isGood = true
            for (index, element) in tape.elements(value).enumerated()
            where !seen.nodes.contains(element) {
                seen.insert(element)
                let name = "unevaluatedItems"
                if try !holdsElement(schema, index, element, as: name, tells: tells) {
                    isGood = false
                    if !tells { break }
                }
            }
            return isGood
        case .unevaluatedProperties(let schema):
            guard tape.kind(value) == .object else { return true }
            var isGood = true
            for (key, member) in try members(of: value) where !seen.nodes.contains(member) {
                seen.insert(member)
                let name = "unevaluatedProperties"
                if try !holdsMember(schema, key, member, as: name, tells: tells) {
                    isGood = false
                    if !tells { break }
                }
            }
            return isGood
        default: preconditionFailure("a keyword of another family")
        }
    }

    private mutating func contains(
        _ schema: Int, _ min: Int, _ max: Int, _ marks: Bool, _ number: Int, _ value: Node,
        _ seen: inout Seen, _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        guard tape.kind(value) == .array else { return true }
        var count = 0
        for (index, element) in tape.elements(value).enumerated()
        where try holdsElement(schema, index, element, as: "contains", tells: false) {
            count += 1
            if marks { seen.insert(element) }
            if !seen.isAsked, !tells, max == .max, count >= min { break }
        }
        if count >= min, count <= max { return true }
        if tells {
            let keyword =
                count > max ? "maxContains" : min == 1 ? "contains" : "minContains"
            let wanted = JSONSchemaWords.range(min, max, "item")
            tell(number, keyword, "expected \(wanted) that 'contains' asks for, found \(count)")
        }
        return false
    }

    private mutating func asksMembers(
        _ rules: JSONSchemaMembers, _ value: Node, _ seen: inout Seen, _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        guard tape.kind(value) == .object else { return true }
        var isGood = true
        for (key, member) in try members(of: value) {
            let name = tape.string(key) ?? ""
            var isKnown = false
            if let schema = rules.named[Array(name.utf8)] {
                isKnown = true
                isGood =
                    try holdsMember(schema, key, member, as: "properties", tells: tells) && isGood
            }
            for (_, matches, schema) in rules.patterns {
                try chargeForSearch(key)
                guard try matches(name) else { continue }
                isKnown = true
                isGood =
                    try holdsMember(schema, key, member, as: "patternProperties", tells: tells)
                    && isGood
            }
            if !isKnown, let schema = rules.additional {
                isKnown = true
                isGood =
                    try holdsMember(schema, key, member, as: "additionalProperties", tells: tells)
                    && isGood
            }
            if isKnown { seen.insert(member) }
            if !isGood, !tells { return false }
        }
        return isGood
    }

    /// Schemas for the same value once more.
    mutating func asksAgain(
        _ keyword: JSONSchemaKeyword, _ number: Int, _ value: Node, _ seen: inout Seen,
        _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        switch keyword {
        case .reference(let target, let keyword):
            return try holds(target, value, as: keyword, &seen, tells: tells)
        case .dynamicReference(let name, let nearest):
            let target = dynamicTarget(name, else: nearest)
            return try holds(target, value, as: "$dynamicRef", &seen, tells: tells)
        case .allOf(let schemas):
            var isGood = true
            for schema in schemas {
                if try !holds(schema, value, as: "allOf", &seen, tells: tells) {
                    isGood = false
                    if !tells { break }
                }
            }
            return isGood
        case .anyOf(let schemas):
            var isGood = false
            for schema in schemas where try holds(schema, value, &seen, tells: false) {
                isGood = true
                if !seen.isAsked { break }
            }
            if !isGood, tells { try tellNone(of: schemas, "anyOf", number, value) }
            return isGood
        case .oneOf(let schemas): return try asksForOne(of: schemas, number, value, &seen, tells)
        case .not(let schema):
            var own = Seen(isAsked: false)
            guard try holds(schema, value, &own, tells: false) else { return true }
            if tells {
                tell(
                    number, "not",
                    "expected anything but what the schema under 'not' takes, found "
                        + JSONSchemaWords.found(value, tape))
            }
            return false
        case .condition(let condition, let then, let otherwise):
            let isMet = try holds(condition, value, &seen, tells: false)
            guard let next = isMet ? then : otherwise else { return true }
            return try holds(next, value, as: isMet ? "then" : "else", &seen, tells: tells)
        case .dependentSchemas(let keyword, let dependencies):
            guard tape.kind(value) == .object else { return true }
            var isGood = true
            for (name, schema) in dependencies where try has(name, value) {
                if try !holds(schema, value, as: keyword, &seen, tells: tells) {
                    isGood = false
                    if !tells { break }
                }
            }
            return isGood
        default: preconditionFailure("a keyword of another family")
        }
    }

    private mutating func asksForOne(
        of schemas: [Int], _ number: Int, _ value: Node, _ seen: inout Seen, _ tells: Bool
    ) throws(JSONSchemaStop) -> Bool {
        var good: [Int] = []
        var own = Seen(isAsked: seen.isAsked)
        for (index, schema) in schemas.enumerated()
        where try holds(schema, value, &own, tells: false) {
            good.append(index)
            if good.count == 2 { break }
        }
        if good.count == 1 {
            seen.merge(own)
            return true
        }
        guard tells else { return false }
        if good.isEmpty {
            try tellNone(of: schemas, "oneOf", number, value)
        } else {
            tell(
                number, "oneOf",
                "expected to fit one of \(schemas.count) schemas, fits numbers \(good[0] + 1) and "
                    + "\(good[1] + 1)")
        }
        return false
    }

    private mutating func tellNone(
        of schemas: [Int], _ keyword: String, _ number: Int, _ value: Node
    ) throws(JSONSchemaStop) {
        var reasons: [String] = []
        for (index, schema) in schemas.prefix(3).enumerated() {
            reasons.append("\(index + 1): \(try reason(schema, value))")
        }
        if schemas.count > 3 { reasons.append("…") }
        tell(
            number, keyword,
            "fits none of \(JSONSchemaWords.count(schemas.count, "schema")): "
                + JSONSchemaWords.shortened(reasons.joined(separator: "; "), 300))
    }
}
