/// Places inside of a JSON value as RFC 6901 writes them: `/queue/0`, and nothing for the whole.
public enum JSONPointer {
    /// The pointer to a member or an element of what `pointer` names.
    public static func appending(_ token: String, to pointer: String) -> String {
        var bytes: [UInt8] = []
        for byte in token.utf8 {
            switch byte {
            case 0x7E: bytes += [0x7E, 0x30]
            case 0x2F: bytes += [0x7E, 0x31]
            default: bytes.append(byte)
            }
        }
        return pointer + "/" + String(decoding: bytes, as: UTF8.self)
    }

    /// The decoded parts; nil where this is no pointer.
    public static func tokens(of pointer: String) -> [String]? {
        if pointer.isEmpty { return [] }
        guard pointer.utf8.first == 0x2F else { return nil }
        var tokens: [String] = []
        for part in pointer.utf8.dropFirst().split(
            separator: 0x2F, omittingEmptySubsequences: false)
        {
            guard let token = decoded(part) else { return nil }
            tokens.append(token)
        }
        return tokens
    }

    private static func decoded(_ part: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var isAfterTilde = false
        for byte in part {
            switch (isAfterTilde, byte) {
            case (false, 0x7E): isAfterTilde = true
            case (false, _): bytes.append(byte)
            case (true, 0x30): (isAfterTilde, _) = (false, bytes.append(0x7E))
            case (true, 0x31): (isAfterTilde, _) = (false, bytes.append(0x2F))
            case (true, _): return nil
            }
        }
        return isAfterTilde ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The child that a part names: a member, or an element by its plain decimal index.
    static func child(
        _ token: String, of node: JSONTape.Node, in tape: JSONTape
    ) -> JSONTape.Node? {
        guard tape.kind(node) == .array else { return tape.member(token, of: node) }
        guard let index = Int(token), String(index) == token, index >= 0 else { return nil }
        return tape.elements(node).dropFirst(index).first { _ in true }
    }
}
