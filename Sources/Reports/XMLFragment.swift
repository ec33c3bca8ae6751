import Rows

/// A piece of an XML document, written before what stands around it is known: JUnit's counts stand in front of
/// what they count, and 100,000 cases must not wait in memory for them.
///
/// Names are ours, values are anybody's: whatever texts it is given, every parser reads them back, with U+FFFD for
/// each character that no document may contain or that terminals obey.
struct XMLFragment {
    private var buffer = TextBuffer()
    private var isTagOpen = false
    /// Text stands in the element that is open: its end goes on the same line.
    private var isInText = false
    private var depth: Int

    init(depth: Int = 0) { self.depth = depth }

    var count: Int { buffer.count }

    func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try buffer.withBytes(body)
    }

    mutating func removeAll() { buffer.removeAll() }

    /// Cuts off what was appended after a place where no element had been open.
    mutating func cut(to count: Int) { buffer.removeLast(buffer.count - count) }

    /// A copy of what stands from a place on, for where the same is wanted again.
    func bytes(from start: Int) -> [UInt8] { buffer.bytes(from: start) }

    /// A part of a tag that was written before.
    mutating func append(partOfTag bytes: [UInt8]) { buffer.append(bytes.span) }

    /// Whole elements that were written before, at the same depth.
    mutating func append(elements bytes: [UInt8]) {
        closeTag()
        isInText = false
        buffer.append(bytes.span)
    }

    /// Where the first element within the one that was begun will stand.
    mutating func startOfElements() -> Int {
        closeTag()
        return buffer.count
    }

    /// A word for what stands from a place on.
    func digest(from start: Int) -> UInt64 { buffer.digest(from: start) }

    mutating func begin(_ name: StaticString) {
        closeTag()
        indent()
        buffer.append(UInt8(ascii: "<"))
        append(name)
        isTagOpen = true
        isInText = false
        depth += 1
    }

    mutating func attribute(_ name: StaticString, _ value: String) {
        beginAttribute(name)
        attributeText(value)
        endAttribute()
    }

    mutating func attribute(_ name: StaticString, _ value: Int) {
        beginAttribute(name)
        buffer.append(value)
        endAttribute()
    }

    /// A value in pieces: `attributeText` and `number`, then `endAttribute`.
    mutating func beginAttribute(_ name: StaticString) {
        buffer.append(UInt8(ascii: " "))
        append(name)
        append("=\"")
    }

    mutating func attributeText(_ value: String) { escape(value, inAttribute: true) }

    mutating func number(_ value: Int) { buffer.append(value) }

    /// With three decimals: `12.345`.
    mutating func thousandths(_ value: Int) {
        buffer.append(value / 1000)
        let rest = value % 1000
        append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        buffer.append(rest)
    }

    /// Billionths, with as many decimals as they need: `0.0012`.
    mutating func nanos(_ value: Int128) { buffer.append(nanos: value) }

    mutating func endAttribute() { buffer.append(UInt8(ascii: "\"")) }

    mutating func text(_ value: String) {
        closeTag()
        isInText = true
        escape(value, inAttribute: false)
    }

    mutating func end(_ name: StaticString) {
        depth -= 1
        if isTagOpen {
            append("/>")
            isTagOpen = false
        } else {
            if !isInText { indent() }
            append("</")
            append(name)
            buffer.append(UInt8(ascii: ">"))
        }
        isInText = false
    }

    mutating func property(_ name: StaticString, _ value: String) {
        beginProperty(name)
        attributeText(value)
        append("\"/>")
    }

    mutating func property(_ name: StaticString, _ value: Int) {
        beginProperty(name)
        buffer.append(value)
        append("\"/>")
    }

    mutating func property(_ name: StaticString, thousandths value: Int) {
        beginProperty(name)
        thousandths(value)
        append("\"/>")
    }

    mutating func property(_ name: StaticString, nanos value: Int128) {
        beginProperty(name)
        nanos(value)
        append("\"/>")
    }

    /// One of a family whose names are the user's.
    mutating func property(_ family: StaticString, _ member: String, _ value: String) {
        beginName(family)
        attributeText(member)
        append("\" value=\"")
        attributeText(value)
        append("\"/>")
    }

    private mutating func beginProperty(_ name: StaticString) {
        beginName(name)
        append("\" value=\"")
    }

    private mutating func beginName(_ name: StaticString) {
        closeTag()
        if depth >= Self.deepest {
            append("\n        <property name=\"")
        } else {
            indent()
            append("<property name=\"")
        }
        append(name)
        isInText = false
    }

    /// Text of ours, as it is.
    mutating func append(_ text: StaticString) { buffer.append(text) }

    private mutating func closeTag() {
        guard isTagOpen else { return }
        buffer.append(UInt8(ascii: ">"))
        isTagOpen = false
    }

    /// From here on lines are not indented further. The properties of cases stand there: hence in one piece.
    private static let deepest = 4

    private mutating func indent() {
        switch depth {
        case 0: append("\n")
        case 1: append("\n  ")
        case 2: append("\n    ")
        case 3: append("\n      ")
        default: append("\n        ")
        }
    }

    // MARK: Escaping

    private mutating func escape(_ text: String, inAttribute: Bool) {
        if buffer.appendPlainXML(text) { return }
        let utf8 = text.utf8.span
        var index = 0
        while index < utf8.count {
            let byte = utf8[index]
            if byte >= 0x80 {
                index += appendScalar(utf8, at: index)
                continue
            }
            switch Self.kind(byte, inAttribute) {
            case .plain: buffer.append(byte)
            case .illegal: append(Self.replacement)
            case .entity: appendEntity(byte)
            }
            index += 1
        }
    }

    private enum Kind { case plain, illegal, entity }

    private static func kind(_ byte: UInt8, _ inAttribute: Bool) -> Kind {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\r"): .entity
        case UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\t"):
            inAttribute ? .entity : .plain
        case 0..<0x20, 0x7F: .illegal
        default: .plain
        }
    }

    private mutating func appendEntity(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): append("&amp;")
        case UInt8(ascii: "<"): append("&lt;")
        // Always, so that no `]]>` can come about.
        case UInt8(ascii: ">"): append("&gt;")
        case UInt8(ascii: "\""): append("&quot;")
        case UInt8(ascii: "\n"): append("&#10;")
        case UInt8(ascii: "\t"): append("&#9;")
        default: append("&#13;")
        }
    }

    /// A Swift string is valid UTF-8, so the lead byte tells the length; gives that length.
    private mutating func appendScalar(_ utf8: Span<UInt8>, at index: Int) -> Int {
        let lead = utf8[index]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        // U+0080 to U+009F are legal, but terminals obey some of them; U+0085 is a line end.
        let isControl = lead == 0xC2 && utf8[index + 1] < 0xA0 && utf8[index + 1] != 0x85
        // U+FFFE and U+FFFF, which no XML may hold.
        let isNone = lead == 0xEF && utf8[index + 1] == 0xBF && utf8[index + 2] >= 0xBE
        if isControl || isNone {
            append(Self.replacement)
        } else {
            buffer.append(utf8.extracting(index..<index + length))
        }
        return length
    }

    private static let replacement: StaticString = "\u{FFFD}"
}
