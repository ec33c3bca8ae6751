/// References as RFC 3986 writes them, and with every script's letters as RFC 3987 does.
enum URIFormats {
    static func hasScheme(_ text: String) -> Bool { JSONSchemaURI(text).scheme != nil }

    /// An address of the web, as ajv-formats has it: with a host.
    static func isURL(_ text: String) -> Bool {
        let uri = JSONSchemaURI(text)
        return ["http", "https", "ftp"].contains(uri.scheme?.lowercased())
            && uri.authority?.isEmpty == false && isReference(text, takesAll: true)
    }

    static func isReference(_ text: String, takesAll: Bool = false) -> Bool {
        let uri = JSONSchemaURI(text)
        if let authority = uri.authority, !isAuthority(authority, takesAll) { return false }
        // Without a scheme a colon in front of the first slash would look like one.
        if uri.scheme == nil, uri.authority == nil,
            uri.path.utf8.prefix(while: { $0 != 0x2F }).contains(0x3A)
        {
            return false
        }
        return isMade(uri.path, of: ":@/", takesAll)
            && isMade(uri.query ?? "", of: ":@/?", takesAll, takesPrivate: takesAll)
            && isMade(uri.fragment ?? "", of: ":@/?", takesAll)
    }

    private static func isAuthority(_ authority: String, _ takesAll: Bool) -> Bool {
        var host = authority[...]
        if let sign = host.utf8.lastIndex(of: 0x40) {
            guard isMade(host[..<sign], of: ":", takesAll) else { return false }
            host = host[host.utf8.index(after: sign)...]
        }
        if host.utf8.first == 0x5B {
            guard let end = host.utf8.firstIndex(of: 0x5D),
                isLiteral(host[host.utf8.index(after: host.startIndex)..<end])
            else { return false }
            return isPort(host[host.utf8.index(after: end)...])
        }
        let colon = host.utf8.firstIndex(of: 0x3A) ?? host.endIndex
        return isMade(host[..<colon], of: "", takesAll) && isPort(host[colon...])
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.utf8.first == 0x3A && text.utf8.dropFirst().allSatisfy(\.isDigit)
    }

    /// What stands in brackets: an IPv6 address, or one of a version that is yet to come.
    private static func isLiteral(_ text: Substring) -> Bool {
        var scan = FormatScan(text)
        guard scan.takes({ $0 | 0x20 == 0x76 }) else { return AddressFormats.isIPv6(text) }
        return scan.skip(\.isHexadecimal) > 0 && scan.takes(".")
            && scan.skip { isPlain($0) || $0 == 0x3A } > 0 && scan.isAtEnd
    }

    /// Unreserved characters and the lesser delimiters.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isDigit || byte.isLetter || byte.isOne(of: "-._~!$&'()*+,;=")
    }

    private static func isMade(
        _ text: some StringProtocol, of more: String, _ takesAll: Bool,
        takesPrivate: Bool = false
    ) -> Bool {
        var scan = FormatScan(text)
        while !scan.isAtEnd {
            if scan.takes({ isPlain($0) || $0.isOne(of: more) }) || scan.takesPercent() { continue }
            guard takesAll, scan.takes({ $0 >= 0x80 }) else { return false }
        }
        return !takesAll || text.unicodeScalars.allSatisfy { isForeign($0, takesPrivate) }
    }

    /// Characters beyond ASCII that may stand there: none of no meaning, and private ones in queries alone.
    private static func isForeign(_ scalar: Unicode.Scalar, _ takesPrivate: Bool) -> Bool {
        switch scalar.value {
        case 0..<0x80, 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE000...0xF8FF, 0xF0000...: takesPrivate && scalar.value & 0xFFFE != 0xFFFE
        case 0x10000...:
            scalar.value & 0xFFFE != 0xFFFE && !(0xE0000...0xE0FFF).contains(scalar.value)
        default: false
        }
    }
}

/// Addresses with variables in braces, by RFC 6570.
enum URITemplateFormat {
    static func isTemplate(_ text: String) -> Bool {
        var scan = FormatScan(text)
        while !scan.isAtEnd {
            if scan.takes("{") {
                guard takesExpression(&scan) else { return false }
            } else if !scan.takes(isLiteral), !scan.takesPercent() {
                return false
            }
        }
        return true
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !byte.isOne(of: "\"%<>\\^`{|}")
    }

    private static func takesExpression(_ scan: inout FormatScan) -> Bool {
        _ = scan.takes { $0.isOne(of: "+#./;?&=,!@|") }
        repeat {
            guard takesName(&scan) else { return false }
            if scan.takes(":") {
                let isLength = scan.takes { $0.isDigit && $0 != 0x30 } && scan.skip(\.isDigit) <= 3
                guard isLength else { return false }
            } else {
                _ = scan.takes("*")
            }
        } while scan.takes(",")
        return scan.takes("}")
    }

    private static func takesName(_ scan: inout FormatScan) -> Bool {
        repeat {
            var count = 0
            while scan.takes({ $0.isDigit || $0.isLetter || $0 == 0x5F }) || scan.takesPercent() {
                count += 1
            }
            if count == 0 { return false }
        } while scan.takes(".")
        return true
    }
}
