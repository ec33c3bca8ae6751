/// Names and numbers of machines, and mailboxes at them.
enum AddressFormats {
    /// RFC 1123: letters, digits and hyphens between dots. Whether a label that begins with `xn--` is one of a name in
    /// another script is not looked at.
    static func isHost(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && parts.allSatisfy { isLabel($0) { _ in false } }
    }

    private static func isLabel(
        _ label: Substring.UTF8View, _ isMore: (UInt8) -> Bool
    ) -> Bool {
        (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
            && label.allSatisfy { $0.isDigit || $0.isLetter || $0 == 0x2D || isMore($0) }
    }

    /// Four numbers to 255, none with a nought in front.
    static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy(\.isDigit)
                    && (part.count == 1 || part.first != 0x30)
                    && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }

    /// RFC 4291: eight groups, `::` once for those that are nought, and an IPv4 address for the last two.
    static func isIPv6(_ text: some StringProtocol) -> Bool {
        let halves = halves(of: Array(text.utf8))
        guard (1...2).contains(halves.count) else { return false }
        var count = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let isLast = index == halves.count - 1
            guard let groups = groups(in: half, mayEndWithIPv4: isLast) else { return false }
            count += groups
        }
        return halves.count == 1 ? count == 8 : count <= 7
    }

    private static func halves(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var halves: [ArraySlice<UInt8>] = []
        var start = 0
        var place = 0
        while place + 1 < bytes.count {
            if bytes[place] == 0x3A, bytes[place + 1] == 0x3A {
                halves.append(bytes[start..<place])
                start = place + 2
                place = start
            } else {
                place += 1
            }
        }
        return halves + [bytes[start...]]
    }

    private static func groups(in half: ArraySlice<UInt8>, mayEndWithIPv4: Bool) -> Int? {
        let parts = half.split(separator: 0x3A, omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if part.contains(0x2E) {
                guard mayEndWithIPv4, index == parts.count - 1,
                    isIPv4(String(decoding: part, as: UTF8.self))
                else { return nil }
                count += 2
            } else {
                guard (1...4).contains(part.count), part.allSatisfy(\.isHexadecimal) else {
                    return nil
                }
                count += 1
            }
        }
        return count
    }

    /// RFC 5321's mailbox: a name of atoms or in quotes, and a host or a number in brackets.
    ///
    /// - Parameter takesAll: letters of any script, as RFC 6531 has them.
    static func isMailbox(_ text: String, takesAll: Bool = false) -> Bool {
        guard let sign = text.utf8.lastIndex(of: 0x40) else { return false }
        let (name, host) = (text[..<sign], text[text.utf8.index(after: sign)...])
        let isMore = { (byte: UInt8) in takesAll && byte >= 0x80 }
        return isLocal(name, isMore) && isDomain(host, isMore)
    }

    private static func isLocal(_ name: Substring, _ isMore: (UInt8) -> Bool) -> Bool {
        if name.utf8.first == 0x22 { return isQuoted(name, isMore) }
        return name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty
                && $0.allSatisfy {
                    $0.isDigit || $0.isLetter || $0.isOne(of: "!#$%&'*+-/=?^_`{|}~") || isMore($0)
                }
        }
    }

    private static func isQuoted(_ name: Substring, _ isMore: (UInt8) -> Bool) -> Bool {
        var scan = FormatScan(name)
        guard scan.takes("\"") else { return false }
        while !scan.isAtEnd, scan.next != 0x22 {
            if scan.takes("\\") {
                guard scan.takes({ (0x20...0x7E).contains($0) }) else { return false }
            } else if !scan.takes({ (0x20...0x7E).contains($0) || isMore($0) }) {
                return false
            }
        }
        return scan.takes("\"") && scan.isAtEnd
    }

    private static func isDomain(_ host: Substring, _ isMore: (UInt8) -> Bool) -> Bool {
        if host.utf8.first == 0x5B {
            guard host.utf8.last == 0x5D else { return false }
            let literal = host.dropFirst().dropLast()
            return literal.lowercased().hasPrefix("ipv6:")
                ? isIPv6(literal.dropFirst(5)) : isIPv4(literal)
        }
        return host.utf8.count <= 253
            && host.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
                .allSatisfy { isLabel($0, isMore) }
    }
}
