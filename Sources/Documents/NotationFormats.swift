/// Formats that are a notation of their own: numbers of things, pointers, bytes as text.
enum NotationFormats {
    /// Eight, four, four, four and twelve hexadecimal digits (RFC 9562).
    static func isUUID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy(\.isHexadecimal) }
    }

    /// RFC 6901.
    static func isPointer(_ text: String) -> Bool { JSONPointer.tokens(of: text) != nil }

    static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix(while: \.isDigit)
        guard !digits.isEmpty, digits.count == 1 || digits.first != 0x30 else { return false }
        let rest = text[digits.endIndex...]
        return rest == "#" || isPointer(String(rest))
    }

    /// A pointer behind a number sign, as the end of an address has it.
    static func isPointerFragment(_ text: String) -> Bool {
        guard text.utf8.first == 0x23, URIFormats.isReference(text),
            let pointer = JSONSchemaURI.percentDecoded(String(text.dropFirst()))
        else { return false }
        return isPointer(pointer)
    }

    /// RFC 4648 with its padding.
    static func isBase64(_ text: String) -> Bool {
        var scan = FormatScan(text)
        let count = scan.skip { $0.isDigit || $0.isLetter || $0 == 0x2B || $0 == 0x2F }
        let padding = scan.skip { $0 == 0x3D }
        return scan.isAtEnd && padding <= 2 && (count + padding).isMultiple(of: 4)
    }
}
