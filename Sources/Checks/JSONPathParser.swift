/// Parses a JSONPath; filters inside of filters may not go deeper than `depthMax`.
struct JSONPathParser {
    typealias Mistake = JSONPath.Mistake

    private static let depthMax = 32
    private static let lengthMax = 4096

    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func path() throws(Mistake) -> JSONPath.Query {
        guard scalars.count <= Self.lengthMax else {
            throw Mistake(reason: "it is longer than \(Self.lengthMax) characters", character: 0)
        }
        guard next == "$" else { throw expected("'$', which a path begins with") }
        let query = try query()
        guard next == nil else { throw expected("'.', '[' or the end") }
        return query
    }

    // MARK: Characters

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private func at(_ words: String) -> Bool {
        scalars[place...].starts(with: words.unicodeScalars)
    }

    private mutating func take(_ words: String) -> Bool {
        guard at(words) else { return false }
        place += words.unicodeScalars.count
        return true
    }

    private mutating func skipSpace() {
        while let scalar = next, [" ", "\t", "\n", "\r"].contains(scalar) { place += 1 }
    }

    private func expected(_ what: String) -> Mistake {
        let found = next.map { Excerpt.quoted(String(Character($0))) } ?? "the end"
        return Mistake(reason: "expected \(what), found \(found)", character: place)
    }

    // MARK: Segments

    /// From its `$` or `@` on.
    private mutating func query() throws(Mistake) -> JSONPath.Query {
        let isFromRoot = next == "$"
        place += 1
        var segments: [JSONPath.Segment] = []
        while true {
            let before = place
            skipSpace()
            if take("..") {
                let selectors = next == "[" ? try brackets() : [try member()]
                segments.append(JSONPath.Segment(descends: true, selectors: selectors))
            } else if take(".") {
                segments.append(JSONPath.Segment(descends: false, selectors: [try member()]))
            } else if next == "[" {
                segments.append(JSONPath.Segment(descends: false, selectors: try brackets()))
            } else {
                place = before
                return JSONPath.Query(isFromRoot: isFromRoot, segments: segments)
            }
        }
    }

    /// A name or a `*`, after its dots.
    private mutating func member() throws(Mistake) -> JSONPath.Selector {
        if take("*") { return .wildcard }
        let start = place
        while let scalar = next, Self.isName(scalar, isFirst: place == start) { place += 1 }
        guard place > start else {
            throw expected("a name or '*'; other names stand in brackets and quotes, as in ['a b']")
        }
        return .name(text(start..<place))
    }

    private static func isName(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9", "-": !isFirst
        default: scalar.value >= 0x80
        }
    }

    private func text(_ range: Range<Int>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[range])
        return text
    }

    private mutating func brackets() throws(Mistake) -> [JSONPath.Selector] {
        place += 1
        var selectors: [JSONPath.Selector] = []
        while true {
            skipSpace()
            selectors.append(try selector())
            skipSpace()
            if take("]") { return selectors }
            guard take(",") else { throw expected("',' or ']'") }
        }
    }

    private mutating func selector() throws(Mistake) -> JSONPath.Selector {
        switch next {
        case "'", "\"": return .name(try quoted())
        case "*":
            place += 1
            return .wildcard
        case "?":
            place += 1
            skipSpace()
            return .filter(try filter())
        default: return try indexOrSlice()
        }
    }

    private mutating func indexOrSlice() throws(Mistake) -> JSONPath.Selector {
        let start = try integer()
        skipSpace()
        guard take(":") else {
            guard let start else {
                throw expected("an index, a name in quotes, '*', '?' or a slice")
            }
            return .index(start)
        }
        skipSpace()
        let end = try integer()
        skipSpace()
        var step = 1
        if take(":") {
            skipSpace()
            step = try integer() ?? 1
        }
        return .slice(start: start, end: end, step: step)
    }

    private mutating func integer() throws(Mistake) -> Int? {
        let start = place
        _ = take("-")
        while let scalar = next, ("0"..."9").contains(scalar) { place += 1 }
        guard place > start else { return nil }
        // The RFC's own bounds: whole numbers that every JSON reader keeps.
        guard let number = Int(text(start..<place)), abs(number) < 1 << 53 else {
            place = start
            throw expected("a whole number below 2^53")
        }
        return number
    }

    private mutating func quoted() throws(Mistake) -> String {
        let start = place
        let quote = scalars[place]
        place += 1
        var name = ""
        while let scalar = next {
            place += 1
            if scalar == quote { return name }
            guard scalar == "\\" else {
                name.unicodeScalars.append(scalar)
                continue
            }
            name.unicodeScalars.append(try escaped())
        }
        throw Mistake(reason: "the quote has no end", character: start)
    }

    private mutating func escaped() throws(Mistake) -> Unicode.Scalar {
        let short: [Unicode.Scalar: Unicode.Scalar] = [
            "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\",
            "'": "'", "\"": "\"",
        ]
        if let scalar = next, let meant = short[scalar] {
            place += 1
            return meant
        }
        guard take("u") else { throw expected("one of '\"\\/bfnrtu after the backslash") }
        let first = try hex()
        guard (0xD800...0xDBFF).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw expected("a pair of surrogates") }
            return scalar
        }
        guard take("\\u") else { throw expected("the second half of a surrogate pair") }
        let second = try hex()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw expected("the second half of a surrogate pair") }
        return scalar
    }

    private mutating func hex() throws(Mistake) -> UInt32 {
        guard place + 4 <= scalars.count,
            scalars[place..<place + 4].allSatisfy(\.properties.isASCIIHexDigit),
            let value = UInt32(text(place..<place + 4), radix: 16)
        else { throw expected("four hex digits") }
        place += 4
        return value
    }

    // MARK: Filters

    private mutating func filter() throws(Mistake) -> JSONPath.Filter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else {
            throw Mistake(reason: "filters are nested too deep", character: place)
        }
        var choices = [try conjunction()]
        skipSpace()
        while take("||") {
            skipSpace()
            choices.append(try conjunction())
            skipSpace()
        }
        return choices.count == 1 ? choices[0] : .any(choices)
    }

    private mutating func conjunction() throws(Mistake) -> JSONPath.Filter {
        var parts = [try condition()]
        skipSpace()
        while take("&&") {
            skipSpace()
            parts.append(try condition())
            skipSpace()
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func condition() throws(Mistake) -> JSONPath.Filter {
        if take("!") {
            skipSpace()
            if next == "(" { return .not(try parenthesized()) }
            guard next == "@" || next == "$" else { throw expected("'(' or a path after '!'") }
            return .not(.exists(try query()))
        }
        if next == "(" { return try parenthesized() }
        let start = place
        let left = try operand()
        skipSpace()
        guard let comparison = JSONPath.Comparison.allCases.first(where: { at($0.rawValue) }) else {
            if case .query(let query) = left { return .exists(query) }
            throw expected("one of == != <= >= < >")
        }
        place += comparison.rawValue.count
        try requireSingular(left, at: start)
        skipSpace()
        let second = place
        let right = try operand()
        try requireSingular(right, at: second)
        return .comparison(left, comparison, right)
    }

    private func requireSingular(_ operand: JSONPath.Operand, at start: Int) throws(Mistake) {
        guard case .query(let query) = operand, !query.isSingular else { return }
        throw Mistake(
            reason: "a path that is compared must name one value, without '*', '..' or slices",
            character: start)
    }

    private mutating func parenthesized() throws(Mistake) -> JSONPath.Filter {
        place += 1
        skipSpace()
        let filter = try filter()
        skipSpace()
        guard take(")") else { throw expected("')'") }
        return filter
    }

    private mutating func operand() throws(Mistake) -> JSONPath.Operand {
        switch next {
        case "@", "$": return .query(try query())
        case "'", "\"": return .text(try quoted())
        default: break
        }
        let start = place
        while let scalar = next, Self.isName(scalar, isFirst: false) || ["+", "."].contains(scalar)
        {
            place += 1
        }
        let word = text(start..<place)
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            if next == "(" {
                throw Mistake(
                    reason: "functions such as '\(word)()' are not known", character: start)
            }
            if ExactNumber(word) != nil { return .number(word) }
            place = start
            throw expected("a path, text in quotes, a number, true, false or null")
        }
    }
}
