/// Appends compact JSON to its bytes and sets the commas itself.
///
/// What is written in order comes out as valid JSON: a value too many or a bracket that closes
/// nothing is the caller's mistake. A writer is meant to be kept: `removeAll` leaves its memory.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false
    private var depth = 0

    public init() {}

    /// With room for so many bytes: for a writer that is used once.
    public init(capacity: Int) { bytes.reserveCapacity(capacity) }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
        depth = 0
    }

    // MARK: Structure

    public mutating func beginObject() { begin(0x7B) }
    public mutating func endObject() { end(0x7D) }
    public mutating func beginArray() { begin(0x5B) }
    public mutating func endArray() { end(0x5D) }

    public mutating func key(_ key: String) {
        JSONEscape.append(quoted: key, comma: needsComma, colon: true, to: &bytes)
        needsComma = false
    }

    /// Ends a row of JSON lines.
    public mutating func newline() {
        precondition(depth == 0, "a row ends inside of its value")
        bytes.append(0x0A)
        needsComma = false
    }

    // MARK: Values

    public mutating func string(_ value: String) {
        JSONEscape.append(quoted: value, comma: needsComma, to: &bytes)
        needsComma = true
    }

    /// A number by its own text, as a tape gave it.
    public mutating func number(text: String) { append(text.utf8) }

    public mutating func integer(_ value: Int) {
        separate()
        needsComma = true
        if value < 0 { bytes.append(0x2D) }
        // From the last digit on, and then the other way round: no Int has more than 19.
        var digits: InlineArray<20, UInt8> = .init(repeating: 0x30)
        var (count, rest) = (0, value.magnitude)
        repeat {
            digits[count] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            (count, rest) = (count + 1, rest / 10)
        } while rest > 0
        bytes.append(addingCapacity: count) { room in
            while count > 0 {
                count -= 1
                room.append(digits[count])
            }
        }
    }

    public mutating func bool(_ value: Bool) { append((value ? "true" : "false").utf8) }
    public mutating func null() { append("null".utf8) }

    /// A value that is JSON already, and trusted to be.
    public mutating func raw(_ text: String) { append(text.utf8) }
    public mutating func raw(bytes: [UInt8]) { append(bytes) }

    // MARK: Members

    public mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    public mutating func member(_ key: String, _ value: Int) {
        self.key(key)
        integer(value)
    }

    public mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// Writes null for nil.
    public mutating func member(_ key: String, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    public mutating func member(_ key: String, _ value: Int?) {
        self.key(key)
        if let value { integer(value) } else { null() }
    }

    public mutating func member(_ key: String, _ value: Bool?) {
        self.key(key)
        if let value { bool(value) } else { null() }
    }

    /// Writes nothing for nil.
    public mutating func optionalMember(_ key: String, _ value: String?) {
        if let value { member(key, value) }
    }

    public mutating func optionalMember(_ key: String, _ value: Int?) {
        if let value { member(key, value) }
    }

    public mutating func optionalMember(_ key: String, _ value: Bool?) {
        if let value { member(key, value) }
    }

    // MARK: Bytes

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        precondition(depth > 0, "a bracket closes nothing")
        bytes.append(bracket)
        depth -= 1
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
    }

    private mutating func append(_ text: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
        needsComma = true
    }
}
