import Documents

/// JSON lines written with keys that are spelled as they stand in the file: `,"latency_us":`.
///
/// `JSONWriter` sets commas, quotes and escapes for whoever comes; a run writes 40 members a case, all
/// known beforehand, and spends a third of the time this way. Text that needs an escape goes through
/// `JSONWriter` all the same.
struct LineBuffer: Sendable {
    private(set) var bytes: [UInt8] = []
    private var escaper = JSONWriter()

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Text of ours, as it is.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func string(_ text: String) {
        guard Self.isPlain(text.utf8.span) else {
            escaper.removeAll()
            escaper.string(text)
            bytes += escaper.bytes
            return
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func integer(_ value: Int) {
        guard value.magnitude > 9 else {
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(UInt8(ascii: "0") + UInt8(value.magnitude))
            return
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var rest = value.magnitude
        var first = 20
        while rest > 0 {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        for index in first..<20 { bytes.append(digits[index]) }
    }

    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func member(_ key: String, _ value: String) {
        raw(key)
        string(value)
    }

    mutating func member(_ key: String, _ value: Int) {
        raw(key)
        integer(value)
    }

    mutating func member(_ key: String, _ value: Bool) {
        raw(key)
        bool(value)
    }

    /// Nil is left out.
    mutating func optionalMember(_ key: String, _ value: String?) {
        if let value { member(key, value) }
    }

    mutating func optionalMember(_ key: String, _ value: Int?) {
        if let value { member(key, value) }
    }

    /// No quote, backslash or control; without an early exit, so that many bytes are looked at at once.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        var isEscaped: UInt8 = 0
        for index in 0..<text.count {
            let byte = text[index]
            isEscaped |=
                (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0)
                | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        return isEscaped == 0
    }
}
