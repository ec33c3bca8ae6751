import Vocabulary

/// Walks a text forward, so that the places of many values cost one pass over it, however long its lines.
struct SourceCursor {
    private let source: SourceText
    private(set) var offset = 0
    /// Scalars before `offset`.
    private var index = 0
    private var line: Int
    private var column: Int

    init(_ source: SourceText) {
        self.source = source
        line = source.start.line
        column = source.start.column
    }

    /// The place of a byte.
    mutating func location(atOffset target: Int) -> SourceLocation {
        if target < offset { rewind { $0.offset <= target } }
        while offset < target, offset < source.bytes.count { step() }
        return source.location(line: line, column: column)
    }

    /// The place of a scalar by its number: what libyaml's marks give.
    mutating func location(atScalar target: Int) -> SourceLocation {
        if target < index { rewind { $0.index <= target } }
        while index < target, offset < source.bytes.count { step() }
        return source.location(line: line, column: column)
    }

    private mutating func step() {
        if source.bytes[offset] == lineFeed {
            line += 1
            column = 1
        } else {
            column += 1
        }
        index += 1
        offset += 1
        while offset < source.bytes.count, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }

    /// Back to the beginning of the line if that is far enough, else of the text. Marks go back a few
    /// scalars at most, save in what is broken.
    private mutating func rewind(until isReached: (SourceCursor) -> Bool) {
        var start = self
        while start.offset > 0, source.bytes[start.offset - 1] != lineFeed { start.offset -= 1 }
        start.column = start.offset == 0 ? source.start.column : 1
        start.index -= column - start.column
        self = isReached(start) ? start : SourceCursor(source)
    }
}
