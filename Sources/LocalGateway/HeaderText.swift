/// Text from elsewhere as a header can hold it.
enum HeaderText {
    /// Visible ASCII as it is; what a header cannot hold is percent-encoded, and so are the bytes
    /// that mean something where the text goes.
    static func encoded(_ text: some StringProtocol, also reserved: Set<UInt8> = []) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "%"), !reserved.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    /// A list that no client can make longer than any server's bound on a head.
    static func list(_ items: [String]) -> String {
        let shown = items.prefix(itemsMax).map { encoded($0.prefix(lettersMax)) }
        return shown.joined(separator: ", ") + (items.count > itemsMax ? ", and more" : "")
    }

    private static let itemsMax = 40
    private static let lettersMax = 80
}
