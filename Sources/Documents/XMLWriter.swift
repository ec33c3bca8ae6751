/// Writes one XML document, whole or element by element, and owns all escaping: whatever texts it is
/// given, every parser reads the result, and reads those texts back.
public struct XMLWriter: Sendable {
    /// What was written and not yet taken.
    public private(set) var bytes: [UInt8] = []
    private let isIndented: Bool
    private var open: [Open] = []
    private var hasRoot = false

    private struct Open {
        var name: XMLName
        /// Its start tag still lacks the `>`.
        var isEmpty = true
        /// Indentation would change text.
        var hasText = false
    }

    public init(isIndented: Bool = true) {
        self.isIndented = isIndented
        bytes += #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8
    }

    /// A document of one tree.
    public static func document(_ root: XMLNode, isIndented: Bool = true) -> [UInt8] {
        var writer = XMLWriter(isIndented: isIndented)
        writer.element(root)
        return writer.finish()
    }

    public mutating func begin(
        _ name: XMLName, _ attributes: KeyValuePairs<XMLName, String> = [:]
    ) {
        begin(XMLNode(name, attributes))
    }

    /// The start tag of `node`, without its children.
    public mutating func begin(_ node: XMLNode) {
        precondition(
            !(open.isEmpty && hasRoot), "a document has one root, '\(node.name)' is a second")
        hasRoot = true
        endStartTag()
        if open.last?.hasText != true { newLine() }
        bytes.append(UInt8(ascii: "<"))
        bytes += node.name.text.utf8
        for (name, value) in node.attributes {
            bytes.append(UInt8(ascii: " "))
            bytes += name.text.utf8
            bytes += "=\"".utf8
            XMLText.append(value, toAttribute: true, in: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        open.append(Open(name: node.name))
    }

    public mutating func text(_ text: String) {
        precondition(!open.isEmpty, "text stands within an element")
        guard !text.isEmpty else { return }
        endStartTag()
        open[open.count - 1].hasText = true
        XMLText.append(text, toAttribute: false, in: &bytes)
    }

    public mutating func end() {
        guard let last = open.popLast() else { preconditionFailure("no element is open") }
        guard !last.isEmpty else {
            bytes += "/>".utf8
            return
        }
        if !last.hasText { newLine() }
        bytes += "</".utf8
        bytes += last.name.text.utf8
        bytes.append(UInt8(ascii: ">"))
    }

    public mutating func element(_ node: XMLNode) {
        begin(node)
        for child in node.children {
            switch child {
            case .element(let node): element(node)
            case .text(let text): self.text(text)
            }
        }
        end()
    }

    /// What was written since the last call: a long document goes out in pieces.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Ends what is open, also in a document that has to stop early; gives what was not yet taken.
    public consuming func finish() -> [UInt8] {
        precondition(hasRoot, "a document needs a root")
        while !open.isEmpty { end() }
        bytes.append(lineFeed)
        return bytes
    }

    private mutating func endStartTag() {
        guard let last = open.indices.last, open[last].isEmpty else { return }
        open[last].isEmpty = false
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func newLine() {
        guard isIndented else { return }
        bytes.append(lineFeed)
        bytes += repeatElement(UInt8(ascii: " "), count: 2 * open.count)
    }
}
