extension JSONSchema {
    /// A value that this schema allows, as JSON text: the same one every time. Nil where none was found, which
    /// says nothing about whether there is one.
    public func example() -> String? {
        var maker = JSONSchemaExampleMaker(self)
        return maker.example(for: [0])
    }
}

/// Makes values by what schemas ask, and holds every one of them, part by part, against the schema before it
/// is used: what is made may be dull, never wrong.
struct JSONSchemaExampleMaker {
    private let schema: JSONSchema
    /// Values that may still be tried: schemas that combine others multiply.
    private var triesLeft = 2_000
    private var depth = 0

    /// Deeper than any answer; a schema that needs itself would have no end.
    private static let depthMax = 24
    /// How many combinations of branches are looked at for one value.
    static let demandsMax = 24
    private static let itemsMax = 64

    init(_ schema: JSONSchema) { self.schema = schema }

    /// A value for all of these schemas at once. A salt other than 0 gives another value, where there is one.
    mutating func example(for numbers: [Int], salt: Int = 0) -> String? {
        // Looking costs as much as trying: a schema that needs itself twice would look for ever.
        triesLeft -= 1
        guard depth < Self.depthMax, triesLeft > 0 else { return nil }
        depth += 1
        defer { depth -= 1 }
        for demand in demands(of: numbers) {
            for candidate in candidates(for: demand, salt: salt) {
                guard triesLeft > 0 else { return nil }
                triesLeft -= 1
                if isAllowed(candidate, by: numbers) { return candidate }
            }
        }
        return nil
    }

    private func isAllowed(_ text: String, by numbers: [Int]) -> Bool {
        var tape = JSONTape()
        do {
            try tape.read(text)
            var validator = JSONSchemaValidator(schema, tape, .standard)
            for number in numbers {
                var seen = JSONSchemaValidator.Seen(isAsked: false)
                if try !validator.holds(number, tape.root, &seen, tells: false) { return false }
            }
            return true
        } catch {
            return false
        }
    }

    // MARK: What is asked

    /// What the schemas ask together, once for each way through their branches.
    private func demands(of numbers: [Int]) -> [JSONSchemaDemand] {
        var found: [JSONSchemaDemand] = []
        var open = [JSONSchemaDemand(open: numbers)]
        while var demand = open.popLast(), found.count < Self.demandsMax {
            var branches: [JSONSchemaDemand] = []
            while branches.isEmpty, let number = demand.open.popLast() {
                guard demand.seen.insert(number).inserted else { continue }
                branches = demand.take(schema.rules[number])
            }
            if branches.isEmpty {
                found.append(demand)
            } else {
                // The first branch is looked at first.
                open += branches.prefix(Self.demandsMax).reversed()
            }
        }
        return found
    }

    // MARK: What is tried

    private mutating func candidates(for demand: JSONSchemaDemand, salt: Int) -> [String] {
        if let values = demand.values {
            let start = values.isEmpty ? 0 : salt % values.count
            return Array(values[start...] + values[..<start])
        }
        var tried = salt == 0 ? demand.suggestions : []
        let types = demand.types
        if types.contains(.object), demand.speaksOfObjects || types == .object {
            tried += objects(demand)
        }
        if types.contains(.array), demand.speaksOfArrays || types == .array {
            tried += arrays(demand)
        }
        if types.contains(.string) { tried += JSONSchemaTexts.candidates(for: demand, salt: salt) }
        if !types.isDisjoint(with: [.integer, .number]) {
            tried += JSONSchemaNumbers.candidates(for: demand, salt: salt)
        }
        if types.contains(.boolean) {
            tried += salt.isMultiple(of: 2) ? ["true", "false"] : ["false", "true"]
        }
        if types.contains(.null) { tried.append("null") }
        if types.contains(.array), !demand.speaksOfArrays { tried += arrays(demand) }
        if types.contains(.object), !demand.speaksOfObjects { tried += objects(demand) }
        return tried
    }

    /// With all members that the schema names, then with none but those that must be there.
    private mutating func objects(_ demand: JSONSchemaDemand) -> [String] {
        var tried: [String] = []
        for withAll in [true, false] {
            guard let object = object(demand, withAll: withAll), tried.last != object else {
                continue
            }
            tried.append(object)
        }
        return tried
    }

    private mutating func object(_ demand: JSONSchemaDemand, withAll: Bool) -> String? {
        var names = withAll ? demand.namedMembers : []
        for name in demand.required where !names.contains(name) { names.append(name) }
        var members: [(name: String, value: String)] = []
        var next = 0
        // What one member calls for comes after it.
        while next < names.count {
            let name = names[next]
            next += 1
            guard let schemas = demand.schemas(ofMember: name) else { return nil }
            guard let value = example(for: schemas) else {
                if demand.required.contains(name) { return nil }
                continue
            }
            members.append((name, value))
            for needed in demand.needed(by: name) where !names.contains(needed) {
                names.append(needed)
            }
        }
        var number = 1
        while members.count < demand.membersMin, number <= Self.itemsMax {
            let name =
                demand.nameSchemas.isEmpty
                ? "member\(number)"
                : example(for: demand.nameSchemas, salt: number).flatMap(Self.text)
            number += 1
            guard let name, !members.contains(where: { $0.name == name }),
                let schemas = demand.schemas(ofMember: name), let value = example(for: schemas)
            else { continue }
            members.append((name, value))
        }
        var writer = JSONWriter()
        writer.beginObject()
        for member in members.prefix(demand.membersMax) {
            writer.key(member.name)
            writer.raw(member.value)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func text(of json: String) -> String? {
        var tape = JSONTape()
        guard (try? tape.read(json)) != nil else { return nil }
        return tape.string(tape.root)
    }

    /// With one item, so that there is something to see; then with as few as may be.
    private mutating func arrays(_ demand: JSONSchemaDemand) -> [String] {
        let least = demand.itemsMin
        guard least <= Self.itemsMax else { return [] }
        let wish = max(least, demand.prefixCount, 1)
        var tried: [String] = []
        for count in Set([min(wish, demand.itemsMax), least]).sorted(by: >) {
            if let array = array(demand, count: count) { tried.append(array) }
        }
        return tried
    }

    private mutating func array(_ demand: JSONSchemaDemand, count: Int) -> String? {
        var items: [String] = []
        for index in 0..<count {
            var schemas = demand.schemas(ofItem: index)
            // What the list must contain stands in front.
            if let contained = demand.contained(at: index) { schemas.append(contained) }
            var salt = 0
            var item = example(for: schemas)
            while demand.isUnique, let made = item, items.contains(made), salt < Self.itemsMax {
                salt += 1
                item = example(for: schemas, salt: salt)
            }
            guard let item else { return nil }
            items.append(item)
        }
        return "[" + items.joined(separator: ",") + "]"
    }
}
