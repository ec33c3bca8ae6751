/// A text that a simple regular expression matches: literals, classes, groups, choices and counts. For what is
/// beyond that (looking ahead or back, references) there is no example.
struct PatternExample {
    /// - Parameter extra: how often more than it must what may repeat without end does so.
    static func text(for pattern: String, repeating extra: Int) -> String? {
        var reader = PatternExample(scalars: Array(pattern.unicodeScalars), extra: extra)
        guard let text = reader.choice(), reader.isAtEnd, text.count <= lengthMax else {
            return nil
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text)
        return String(view)
    }

    private static let lengthMax = 100_000
    private static let depthMax = 64

    private let scalars: [Unicode.Scalar]
    private var place = 0
    private let extra: Int
    private var depth = 0

    private init(scalars: [Unicode.Scalar], extra: Int) {
        self.scalars = scalars
        self.extra = extra
    }

    private var isAtEnd: Bool { place == scalars.count }
    private var next: Unicode.Scalar? { isAtEnd ? nil : scalars[place] }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    /// The first of the branches.
    private mutating func choice() -> [Unicode.Scalar]? {
        guard depth < Self.depthMax else { return nil }
        depth += 1
        defer { depth -= 1 }
        let first = sequence()
        while takes("|") {
            if sequence() == nil { return nil }
        }
        return first
    }

    private mutating func sequence() -> [Unicode.Scalar]? {
        var text: [Unicode.Scalar] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            place += 1
            // Where a text begins and ends costs no letters.
            if scalar == "^" || scalar == "$" { continue }
            guard let piece = atom(scalar), let count = count() else { return nil }
            guard piece.count * max(1, count) + text.count <= Self.lengthMax else { return nil }
            for _ in 0..<count { text += piece }
        }
        return text
    }

    private mutating func atom(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        switch scalar {
        case "(":
            if takes("?") {
                guard takes(":") else { return nil }
            }
            guard let inside = choice(), takes(")") else { return nil }
            return inside
        case "[": return classMember().map { [$0] }
        case ".": return ["a"]
        case "\\": return escaped()
        case "*", "+", "?", "{": return nil
        default: return [scalar]
        }
    }

    private mutating func escaped() -> [Unicode.Scalar]? {
        guard let scalar = next else { return nil }
        place += 1
        switch scalar {
        case "d": return ["0"]
        case "w", "D", "S": return ["a"]
        case "s": return [" "]
        case "W": return ["-"]
        case "t": return ["\t"]
        case "n": return ["\n"]
        case "b": return []
        default:
            // Any other letter or digit means something that is not simple.
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            return isWord ? nil : [scalar]
        }
    }

    /// The first member of a class; of a negated one a scalar that is not listed.
    private mutating func classMember() -> Unicode.Scalar? {
        let isNegated = takes("^")
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            place += 1
            var low = scalar
            if scalar == "\\" {
                guard let kind = next else { return nil }
                if let members = Self.classes[kind] {
                    place += 1
                    ranges += members
                    continue
                }
                guard let single = escaped()?.first else { return nil }
                low = single
            }
            guard next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
                ranges.append(low...low)
                continue
            }
            place += 1
            guard let high = next, high != "\\", high >= low else { return nil }
            place += 1
            ranges.append(low...high)
        }
        guard takes("]"), let first = ranges.first else { return nil }
        guard isNegated else { return first.lowerBound }
        return "a0 -_Zz9.".unicodeScalars.first { scalar in
            !ranges.contains { $0.contains(scalar) }
        }
    }

    private static let classes: [Unicode.Scalar: [ClosedRange<Unicode.Scalar>]] = [
        "d": ["0"..."9"], "w": ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"], "s": [" "..." "],
    ]

    /// How often the atom before stands there.
    private mutating func count() -> Int? {
        guard let scalar = next else { return 1 }
        var range: (min: Int, max: Int?)
        switch scalar {
        case "*": range = (0, nil)
        case "+": range = (1, nil)
        case "?": range = (0, 1)
        case "{":
            place += 1
            guard let counts = counts() else { return nil }
            range = counts
        default: return 1
        }
        if scalar != "{" { place += 1 }
        // Whether it takes much or little at first does not matter.
        _ = takes("?")
        return min(range.min + extra, range.max ?? .max, Self.lengthMax)
    }

    private mutating func counts() -> (min: Int, max: Int?)? {
        guard let least = number() else { return nil }
        if takes("}") { return (least, least) }
        guard takes(",") else { return nil }
        if takes("}") { return (least, nil) }
        guard let most = number(), takes("}"), most >= least else { return nil }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        return Int(digits).flatMap { $0 <= Self.lengthMax ? $0 : nil }
    }
}
