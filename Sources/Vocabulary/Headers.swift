/// HTTP header fields as they came, in order; names compare without case.
///
/// They are kept as one block of text, because most answers are asked for one or two of their fields.
package struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// `name: value` lines, each ended by LF.
    private var block: [UInt8] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    package init(_ fields: some Sequence<(String, String)>) {
        for (name, value) in fields { append(name, value) }
    }

    package mutating func append(_ name: String, _ value: String) {
        for byte in name.utf8 where byte != Self.lf && byte != Self.cr { block.append(byte) }
        block.append(Self.colon)
        block.append(Self.space)
        for byte in value.utf8 where byte != Self.lf && byte != Self.cr { block.append(byte) }
        block.append(Self.lf)
    }

    /// Takes one line as it came over the wire, with or without its line end.
    package mutating func append(line: Span<UInt8>) {
        var end = line.count
        while end > 0, line[end - 1] == Self.lf || line[end - 1] == Self.cr { end -= 1 }
        guard end > 0 else { return }
        // Once for a usual head, not once a line.
        if block.isEmpty { block.reserveCapacity(max(512, end + 1)) }
        block.append(addingCapacity: end + 1) { room in
            for index in 0..<end { room.append(line[index]) }
            room.append(Self.lf)
        }
    }

    package mutating func removeAll() { block.removeAll(keepingCapacity: true) }

    package var byteCount: Int { block.count }
    package var isEmpty: Bool { block.isEmpty }

    /// The first field of that name.
    package subscript(_ name: String) -> String? {
        var start = 0
        while start < block.count {
            let end = endOfLine(from: start)
            if let value = value(of: name, in: start..<end) { return value }
            start = end + 1
        }
        return nil
    }

    package func all(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Each field as it stands in the block, in one pass and without a string: for those who look for many.
    package func forEach(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
        let bytes = block.span
        var start = 0
        while start < bytes.count {
            var colon = start
            while colon < bytes.count, bytes[colon] != Self.colon, bytes[colon] != Self.lf {
                colon += 1
            }
            var end = colon
            while end < bytes.count, bytes[end] != Self.lf { end += 1 }
            if colon < end {
                var (first, last) = (colon + 1, end)
                while first < last, bytes[first] == Self.space || bytes[first] == Self.tab {
                    first += 1
                }
                while last > first, bytes[last - 1] == Self.space || bytes[last - 1] == Self.tab {
                    last -= 1
                }
                body(bytes.extracting(start..<colon), bytes.extracting(first..<last))
            }
            start = end + 1
        }
    }

    package var fields: [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var start = 0
        while start < block.count {
            let end = endOfLine(from: start)
            if let colon = block[start..<end].firstIndex(of: Self.colon) {
                let name = String(decoding: block[start..<colon], as: UTF8.self)
                found.append((name, trimmed(colon + 1..<end)))
            }
            start = end + 1
        }
        return found
    }

    private func endOfLine(from start: Int) -> Int {
        block[start...].firstIndex(of: Self.lf) ?? block.count
    }

    private func value(of name: String, in line: Range<Int>) -> String? {
        var position = line.lowerBound
        for byte in name.utf8 {
            guard position < line.upperBound, Self.lower(block[position]) == Self.lower(byte) else {
                return nil
            }
            position += 1
        }
        guard position < line.upperBound, block[position] == Self.colon else { return nil }
        return trimmed(position + 1..<line.upperBound)
    }

    private func trimmed(_ range: Range<Int>) -> String {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, block[start] == Self.space || block[start] == Self.tab { start += 1 }
        while end > start, block[end - 1] == Self.space || block[end - 1] == Self.tab { end -= 1 }
        return String(decoding: block[start..<end], as: UTF8.self)
    }

    private static func same(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8) { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")
    private static let colon = UInt8(ascii: ":")
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
}
