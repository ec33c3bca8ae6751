/// Keywords that look at the value itself, and at no schema within the schema.
extension JSONSchemaValidator {
    typealias Objection = (keyword: String, words: String)

    /// Nil where the value grants what the keyword asks, and where it is of another type than is asked about.
    mutating func objection(
        of keyword: JSONSchemaKeyword, to value: Node
    ) throws(JSONSchemaStop) -> Objection? {
        switch keyword {
        case .types(let types):
            if try isOf(types, value) { return nil }
            return ("type", "expected \(types.words), found \(found(value))")
        case .values(let keyword, let canonical, let shown):
            try charge(for: value)
            if canonical.contains(Array(JSONText.canonical(of: value, in: tape).utf8)) {
                return nil
            }
            return (keyword, "expected \(shown), found \(found(value))")
        case .bound(let bound): return try objection(of: bound, to: value)
        case .multipleOf(let divisor, let shown):
            guard let number = try decimal(value) else { return nil }
            try charge(number.workOfDividing(by: divisor) >> 4)
            if try known(number.isMultiple(of: divisor)) { return nil }
            return ("multipleOf", "expected a multiple of \(shown), found \(shownValue(value))")
        case .length(let min, let max):
            guard let text = tape.string(value) else { return nil }
            try charge(for: value)
            return objection(
                text.unicodeScalars.count, min, max, "Length", "character", in: "a string of ")
        case .pattern(let pattern, let matches):
            guard let text = tape.string(value) else { return nil }
            try chargeForSearch(value)
            if try matches(text) { return nil }
            return (
                "pattern",
                "expected text that matches \(JSONSchemaWords.quoted(pattern)), found "
                    + shownValue(value)
            )
        case .format(let format): return try objection(of: format, to: value)
        case .itemCount(let min, let max):
            guard tape.kind(value) == .array else { return nil }
            return objection(tape.count(value), min, max, "Items", "item", in: "")
        case .memberCount(let min, let max):
            guard tape.kind(value) == .object else { return nil }
            let count = try members(of: value).count
            return objection(count, min, max, "Properties", "member", in: "")
        case .uniqueItems: return try objectionToRepeated(value)
        case .required(let names):
            guard tape.kind(value) == .object else { return nil }
            let missing = try missing(names, in: value)
            return missing.isEmpty ? nil : ("required", "\(words(missing)) missing")
        case .dependentRequired(let keyword, let dependencies):
            guard tape.kind(value) == .object else { return nil }
            for (name, needs) in dependencies where try has(name, value) {
                let missing = try missing(needs, in: value)
                if missing.isEmpty { continue }
                return (
                    keyword,
                    "\(words(missing)) missing, which \(JSONSchemaWords.quoted(name)) calls for"
                )
            }
            return nil
        default: preconditionFailure("a keyword of another family")
        }
    }

    private func found(_ value: Node) -> String { JSONSchemaWords.found(value, tape) }
    private func shownValue(_ value: Node) -> String { JSONSchemaWords.shown(value, tape) }

    private mutating func isOf(
        _ types: JSONSchemaTypes, _ value: Node
    ) throws(JSONSchemaStop) -> Bool {
        switch tape.kind(value) {
        case .null: return types.contains(.null)
        case .bool: return types.contains(.boolean)
        case .string: return types.contains(.string)
        case .array: return types.contains(.array)
        case .object: return types.contains(.object)
        case .number:
            if types.contains(.number) { return true }
            guard types.contains(.integer), let number = try decimal(value) else { return false }
            return try known(number.isWhole)
        }
    }

    // MARK: Numbers

    private mutating func decimal(_ value: Node) throws(JSONSchemaStop) -> JSONDecimal? {
        guard let text = tape.number(value) else { return nil }
        try charge(for: value)
        return JSONDecimal(text.utf8)
    }

    private func known(_ answer: Bool?) throws(JSONSchemaStop) -> Bool {
        guard let answer else {
            throw JSONSchemaStop("a number has an exponent beyond reason")
        }
        return answer
    }

    private mutating func objection(
        of bound: JSONSchemaBound, to value: Node
    ) throws(JSONSchemaStop) -> Objection? {
        guard let number = try decimal(value) else { return nil }
        let (low, high) = bound.isUpper ? (number, bound.limit) : (bound.limit, number)
        let holds =
            bound.isExclusive
            ? try known(low.isLess(than: high)) : try !known(high.isLess(than: low))
        if holds { return nil }
        return (bound.keyword, "expected \(bound.words) \(bound.shown), found \(shownValue(value))")
    }

    private mutating func objection(
        of format: JSONSchemaFormat, to value: Node
    ) throws(JSONSchemaStop) -> Objection? {
        let isMet: Bool
        if let text = tape.string(value) {
            try charge(for: value)
            isMet = format.takes(text)
        } else if let number = try decimal(value) {
            isMet = format.takes(whole: number.isWhole == true ? number.integer : nil)
        } else {
            return nil
        }
        if isMet { return nil }
        return (
            "format",
            "expected the format \(JSONSchemaWords.quoted(format.name)), found \(shownValue(value))"
        )
    }

    // MARK: Counts

    private func objection(
        _ count: Int, _ min: Int, _ max: Int, _ ending: String, _ unit: String, in prefix: String
    ) -> Objection? {
        if (min...Swift.max(min, max)).contains(count), count <= max { return nil }
        return (
            (count < min ? "min" : "max") + ending,
            "expected \(prefix)\(JSONSchemaWords.range(min, max, unit)), found \(count)"
        )
    }

    private mutating func objectionToRepeated(_ value: Node) throws(JSONSchemaStop) -> Objection? {
        guard tape.kind(value) == .array else { return nil }
        try charge(for: value)
        var places: [[UInt8]: Int] = [:]
        for (index, element) in tape.elements(value).enumerated() {
            let canonical = Array(JSONText.canonical(of: element, in: tape).utf8)
            if let earlier = places.updateValue(index, forKey: canonical) {
                return (
                    "uniqueItems",
                    "expected items that differ, but \(earlier) and \(index) are the same: "
                        + shownValue(element)
                )
            }
        }
        return nil
    }

    // MARK: Names

    mutating func has(_ name: String, _ value: Node) throws(JSONSchemaStop) -> Bool {
        try charge(1 + tape.count(value) >> 4)
        return tape.member(name, of: value) != nil
    }

    private mutating func missing(
        _ names: [String], in value: Node
    ) throws(JSONSchemaStop) -> [String] {
        var missing: [String] = []
        for name in names where try !has(name, value) { missing.append(name) }
        return missing
    }

    private func words(_ missing: [String]) -> String {
        var names = missing.prefix(5).map { JSONSchemaWords.quoted($0) }
        if missing.count > 5 { names.append("\(missing.count - 5) more") }
        return (missing.count == 1 ? "the member " : "the members ") + JSONSchemaWords.list(names)
            + (missing.count == 1 ? " is" : " are")
    }
}
