/// The name of an element or an attribute: one of ours, or one that was checked.
///
/// Colons have no place in it, for a prefix that is not declared makes a document that parsers refuse.
public struct XMLName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let text: String

    public init(stringLiteral name: StaticString) {
        text = "\(name)"
        precondition(Self.isName(text), "'\(text)' is no XML name")
    }

    /// What a parser has taken for a name, prefix included. HTML's takes almost anything: what XML does
    /// not allow becomes `_`.
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
