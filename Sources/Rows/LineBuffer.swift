import Documents
import Vocabulary

/// JSON lines written with keys that are spelled as they stand in the file: `,"latency_us":`.
///
/// `JSONWriter` sets commas, quotes and escapes for whoever comes; a run writes 40 members a case, all
/// known beforehand, and spends a third of the time this way. Text that needs an escape goes through
/// `JSONWriter` all the same.
struct LineBuffer: Sendable {
    private var buffer = TextBuffer()
    private var escaper = JSONWriter()

    var bytes: [UInt8] { buffer.bytes }
    var count: Int { buffer.count }

    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withBytes(body)
    }

    mutating func removeAll() { buffer.removeAll() }
    mutating func removeLast(_ count: Int) { buffer.removeLast(count) }

    /// What was written from `start` on.
    func bytes(from start: Int) -> [UInt8] { buffer.bytes(from: start) }

    /// What was written before.
    mutating func raw(_ bytes: [UInt8]) { buffer.append(bytes.span) }

    /// Text of ours, as it is.
    mutating func raw(_ text: StaticString) { buffer.append(text) }

    mutating func string(_ text: String) {
        if buffer.appendPlainJSON(text) { return }
        escaper.removeAll()
        escaper.string(text)
        let escaped = escaper.bytes
        buffer.append(escaped.span)
    }

    mutating func integer(_ value: Int) { buffer.append(value) }

    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func member(_ key: StaticString, _ value: String) {
        raw(key)
        string(value)
    }

    mutating func member(_ key: StaticString, _ value: Int) {
        raw(key)
        integer(value)
    }

    /// A finite one: JSON has no other. Swift writes the fewest digits that read back as the same.
    mutating func member(_ key: StaticString, _ value: Double) {
        raw(key)
        raw(Array((value.isFinite ? value : 0).description.utf8))
    }

    mutating func member(_ key: StaticString, _ value: Bool) {
        raw(key)
        bool(value)
    }

    /// `,"cost":"0.0012","currency":"USD"`; nil is left out.
    mutating func members(_ cost: Money?) {
        guard let cost else { return }
        raw(#","cost":""#)
        buffer.append(nanos: cost.nanos)
        raw("\"")
        member(#","currency":"#, cost.currency)
    }

    /// Nil is `null`, for readers who look a member up without asking whether it is there.
    mutating func member(_ key: StaticString, _ value: String?) {
        raw(key)
        if let value { string(value) } else { raw("null") }
    }

    /// The same for a number.
    mutating func member(_ key: StaticString, _ value: Int?) {
        raw(key)
        if let value { integer(value) } else { raw("null") }
    }

    /// Nil is left out.
    mutating func optionalMember(_ key: StaticString, _ value: String?) {
        if let value { member(key, value) }
    }

    mutating func optionalMember(_ key: StaticString, _ value: Int?) {
        if let value { member(key, value) }
    }
}
