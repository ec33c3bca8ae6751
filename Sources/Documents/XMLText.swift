/// Text as XML 1.0 can hold it.
public enum XMLText {
    /// The text with U+FFFD for each character that no document may contain: most control characters,
    /// U+FFFE and U+FFFF. Those from U+007F to U+009F are allowed, but terminals obey some of them.
    public static func sanitised(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isAllowed(scalar) ? scalar : "\u{FFFD}") }
        return String(result)
    }

    public static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x85: true
        case 0x00..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    /// Appends text that a parser reads back as `sanitised`, within an element or within double quotes.
    static func append(_ text: String, toAttribute isAttribute: Bool, in bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes += "&amp;".utf8
            case "<": bytes += "&lt;".utf8
            // Only `]]>` needs it, but then always.
            case ">": bytes += "&gt;".utf8
            case "\"" where isAttribute: bytes += "&quot;".utf8
            // Parsers turn these into spaces in attributes, and a carriage return into a line feed.
            case "\t" where isAttribute: bytes += "&#9;".utf8
            case "\n" where isAttribute: bytes += "&#10;".utf8
            case "\r": bytes += "&#13;".utf8
            default:
                let safe = isAllowed(scalar) ? scalar : "\u{FFFD}"
                if safe.value < 0x80 {
                    bytes.append(UInt8(truncatingIfNeeded: safe.value))
                } else {
                    bytes += UTF8.encode(safe) ?? UTF8.encodedReplacementCharacter
                }
            }
        }
    }
}

/// The name of an element or an attribute: one of ours, or one that was checked.
///
/// Colons have no place in it, for a prefix that is not declared makes a document that parsers refuse.
public struct XMLName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let text: String

    public init(stringLiteral name: StaticString) {
        text = "\(name)"
        precondition(Self.isName(text), "'\(text)' is no XML name")
    }

    /// Nil for what is no name.
    public init?(checking name: String) {
        guard Self.isName(name) else { return nil }
        text = name
    }

    /// What a parser has taken for a name, prefix included. HTML's takes almost anything: what XML does
    /// not allow becomes `_`, so that such a tree can be written too.
    init(parsed name: String) {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.allSatisfy({ Self.isName(String($0)) }) || name == "xmlns"
            || name.hasPrefix("xmlns:")
        {
            text = name
            return
        }
        var safe = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let isAllowed = safe.isEmpty ? Self.isStart(scalar) : Self.isPart(scalar)
            safe.append(isAllowed ? scalar : "_")
        }
        text = safe.isEmpty ? "_" : String(safe)
    }

    public var description: String { text }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isStart(first), text != "xmlns" else {
            return false
        }
        return text.unicodeScalars.dropFirst().allSatisfy(isPart)
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x0300...0x036F, 0x203F...0x2040: true
        default: isStart(scalar)
        }
    }

    /// After the production NameStartChar of XML 1.0, fifth edition.
    private static func isStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D,
            0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF,
            0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }
}
