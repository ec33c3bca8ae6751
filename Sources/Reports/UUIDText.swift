import Vocabulary

/// Ids in the form of a UUID, of facts: two renders of one run have the same.
public enum UUIDText {
    /// Of the kind that is anybody's own (RFC 9562, version 8).
    public static func made(of facts: [String]) -> String {
        // No fact holds this sign, so that two lists of them are never one text.
        var digits = Array(SHA256.hexadecimal(of: facts.joined(separator: "\u{0}"), digits: 32))
        digits[12] = "8"
        digits[16] = Array("89ab")[(digits[16].hexDigitValue ?? 0) & 3]
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(digits[$0]) }.joined(separator: "-")
    }
}
