/// HTTP header fields as they came, in order; names compare without case.
///
/// They are kept as one block of text, because most answers are asked for one or two of their fields.
public struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private var block: [UInt8] = []
    /// Where names and values stand in it: values are never looked through.
    private var places: [Place] = []

    private struct Place: Sendable, Equatable {
        var start: Int32
        var colon: Int32
        var end: Int32
    }

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    public init(_ fields: some Sequence<(String, String)>) {
        for (name, value) in fields { append(name, value) }
    }

    public mutating func append(_ name: String, _ value: String) {
        let start = block.count
        for byte in name.utf8 where byte != Self.lf && byte != Self.cr { block.append(byte) }
        let colon = block.count
        block.append(Self.colon)
        for byte in value.utf8 where byte != Self.lf && byte != Self.cr { block.append(byte) }
        add(start, colon)
    }

    /// The last bytes of the block are a field; values lose the blanks around them when they are asked for.
    private mutating func add(_ start: Int, _ colon: Int) {
        places.append(
            Place(
                start: Int32(clamping: start), colon: Int32(clamping: colon),
                end: Int32(clamping: block.count)))
    }

    /// Takes one line as it came over the wire, with or without its line end.
    public mutating func append(line: Span<UInt8>) {
        var end = line.count
        while end > 0, line[end - 1] == Self.lf || line[end - 1] == Self.cr { end -= 1 }
        guard end > 0 else { return }
        // Once for a usual head, not once a line.
        if block.isEmpty {
            block.reserveCapacity(max(512, end))
            places.reserveCapacity(16)
        }
        let start = block.count
        block.append(addingCapacity: end) { room in
            for index in 0..<end { room.append(line[index]) }
        }
        for index in 0..<end where line[index] == Self.colon { return add(start, start + index) }
    }

    public mutating func removeAll() {
        block.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    public var byteCount: Int { block.count }
    public var isEmpty: Bool { block.isEmpty }

    /// The first field of that name.
    public subscript(_ name: String) -> String? {
        places.first { isNamed(name, $0) }.map(value)
    }

    public func all(_ name: String) -> [String] {
        places.filter { isNamed(name, $0) }.map(value)
    }

    /// Each field as it stands in the block, in one pass and without a string: for those who look for many.
    public func forEach(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
        let bytes = block.span
        for place in places {
            body(
                bytes.extracting(Int(place.start)..<Int(place.colon)),
                bytes.extracting(trimmed(place)))
        }
    }

    public var fields: [(name: String, value: String)] {
        places.map { place in
            let name = block[Int(place.start)..<Int(place.colon)]
            return (String(decoding: name, as: UTF8.self), value(place))
        }
    }

    private func isNamed(_ name: String, _ place: Place) -> Bool {
        guard Int(place.colon - place.start) == name.utf8.count else { return false }
        var position = Int(place.start)
        for byte in name.utf8 {
            guard Self.lower(block[position]) == Self.lower(byte) else { return false }
            position += 1
        }
        return true
    }

    private func value(_ place: Place) -> String {
        String(decoding: block[trimmed(place)], as: UTF8.self)
    }

    /// The value without the blanks around it.
    private func trimmed(_ place: Place) -> Range<Int> {
        var (start, end) = (Int(place.colon) + 1, Int(place.end))
        while start < end, block[start] == Self.space || block[start] == Self.tab { start += 1 }
        while end > start, block[end - 1] == Self.space || block[end - 1] == Self.tab { end -= 1 }
        return start..<end
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
