/// Bytes as a careless or hostile peer would change them.
struct Mutations {
    /// More would cost time and find nothing that this many do not.
    static let bytesMax = 256 << 10

    var chance: Chance

    init(_ chance: Chance) { self.chance = chance }

    /// A few changes, one after the other; `others` lend their parts.
    mutating func change(_ bytes: [UInt8], with others: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<chance.length(upTo: 8) { changeOnce(&bytes, others) }
        if chance.oneIn(150) { delay(&bytes) }
        if bytes.count > Self.bytesMax { bytes.removeLast(bytes.count - Self.bytesMax) }
        return bytes
    }

    private mutating func changeOnce(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        guard !bytes.isEmpty else {
            bytes = chance.oneIn(2) ? chance.pick(Self.tokens) : chance.pick(others)
            return
        }
        // What stands first decides how all the rest is read.
        let at = chance.oneIn(10) ? 0 : chance.below(bytes.count)
        switch chance.below(15) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &chance)
        case 1: bytes[at] ^= 1 << UInt8(chance.below(8))
        case 2, 3: bytes.insert(contentsOf: chance.pick(Self.tokens), at: at)
        case 4: bytes.removeSubrange(range(from: at, in: bytes))
        case 5: bytes.insert(contentsOf: bytes[range(from: at, in: bytes)], at: at)
        case 6: bytes.removeLast(bytes.count - at)
        case 7:
            let other = chance.pick(others)
            guard !other.isEmpty else { return }
            bytes.insert(
                contentsOf: other[range(from: chance.below(other.count), in: other)], at: at)
        case 8: repeatPart(&bytes, at)
        case 9: changeEvents(&bytes)
        case 10, 11, 12: changeValue(&bytes, at)
        case 13: changeNumber(&bytes, at)
        default: bytes.replaceSubrange(range(from: at, in: bytes), with: chance.pick(Self.tokens))
        }
    }

    private mutating func range(from start: Int, in bytes: [UInt8]) -> Range<Int> {
        start..<min(bytes.count, start + chance.length(upTo: 2_000))
    }

    /// Seldom thousands of times: what is quadratic shows itself then.
    private mutating func repeatPart(_ bytes: inout [UInt8], _ at: Int) {
        let part = Array(
            chance.oneIn(2) ? bytes[range(from: at, in: bytes)] : chance.pick(Self.tokens)[...])
        guard !part.isEmpty else { return }
        let room = chance.oneIn(40) ? Self.bytesMax : 2_000
        let count = min(room / part.count, chance.length(upTo: room))
        var repeated: [UInt8] = []
        repeated.reserveCapacity(part.count * count)
        for _ in 0..<count { repeated += part }
        bytes.insert(contentsOf: repeated, at: at)
    }

    /// What a server sends while it has nothing to say: white space or comments, much of it, first or after a
    /// line.
    private mutating func delay(_ bytes: inout [UInt8]) {
        let silence = Array(chance.pick([" ", "\n", "\r\n", ": \n\n", "\n\n", "\t"]).utf8)
        let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let count = chance.length(upTo: Self.bytesMax) / silence.count
        bytes.insert(
            contentsOf: Array(repeatElement(silence, count: count).joined()),
            at: chance.oneIn(2) ? 0 : lineEnd)
    }

    // MARK: Events

    /// Whole events change places, come twice, or stay away.
    private mutating func changeEvents(_ bytes: inout [UInt8]) {
        let isLines = chance.oneIn(4)
        var events = bytes.blocks(endedByBlankLines: !isLines)
        guard events.count > 1 else { return }
        let place = chance.below(events.count)
        switch chance.below(4) {
        case 0: events.swapAt(place, chance.below(events.count))
        case 1: events.insert(events[place], at: chance.below(events.count))
        case 2: events.remove(at: place)
        default: events.insert(events.remove(at: place), at: chance.below(events.count))
        }
        bytes = Array(events.joined())
    }

    // MARK: Values

    /// A JSON value becomes one of another kind, or comes twice, or not at all.
    private mutating func changeValue(_ bytes: inout [UInt8], _ at: Int) {
        guard
            let before = bytes[at...].firstIndex(where: {
                $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: ",")
            }), let end = bytes.endOfJSONValue(from: before + 1)
        else { return }
        let value = before + 1..<end
        switch chance.below(5) {
        case 0: bytes.insert(contentsOf: [UInt8(ascii: ",")] + bytes[value], at: end)
        case 1: bytes.removeSubrange(value)
        case 2:
            // Around the value, as deep as chance has it.
            let depth = chance.oneIn(20) ? chance.length(upTo: 10_000) : 1 + chance.below(3)
            let (open, close) = chance.pick([("[", "]"), (#"{"a":"#, "}"), (#"{"text":"#, "}")])
            bytes.insert(contentsOf: Array(String(repeating: close, count: depth).utf8), at: end)
            bytes.insert(
                contentsOf: Array(String(repeating: open, count: depth).utf8), at: before + 1)
        default: bytes.replaceSubrange(value, with: chance.pick(Self.values))
        }
    }

    private mutating func changeNumber(_ bytes: inout [UInt8], _ at: Int) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let start = bytes[at...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: chance.pick(Self.numbers))
    }

    // MARK: Words

    private static let numbers: [[UInt8]] = [
        "0", "-1", "1.5", "1e999", "-0", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551615", "4294967296", "2147483648", "1e18", "1E-5",
        "1000000", "99999999999999999999999999999999999999999", "65536", "127", "128",
    ].map { Array($0.utf8) }

    private static let values: [[UInt8]] =
        numbers
        + [
            "null", "true", "false", #""""#, #""x""#, "[]", "{}", "[[]]", #"[{}]"#, #"[null]"#,
            #"{"type":"text"}"#, #"{"text":"x"}"#, #""\u0000""#, #""\ud800""#, #""null""#, #""1""#,
            #""<think>a</think>b""#, #"{"error":{"message":"m","code":429}}"#, #""stop""#,
            #""length""#, #""tool_calls""#, #""error""#,
            #"[{"type":"tool_use","id":"a","name":"b"}]"#,
            #"{"type":"function","function":{"name":"f","arguments":"{}"}}"#,
        ].map { Array($0.utf8) }

    static let tokens: [[UInt8]] =
        [
            "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", "data: ", "data:", "data", "event: ",
            "event: error\n", "id: 1\n", "retry: 9\n", ": ", ":\n\n", "[DONE]", "data: [DONE]\n\n",
            "null", "{}", "[]", "[", "{", "]", "}", ",", ":", "\"", "\\", "\\u0000", "\\ud800",
            "\\udc00", "\\u00", "<think>", "</think>", "<html>", "{\"error\":\"x\"}", " ", "\t",
            "data: {\"error\":{\"message\":\"x\"}}\n\n", "{\"done\":true}\n", "[{", "},{", "}]",
            "\u{2028}", "\u{FEFF}", "é", "e\u{301}", "😀", "data: {}\n\n", "{}\n", "]]>",
            "1e999", "-", "0",
        ].map { Array($0.utf8) } + [
            [0x00], [0xFF], [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98],
            [0xEF, 0xBB], [0x1F, 0x8B], [0x00, 0x00, 0x00, 0x10],
        ]

    /// Texts that are hard to write down.
    static let texts: [String] = [
        "", " ", "a", "\u{0}", "\n", "\r\n\r\n", "\"", "\\", "\u{1}\u{1F}\u{7F}", "é", "e\u{301}",
        "\u{301}", "😀", "👩‍👩‍👧‍👦", "\u{2028}\u{2029}", "\u{FEFF}", "\u{FFFF}", "]]>", "<think>",
        "</think>", "data: [DONE]\n\n", "\n\ndata: {}", "{", "{}", "[1,2", "null", "{\"a\":1}",
        "1e999", "\u{1B}[31m", "</script>", "tool_calls", "stop", "error", "%00", "../..",
        "\u{10FFFF}",
    ]
}

extension [UInt8] {
    /// Pieces that end with a line end, or with an empty line; joined they are the whole.
    fileprivate func blocks(endedByBlankLines: Bool) -> [ArraySlice<UInt8>] {
        let lf = UInt8(ascii: "\n")
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for place in indices
        where self[place] == lf && (!endedByBlankLines || place > 0 && self[place - 1] == lf) {
            blocks.append(self[start...place])
            start = place + 1
        }
        if start < count { blocks.append(self[start...]) }
        return blocks
    }

    /// Where a JSON value ends that begins there, by its brackets and quotes alone.
    fileprivate func endOfJSONValue(from start: Int) -> Int? {
        var depth = 0
        var isInString = false
        var place = start
        while place < count {
            let byte = self[place]
            if isInString {
                if byte == UInt8(ascii: "\\") { place += 1 }
                if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return place }
                    depth -= 1
                case UInt8(ascii: ","), UInt8(ascii: "\n"):
                    if depth == 0 { return place }
                default: break
                }
            }
            place += 1
        }
        return nil
    }
}
