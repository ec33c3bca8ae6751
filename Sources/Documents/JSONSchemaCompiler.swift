/// Turns every schema of a document, and what those refer to, into rules that name each other by number.
///
/// It keeps a list of what is to do and never calls itself: a chain of a million references is only long.
struct JSONSchemaCompiler {
    private(set) var library: JSONSchemaLibrary
    private(set) var rules: [JSONSchemaRule] = []
    private(set) var dynamicAnchors: [[String: Int]] = []
    private let judgesFormats: Bool
    private var numbers: [JSONSchemaPlace: Int] = [:]
    private var places: [JSONSchemaPlace] = []
    // What is being compiled.
    private var place: JSONSchemaPlace
    private var tape: JSONTape

    init(_ library: JSONSchemaLibrary, judgesFormats: Bool) {
        self.library = library
        self.judgesFormats = judgesFormats
        tape = library.tapes[0]
        place = JSONSchemaPlace(document: 0, node: tape.root)
    }

    /// Number 0 is the whole; its unused parts are compiled too, for their mistakes.
    mutating func compile(with patterns: @escaping JSONSchema.PatternReader) {
        for place in library.schemas[0] { _ = number(of: place) }
        var next = 0
        var entered: Set<Int> = []
        while next < places.count {
            place = places[next]
            tape = library.tape(of: place)
            rules[next] = rule(patterns)
            // Where one schema of a resource is in use, a dynamic reference may find its others.
            let resource = rules[next].resource
            if entered.insert(resource).inserted {
                let anchors = library.resources[resource].dynamicAnchors.values
                for anchor in anchors.sorted(by: { $0.node.index < $1.node.index }) {
                    _ = number(of: anchor)
                }
            }
            next += 1
        }
        for resource in library.resources {
            dynamicAnchors.append(resource.dynamicAnchors.compactMapValues { numbers[$0] })
        }
    }

    private mutating func number(of place: JSONSchemaPlace) -> Int {
        if let known = numbers[place] { return known }
        let number = places.count
        let resource = library.home(of: place).resource
        numbers[place] = number
        places.append(place)
        rules.append(JSONSchemaRule(resource: resource, location: library.location(of: place)))
        return number
    }

    // MARK: One schema

    private mutating func rule(
        _ patterns: @escaping JSONSchema.PatternReader
    ) -> JSONSchemaRule {
        var rule = JSONSchemaRule(
            resource: library.home(of: place).resource, location: library.location(of: place))
        let dialect = library.resources[rule.resource].dialect
        guard tape.kind(place.node) == .object else {
            rule.verdict = tape.bool(place.node)
            if rule.verdict == nil {
                library.note("expected a schema, found \(found(place.node))", at: place)
            }
            return rule
        }
        rule.format = tape.string("format", of: place.node)
        if let node = member("default") { rule.suggestions.append(tape.text(node)) }
        if let node = member("examples") {
            rule.suggestions += tape.elements(node).map { tape.text($0) }
        }
        if let reference = reference("$ref") {
            rule.keywords.append(.reference(reference.number, keyword: "$ref"))
        }
        // Draft 7 ignores what stands beside a reference.
        if dialect.isDraft7, member("$ref") != nil { return rule }
        if !dialect.isDraft7, let reference = reference("$dynamicRef") {
            rule.keywords.append(
                reference.name.map { .dynamicReference($0, else: reference.number) }
                    ?? .reference(reference.number, keyword: "$dynamicRef"))
        }
        if judgesFormats || dialect.judgesFormats, let name = rule.format,
            let format = JSONSchemaFormat.named(name, patterns: patterns)
        {
            rule.keywords.append(.format(format))
        }
        if dialect.validates {
            addValueKeywords(to: &rule)
            addNumberKeywords(to: &rule)
            addCounts(to: &rule, dialect)
            if let (pattern, matches) = pattern(patterns) {
                rule.keywords.append(.pattern(pattern, matches))
            }
        }
        if dialect.applies {
            addItems(to: &rule, dialect)
            addMembers(to: &rule, patterns)
            addCombinations(to: &rule, dialect)
        }
        if dialect.seesUnevaluated, !dialect.isDraft7 {
            if let schema = schema("unevaluatedItems") {
                rule.keywords.append(.unevaluatedItems(schema))
            }
            if let schema = schema("unevaluatedProperties") {
                rule.keywords.append(.unevaluatedProperties(schema))
            }
        }
        rule.tracks = rule.keywords.contains(where: \.isLast)
        return rule
    }

    private mutating func reference(_ keyword: String) -> (number: Int, name: String?)? {
        guard let node = member(keyword) else { return nil }
        guard let text = tape.string(node) else {
            wrong(keyword, "a URI reference as text", node)
            return nil
        }
        guard let target = library.target(of: text, in: place, keyword) else { return nil }
        let name = target.isDynamic ? JSONSchemaURI(text).fragment : nil
        return (number(of: target.place), name.flatMap(JSONSchemaURI.percentDecoded))
    }

    private mutating func addValueKeywords(to rule: inout JSONSchemaRule) {
        if let node = member("type"), let types = types(node) {
            rule.keywords.append(.types(types))
        }
        if let node = member("enum") {
            if tape.kind(node) == .array {
                let values = tape.elements(node).map {
                    Array(JSONText.canonical(of: $0, in: tape).utf8)
                }
                let shown = tape.elements(node).prefix(6).map { JSONSchemaWords.shown($0, tape) }
                    .joined(separator: ", ")
                rule.keywords.append(
                    .values(
                        keyword: "enum", canonical: Set(values),
                        shown: "one of " + shown + (values.count > 6 ? ", …" : "")))
            } else {
                wrong("enum", "a list of values", node)
            }
        }
        if let node = member("const") {
            rule.keywords.append(
                .values(
                    keyword: "const",
                    canonical: [Array(JSONText.canonical(of: node, in: tape).utf8)],
                    shown: JSONSchemaWords.shown(node, tape)))
        }
    }

    private mutating func types(_ node: JSONTape.Node) -> JSONSchemaTypes? {
        let nodes = tape.kind(node) == .array ? Array(tape.elements(node)) : [node]
        var types: JSONSchemaTypes = []
        for node in nodes {
            guard let name = tape.string(node),
                let type = JSONSchemaTypes.names.first(where: { $0.name == name })
            else {
                let known = JSONSchemaTypes.names.map(\.name).joined(separator: ", ")
                wrong("type", "the name of a type", node, hint: "types are \(known)")
                return nil
            }
            types.insert(type.type)
        }
        return types
    }

    private mutating func addNumberKeywords(to rule: inout JSONSchemaRule) {
        let bounds: [(keyword: String, words: String, isUpper: Bool, isExclusive: Bool)] = [
            ("minimum", "at least", false, false), ("maximum", "at most", true, false),
            ("exclusiveMinimum", "more than", false, true),
            ("exclusiveMaximum", "less than", true, true),
        ]
        for bound in bounds {
            guard let (limit, shown) = decimal(bound.keyword) else { continue }
            rule.keywords.append(
                .bound(
                    JSONSchemaBound(
                        keyword: bound.keyword, words: bound.words, limit: limit,
                        isUpper: bound.isUpper, isExclusive: bound.isExclusive, shown: shown)))
        }
        if let (divisor, shown) = decimal("multipleOf") {
            if divisor.isNegative || divisor.digits.isEmpty {
                library.note(
                    "'multipleOf' must be above 0, found \(shown)", at: place, "multipleOf")
            } else {
                rule.keywords.append(.multipleOf(divisor, shown: shown))
            }
        }
    }

    private mutating func decimal(_ keyword: String) -> (JSONDecimal, shown: String)? {
        guard let node = member(keyword) else { return nil }
        guard let text = tape.number(node) else {
            wrong(keyword, "a number", node)
            return nil
        }
        let decimal = JSONDecimal(text.utf8)
        guard decimal.exponent != nil else {
            library.note("'\(keyword)' has an exponent beyond reason", at: place, keyword)
            return nil
        }
        return (decimal, JSONSchemaWords.shown(node, tape))
    }

    private mutating func addCounts(to rule: inout JSONSchemaRule, _ dialect: JSONSchemaDialect) {
        if let (min, max) = range("minLength", "maxLength") {
            rule.keywords.append(.length(min: min, max: max))
        }
        if let (min, max) = range("minItems", "maxItems") {
            rule.keywords.append(.itemCount(min: min, max: max))
        }
        if let (min, max) = range("minProperties", "maxProperties") {
            rule.keywords.append(.memberCount(min: min, max: max))
        }
        if let node = member("uniqueItems") {
            if let flag = tape.bool(node) {
                if flag { rule.keywords.append(.uniqueItems) }
            } else {
                wrong("uniqueItems", "true or false", node)
            }
        }
        if let node = member("required"), let names = names(node, of: "required") {
            rule.keywords.append(.required(names))
        }
        if !dialect.isDraft7, let node = member("dependentRequired") {
            var dependencies: [(name: String, needs: [String])] = []
            for (key, value) in entries(node, of: "dependentRequired") {
                if let needs = names(value, of: "dependentRequired") {
                    dependencies.append((key, needs))
                }
            }
            rule.keywords.append(.dependentRequired(keyword: "dependentRequired", dependencies))
        }
    }

    /// The two counts of a pair; nil where neither is given.
    private mutating func range(_ min: String, _ max: String) -> (Int, Int)? {
        let (least, most) = (count(min), count(max))
        return least == nil && most == nil ? nil : (least ?? 0, most ?? .max)
    }

    private mutating func count(_ keyword: String) -> Int? {
        guard let node = member(keyword) else { return nil }
        guard let text = tape.number(node) else {
            wrong(keyword, "a whole number from 0", node)
            return nil
        }
        let decimal = JSONDecimal(text.utf8)
        guard !decimal.isNegative, decimal.isWhole == true else {
            wrong(keyword, "a whole number from 0", node)
            return nil
        }
        // No value has more of anything.
        return decimal.integer ?? .max
    }

    private mutating func pattern(
        _ patterns: JSONSchema.PatternReader
    ) -> (String, JSONSchema.Matcher)? {
        guard let node = member("pattern") else { return nil }
        guard let text = tape.string(node) else {
            wrong("pattern", "a regular expression as text", node)
            return nil
        }
        return matcher(text, patterns, "pattern").map { (text, $0) }
    }

    private mutating func matcher(
        _ pattern: String, _ patterns: JSONSchema.PatternReader, _ keyword: String
    ) -> JSONSchema.Matcher? {
        do throws(JSONSchemaStop) {
            return try patterns(pattern)
        } catch {
            library.note(
                "'\(keyword)' cannot be used: \(error.reason)", at: place, keyword)
            return nil
        }
    }

    // MARK: Schemas within the schema

    private mutating func addItems(to rule: inout JSONSchemaRule, _ dialect: JSONSchemaDialect) {
        var prefix: [Int] = []
        var rest: Int?
        var (prefixKeyword, restKeyword) = ("prefixItems", "items")
        if !dialect.isDraft7 {
            prefix = schemas("prefixItems") ?? []
            if let node = member("items"), tape.kind(node) == .array {
                wrong(
                    "items", "one schema", node,
                    hint: "draft 2020-12 calls a list of schemas 'prefixItems'; for draft 7 write "
                        + "'$schema': \"http://json-schema.org/draft-07/schema#\"")
            } else {
                rest = schema("items")
            }
        } else if let node = member("items"), tape.kind(node) == .array {
            (prefixKeyword, restKeyword) = ("items", "additionalItems")
            prefix = schemas("items", mayBeEmpty: true) ?? []
            rest = schema("additionalItems")
        } else {
            rest = schema("items")
        }
        if !prefix.isEmpty || rest != nil {
            rule.keywords.append(
                .items(
                    prefix: prefix, prefixKeyword: prefixKeyword, rest: rest,
                    restKeyword: restKeyword))
        }
        guard let contained = schema("contains") else { return }
        let counts =
            dialect.isDraft7 || !dialect.validates ? nil : range("minContains", "maxContains")
        let hasMin = counts != nil && member("minContains") != nil
        rule.keywords.append(
            .contains(
                schema: contained, min: hasMin ? counts?.0 ?? 1 : 1, max: counts?.1 ?? .max,
                marks: !dialect.isDraft7))
    }

    private mutating func addMembers(
        to rule: inout JSONSchemaRule, _ patterns: JSONSchema.PatternReader
    ) {
        var members = JSONSchemaMembers()
        if let node = member("properties") {
            for (name, value) in entries(node, of: "properties") {
                members.named[Array(name.utf8)] = schema(value, in: "properties")
            }
        }
        if let node = member("patternProperties") {
            for (pattern, value) in entries(node, of: "patternProperties") {
                guard let matches = matcher(pattern, patterns, "patternProperties"),
                    let schema = schema(value, in: "patternProperties")
                else { continue }
                members.patterns.append((pattern, matches, schema))
            }
        }
        members.additional = schema("additionalProperties")
        if !members.named.isEmpty || !members.patterns.isEmpty || members.additional != nil {
            rule.keywords.append(.members(members))
        }
        if let schema = schema("propertyNames") { rule.keywords.append(.propertyNames(schema)) }
    }

    private mutating func addCombinations(
        to rule: inout JSONSchemaRule, _ dialect: JSONSchemaDialect
    ) {
        if !dialect.isDraft7, let node = member("dependentSchemas") {
            var dependencies: [(name: String, schema: Int)] = []
            for (name, value) in entries(node, of: "dependentSchemas") {
                if let schema = schema(value, in: "dependentSchemas") {
                    dependencies.append((name, schema))
                }
            }
            rule.keywords.append(.dependentSchemas(keyword: "dependentSchemas", dependencies))
        }
        addDependencies(to: &rule)
        if let all = schemas("allOf") { rule.keywords.append(.allOf(all)) }
        if let any = schemas("anyOf") { rule.keywords.append(.anyOf(any)) }
        if let one = schemas("oneOf") { rule.keywords.append(.oneOf(one)) }
        if let not = schema("not") { rule.keywords.append(.not(not)) }
        let (then, otherwise) = (schema("then"), schema("else"))
        if let condition = schema("if") {
            rule.keywords.append(.condition(condition, then: then, else: otherwise))
        }
    }

    /// Draft 7's one word for two, which 2020-12 still lets stand.
    private mutating func addDependencies(to rule: inout JSONSchemaRule) {
        guard let node = member("dependencies") else { return }
        var required: [(name: String, needs: [String])] = []
        var applied: [(name: String, schema: Int)] = []
        for (name, value) in entries(node, of: "dependencies") {
            if tape.kind(value) == .array {
                if let needs = names(value, of: "dependencies") { required.append((name, needs)) }
            } else if let schema = schema(value, in: "dependencies") {
                applied.append((name, schema))
            }
        }
        rule.keywords.append(.dependentRequired(keyword: "dependencies", required))
        rule.keywords.append(.dependentSchemas(keyword: "dependencies", applied))
    }

    // MARK: Reading values

    private func member(_ keyword: String) -> JSONTape.Node? {
        tape.member(keyword, of: place.node)
    }

    private mutating func schema(_ keyword: String) -> Int? {
        member(keyword).flatMap { schema($0, in: keyword) }
    }

    private mutating func schema(_ node: JSONTape.Node, in keyword: String) -> Int? {
        guard [.object, .bool].contains(tape.kind(node)) else {
            wrong(keyword, "a schema", node)
            return nil
        }
        return number(of: JSONSchemaPlace(document: place.document, node: node))
    }

    private mutating func schemas(_ keyword: String, mayBeEmpty: Bool = false) -> [Int]? {
        guard let node = member(keyword) else { return nil }
        guard tape.kind(node) == .array, mayBeEmpty || tape.count(node) > 0 else {
            wrong(keyword, "a list of schemas", node)
            return nil
        }
        return tape.elements(node).compactMap { schema($0, in: keyword) }
    }

    private mutating func entries(
        _ node: JSONTape.Node, of keyword: String
    ) -> [(String, JSONTape.Node)] {
        guard tape.kind(node) == .object else {
            wrong(keyword, "an object", node)
            return []
        }
        return tape.members(node).map { (tape.string($0.key) ?? "", $0.value) }
    }

    private mutating func names(_ node: JSONTape.Node, of keyword: String) -> [String]? {
        let names = tape.elements(node).map { tape.string($0) }
        guard tape.kind(node) == .array, names.allSatisfy({ $0 != nil }) else {
            wrong(keyword, "a list of names", node)
            return nil
        }
        return names.compactMap(\.self)
    }

    private mutating func wrong(
        _ keyword: String, _ expected: String, _ node: JSONTape.Node, hint: String? = nil
    ) {
        library.note(
            "expected \(expected) for '\(keyword)', found \(found(node))", at: place, keyword,
            hint: hint)
    }

    private func found(_ node: JSONTape.Node) -> String { JSONSchemaWords.found(node, tape) }
}
