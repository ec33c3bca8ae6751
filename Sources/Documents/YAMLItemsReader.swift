public import Vocabulary

/// Reads a YAML file that is one list, item by item: no more of it is held than the item at hand, and what its
/// anchors name.
///
/// An item begins where a line begins with `-`. A list in brackets, and a file that is no list, are read whole.
public final class YAMLItemsReader: NodeStream {
    private let path: String
    private let limits: DocumentLimits
    private let asker: Node?
    private let stream: ByteStream
    private var anchors = YAMLAnchors()
    private var pending: ArraySlice<Node> = []
    /// The first line of the item that comes next.
    private var held: [UInt8] = []
    private var line = 0
    private var isBegun = false
    private var isAtEnd = false

    public init(
        path: String, limits: DocumentLimits = .standard, askedBy asker: Node? = nil
    ) throws(Diagnostics) {
        self.path = path
        self.limits = limits
        self.asker = asker
        stream = try ByteStream(path: path, askedBy: asker)
    }

    public func next() throws(Diagnostics) -> Node? {
        while pending.isEmpty {
            guard !isAtEnd || !held.isEmpty else { return nil }
            try readOn()
        }
        return pending.popFirst()
    }

    /// Reads up to the line that begins the item after the next.
    private func readOn() throws(Diagnostics) {
        var bytes = held
        var firstLine = line
        if !isBegun {
            isBegun = true
            firstLine = 1
            while let text = try nextLine() {
                bytes += text
                if Self.beginsItem(text) { break }
                guard Self.isAbove(text) else { return try readWhole() }
            }
            if isAtEnd { return try readWhole() }
        }
        held = []
        while let text = try nextLine() {
            if Self.beginsItem(text) {
                held = text
                break
            }
            bytes += text
            guard bytes.count <= limits.scalarBytesMax else {
                throw Diagnostics([
                    Diagnostic(
                        "this item is larger than \(sizeText(limits.scalarBytesMax))",
                        at: SourceLocation(file: path, line: firstLine, column: 1))
                ])
            }
        }
        let source = SourceText(file: path, bytes: bytes, firstLine: firstLine)
        if let mistake = source.encodingMistake(in: bytes) { throw Diagnostics([mistake]) }
        pending = (try YAMLReader.read(source, limits: limits, anchors: &anchors).items ?? [])[...]
    }

    private func readWhole() throws(Diagnostics) {
        isAtEnd = true
        let whole = try Document.read(path: path, limits: limits, askedBy: asker)
        guard let items = whole.items else {
            throw Diagnostics([
                whole.diagnostic("this file holds \(whole.kindWord), expected a list")
            ])
        }
        pending = items[...]
    }

    /// With its end; nil after the last.
    private func nextLine() throws(Diagnostics) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        var bytes: [UInt8] = []
        while let piece = try stream.line() {
            bytes += piece.bytes
            if piece.isEnded {
                line += 1
                return bytes + [lineFeed]
            }
            guard bytes.count <= limits.scalarBytesMax else {
                throw Diagnostics([
                    Diagnostic(
                        "this line is larger than \(sizeText(limits.scalarBytesMax))",
                        at: SourceLocation(file: path, line: line + 1, column: 1))
                ])
            }
        }
        isAtEnd = true
        line += 1
        return bytes.isEmpty ? nil : bytes
    }

    private static func beginsItem(_ line: [UInt8]) -> Bool {
        guard line.first == UInt8(ascii: "-") else { return false }
        guard line.count > 1 else { return true }
        return [0x20, 0x09, lineFeed, carriageReturn].contains(line[1])
    }

    /// What may stand above the first item: comments, empty lines, directives, the mark that a document begins.
    private static func isAbove(_ line: [UInt8]) -> Bool {
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        switch text.first {
        case nil, lineFeed, carriageReturn, UInt8(ascii: "#"): return true
        case UInt8(ascii: "%"): return line.first == text.first
        default:
            let mark = line.prefix { $0 != lineFeed && $0 != carriageReturn && $0 != 0x20 }
            return mark.elementsEqual("---".utf8) && line.dropFirst(3).allSatisfy { $0 <= 0x20 }
        }
    }
}
