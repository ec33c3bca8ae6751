/// A text with its escapes undone, whosever they are: JSON's and programs' backslashes, percent signs of addresses,
/// entities of HTML; and where each byte of it stood.
struct Unescaped {
    private(set) var bytes: [UInt8]
    /// Where in the first text each byte began, and at last where that text ended.
    private var starts: [Int]

    /// Nil for a text without escapes that anybody would write in a key.
    init?(_ text: Span<UInt8>) {
        guard Self.hasEscape(text) else { return nil }
        (bytes, starts) = Self.undone(text)
        guard bytes.count < text.count else { return nil }
    }

    /// Once more, for what was escaped twice; false where nothing is.
    mutating func unescape() -> Bool {
        guard Self.hasEscape(bytes.span) else { return false }
        let (plain, places) = Self.undone(bytes.span)
        guard plain.count < bytes.count else { return false }
        bytes = plain
        starts = places.map { starts[$0] }
        return true
    }

    /// Where a part of it stood in the first text.
    func place(of range: Range<Int>) -> Range<Int> {
        starts[range.lowerBound]..<starts[range.upperBound]
    }

    /// Line ends and quotation marks are in no key, and in every JSON.
    private static func hasEscape(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count - 1 {
            let byte = text[index]
            index += 1
            guard byte == backslash || byte == percent || byte == ampersand else { continue }
            let next = text[index]
            guard byte == backslash else {
                if isLetter(next) || digit(next) != nil || next == numberSign { return true }
                continue
            }
            switch next {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "\""):
                // The next byte is none that begins an escape.
                index += 1
            case UInt8(ascii: "u"), UInt8(ascii: "U"), UInt8(ascii: "x"): return true
            default: if !isLetter(next) { return true }
            }
        }
        return false
    }

    private static func undone(_ text: Span<UInt8>) -> (bytes: [UInt8], starts: [Int]) {
        var (bytes, starts): ([UInt8], [Int]) = ([], [])
        bytes.reserveCapacity(text.count)
        starts.reserveCapacity(text.count + 1)
        var index = 0
        while index < text.count {
            let start = index
            let byte = text[index]
            if byte == backslash || byte == percent || byte == ampersand,
                let escape = escape(in: text, at: index)
            {
                for byte in escape.bytes {
                    bytes.append(byte)
                    starts.append(start)
                }
                index = escape.end
            } else {
                bytes.append(byte)
                starts.append(start)
                index += 1
            }
        }
        starts.append(text.count)
        return (bytes, starts)
    }

    private struct Escape {
        var bytes: [UInt8]
        var end: Int

        init(byte: UInt8, end: Int) { (bytes, self.end) = ([byte], end) }

        init?(scalar: UInt32?, end: Int) {
            guard let scalar = scalar.flatMap(Unicode.Scalar.init) else { return nil }
            (bytes, self.end) = (Array(String(Character(scalar)).utf8), end)
        }
    }

    private static func escape(in text: Span<UInt8>, at start: Int) -> Escape? {
        guard start + 1 < text.count else { return nil }
        return switch text[start] {
        case backslash: backslashed(text, start + 1)
        case percent: percented(text, start + 1)
        default: entity(text, start + 1)
        }
    }

    /// `\/`, `\\`, `\u002B`, `\u{2b}`, `\U0000002b`, `\x2b`, `\053`.
    private static func backslashed(_ text: Span<UInt8>, _ at: Int) -> Escape? {
        let mark = text[at]
        switch mark {
        case UInt8(ascii: "u"):
            guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "{") else {
                return digits(4, of: text, at + 1)
            }
            let (value, end) = number(in: text, from: at + 2, radix: 16, digitsMax: 8)
            guard end < text.count, text[end] == UInt8(ascii: "}") else { return nil }
            return Escape(scalar: value, end: end + 1)
        case UInt8(ascii: "U"): return digits(8, of: text, at + 1)
        case UInt8(ascii: "x"): return digits(2, of: text, at + 1)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let (value, end) = number(in: text, from: at, radix: 8, digitsMax: 3)
            return Escape(scalar: value, end: end)
        default: return isAlphanumeric(mark) ? nil : Escape(byte: mark, end: at + 1)
        }
    }

    /// `%2B`, `%u002B`.
    private static func percented(_ text: Span<UInt8>, _ at: Int) -> Escape? {
        if text[at] == UInt8(ascii: "u") { return digits(4, of: text, at + 1) }
        let (value, end) = number(in: text, from: at, radix: 16, digitsMax: 2)
        guard end == at + 2, let value, let byte = UInt8(exactly: value) else { return nil }
        return Escape(byte: byte, end: end)
    }

    /// `&#43;`, `&#x2b;`, `&plus;`; browsers read numbers without the semicolon too.
    private static func entity(_ text: Span<UInt8>, _ at: Int) -> Escape? {
        guard text[at] == numberSign else { return named(text, at) }
        guard at + 1 < text.count else { return nil }
        let isHexadecimal = text[at + 1] | 0x20 == UInt8(ascii: "x")
        let first = isHexadecimal ? at + 2 : at + 1
        let (value, end) = number(
            in: text, from: first, radix: isHexadecimal ? 16 : 10, digitsMax: 10)
        let isClosed = end < text.count && text[end] == UInt8(ascii: ";")
        return Escape(scalar: value, end: isClosed ? end + 1 : end)
    }

    private static func named(_ text: Span<UInt8>, _ at: Int) -> Escape? {
        var name: [UInt8] = []
        var end = at
        while end < text.count, name.count <= nameLengthMax, isLetter(text[end]) {
            name.append(text[end])
            end += 1
        }
        guard end < text.count, text[end] == UInt8(ascii: ";"),
            let byte = entities[String(decoding: name, as: UTF8.self)]
        else { return nil }
        return Escape(byte: byte, end: end + 1)
    }

    private static func digits(_ count: Int, of text: Span<UInt8>, _ start: Int) -> Escape? {
        let (value, end) = number(in: text, from: start, radix: 16, digitsMax: count)
        return end == start + count ? Escape(scalar: value, end: end) : nil
    }

    /// Nil where no digit stands there, or more than any character has.
    private static func number(
        in text: Span<UInt8>, from start: Int, radix: UInt32, digitsMax: Int
    ) -> (value: UInt32?, end: Int) {
        var (value, end): (UInt32, Int) = (0, start)
        while end < text.count, end - start < digitsMax, let digit = digit(text[end]), digit < radix
        {
            let (more, isOver) = value.multipliedReportingOverflow(by: radix)
            guard !isOver, more < .max - digit else { return (nil, end) }
            value = more + digit
            end += 1
        }
        return (end > start ? value : nil, end)
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let percent = UInt8(ascii: "%")
    private static let ampersand = UInt8(ascii: "&")
    private static let numberSign = UInt8(ascii: "#")

    /// The names that HTML has for the signs of ASCII.
    private static let entities: [String: UInt8] = [
        "Tab": 0x09, "NewLine": 0x0A, "excl": 0x21, "quot": 0x22, "QUOT": 0x22, "num": 0x23,
        "dollar": 0x24, "percnt": 0x25, "amp": 0x26, "AMP": 0x26, "apos": 0x27, "lpar": 0x28,
        "rpar": 0x29, "ast": 0x2A, "midast": 0x2A, "plus": 0x2B, "comma": 0x2C, "period": 0x2E,
        "sol": 0x2F, "colon": 0x3A, "semi": 0x3B, "lt": 0x3C, "LT": 0x3C, "equals": 0x3D,
        "gt": 0x3E, "GT": 0x3E, "quest": 0x3F, "commat": 0x40, "lsqb": 0x5B, "lbrack": 0x5B,
        "bsol": 0x5C, "rsqb": 0x5D, "rbrack": 0x5D, "Hat": 0x5E, "lowbar": 0x5F, "UnderBar": 0x5F,
        "grave": 0x60, "DiacriticalGrave": 0x60, "lcub": 0x7B, "lbrace": 0x7B, "verbar": 0x7C,
        "vert": 0x7C, "VerticalLine": 0x7C, "rcub": 0x7D, "rbrace": 0x7D,
    ]
    private static let nameLengthMax = 16
}
