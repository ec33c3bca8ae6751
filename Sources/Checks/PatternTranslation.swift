/// A regular expression of JavaScript's, in the words by which PCRE2 finds the same.
///
/// A character is a whole one, as under JavaScript's flag `u`. `(?i)`, `(?m)` and `(?s)` may stand alone, since a suite
/// has no other place for flags. What JavaScript does not know is a mistake: PCRE2 would take it for something else.
struct PatternTranslation {
    /// For any text in which lines end with a line feed alone.
    private(set) var usual = ""
    /// For texts with other line ends; nil where the pattern makes no difference between them.
    var strict: String? { isAboutLines ? exact : nil }

    private var exact = ""
    private var isAboutLines = false
    /// Where each piece of `usual` begins, and the character of the pattern that it was made of.
    private var pieces: [(byte: Int, character: Int)] = []

    let scalars: [Unicode.Scalar]
    var place = 0
    let groups: PatternGroups
    private var isMultiline = false
    private var isDotAll = false
    private var open: [(isMultiline: Bool, isDotAll: Bool, mayRepeat: Bool)] = []
    /// What was read last is something that a count may follow.
    private var mayRepeat = false

    init(_ pattern: String) throws(Pattern.Mistake) {
        scalars = Array(pattern.unicodeScalars)
        groups = PatternGroups(scalars)
        while let scalar = next {
            pieces.append((usual.utf8.count, place))
            place += 1
            try take(scalar)
        }
        if !open.isEmpty { throw mistake("missing )", at: place) }
    }

    /// The character of the pattern that PCRE2 means by a byte of `usual`.
    func character(atByte byte: Int) -> Int {
        guard byte < usual.utf8.count else { return scalars.count }
        return pieces.last { $0.byte <= byte }?.character ?? 0
    }

    // MARK: Reading

    var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    func mistake(_ reason: String, at character: Int) -> Pattern.Mistake {
        Pattern.Mistake(reason: reason, character: character)
    }

    mutating func takes(_ text: String) -> Bool {
        guard scalars[place...].starts(with: text.unicodeScalars) else { return false }
        place += text.unicodeScalars.count
        return true
    }

    mutating func put(_ text: String, repeatable: Bool = true) {
        usual += text
        exact += text
        mayRepeat = repeatable
    }

    private mutating func put(_ text: String, exactly other: String, repeatable: Bool) {
        usual += text
        exact += other
        isAboutLines = true
        mayRepeat = repeatable
    }

    private mutating func take(_ scalar: Unicode.Scalar) throws(Pattern.Mistake) {
        switch scalar {
        case "^" where isMultiline: putEnd("^", "(?<![^\(Self.lineEnds)])")
        case "$" where isMultiline: putEnd("$", "(?![^\(Self.lineEnds)])")
        case "^", "$": put(scalar == "^" ? "^" : "$", repeatable: false)
        case "." where isDotAll: put("[^]")
        case ".": put(".", exactly: "[^\(Self.lineEnds)]", repeatable: true)
        case "|": put("|", repeatable: false)
        case "(": try takeGroup()
        case ")":
            guard let group = open.popLast() else { throw mistake("unmatched )", at: place - 1) }
            (isMultiline, isDotAll) = (group.isMultiline, group.isDotAll)
            put(")", repeatable: group.mayRepeat)
        case "[": try takeClass()
        case "\\": try takeEscape()
        case "*", "+", "?": try takeCount(String(scalar))
        case "{":
            if let counts = counts() { try takeCount("{\(counts)}") } else { put("\\{") }
        default: put(Self.literal(scalar))
        }
    }

    private mutating func putEnd(_ sign: String, _ other: String) {
        put("(?m:\(sign))", exactly: other, repeatable: false)
    }

    private static let lineEnds = "\\n\\r\u{2028}\u{2029}"

    static func literal(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x80...: return String(scalar)
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: return String(scalar)
        default: return "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        }
    }

    // MARK: Counts

    /// What stands in braces here, if that is a count; otherwise a brace is a brace.
    private mutating func counts() -> String? {
        guard let end = scalars[place...].firstIndex(of: "}") else { return nil }
        let inside = scalars[place..<end]
        let parts = inside.split(
            separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard let least = parts.first, !least.isEmpty,
            parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } })
        else { return nil }
        place = end + 1
        var text = String.UnicodeScalarView()
        text.append(contentsOf: inside)
        return String(text)
    }

    private mutating func takeCount(_ written: String) throws(Pattern.Mistake) {
        guard mayRepeat else {
            throw mistake("nothing to repeat", at: pieces.last?.character ?? 0)
        }
        // Of a second `+` PCRE2 would make a count that gives nothing back.
        put(written + (takes("?") ? "?" : ""), repeatable: false)
    }

    // MARK: Groups

    private mutating func takeGroup() throws(Pattern.Mistake) {
        let start = place - 1
        let before = (isMultiline, isDotAll)
        var repeats = true
        if !takes("?") {
            put("(")
        } else if let (name, ahead) = Self.groupsBegin.first(where: {
            scalars[place...].starts(with: $0.0.unicodeScalars)
        }) {
            place += name.unicodeScalars.count
            repeats = ahead
            put("(?" + name)
        } else if takes("<") {
            guard let end = scalars[place...].firstIndex(of: ">"), end > place else {
                throw mistake("a group's name ends with >", at: start)
            }
            place = end + 1
            put("(")
        } else {
            guard try takeFlags(start) else { return }
        }
        open.append((before.0, before.1, repeats))
        mayRepeat = false
    }

    /// Only what looks back may not be repeated.
    private static let groupsBegin = [
        (":", true), ("=", true), ("!", true), ("<=", false), ("<!", false),
    ]

    /// Gives whether a group begins with them; those that stand alone hold until their group ends.
    private mutating func takeFlags(_ start: Int) throws(Pattern.Mistake) -> Bool {
        var isOn = true
        var caseless: Bool?
        var count = 0
        while let flag = next, flag != ":", flag != ")" {
            place += 1
            count += 1
            switch flag {
            case "-" where isOn: isOn = false
            case "i": caseless = isOn
            case "m": isMultiline = isOn
            case "s": isDotAll = isOn
            default: throw mistake("JavaScript knows no group that begins so", at: start)
            }
        }
        guard let end = next, count > 0 else {
            throw mistake("JavaScript knows no group that begins so", at: start)
        }
        place += 1
        let flags = caseless.map { $0 ? "i" : "-i" } ?? ""
        if end == ":" {
            put("(?\(flags):")
            return true
        }
        if !flags.isEmpty { put("(?\(flags))") }
        mayRepeat = false
        return false
    }

    // MARK: Classes

    private mutating func takeClass() throws(Pattern.Mistake) {
        var text = takes("^") ? "[^" : "["
        while true {
            guard let scalar = next else { throw mistake("missing ]", at: place) }
            if takes("]") { break }
            place += 1
            let low = try member(scalar)
            guard next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
                text += low.text
                continue
            }
            let sign = place
            let after = scalars[place + 1]
            place += 2
            let high = try member(after)
            if let first = low.scalar, let last = high.scalar {
                guard first <= last else { throw mistake("range out of order", at: sign) }
                text += "\(low.text)-\(high.text)"
            } else {
                text += "\(low.text)\\-\(high.text)"
            }
        }
        // A count behind an empty class alone counts nothing to PCRE2.
        put(text == "[" ? "(?:[])" : text + "]")
    }

    private mutating func member(
        _ scalar: Unicode.Scalar
    ) throws(Pattern.Mistake) -> PatternEscape {
        guard scalar == "\\" else { return PatternEscape(scalar, Self.literal(scalar)) }
        return try escape(inClass: true)
    }
}

/// One member of a class, or what an escape outside of one stands for.
struct PatternEscape {
    /// Nil for more than one character.
    var scalar: Unicode.Scalar?
    var text: String

    init(_ scalar: Unicode.Scalar?, _ text: String) {
        self.scalar = scalar
        self.text = text
    }
}

/// The groups of a pattern that keep what they found: a backslash with a number means one of them only if it is there.
struct PatternGroups {
    private(set) var count = 0
    private(set) var names: [String: Int] = [:]

    init(_ scalars: [Unicode.Scalar]) {
        var isInClass = false
        var place = 0
        while place < scalars.count {
            switch scalars[place] {
            case "\\": place += 1
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass: take(scalars[(place + 1)...])
            default: break
            }
            place += 1
        }
    }

    private mutating func take(_ rest: ArraySlice<Unicode.Scalar>) {
        let inside = rest.prefix(3)
        guard inside.first == "?" else {
            count += 1
            return
        }
        guard inside.count == 3, inside.dropFirst().first == "<", inside.last != "=",
            inside.last != "!"
        else { return }
        count += 1
        var name = String.UnicodeScalarView()
        name.append(contentsOf: rest.dropFirst(2).prefix { $0 != ">" })
        names[String(name), default: count] += 0
    }
}
