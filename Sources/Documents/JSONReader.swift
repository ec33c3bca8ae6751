public import Vocabulary

/// Reads a JSON file of a user into the nodes that YAML gives too.
public enum JSONReader {
    public static func read(
        _ source: SourceText, limits: DocumentLimits = .standard,
        environment: ((String) -> String?)? = nil
    ) throws(Diagnostics) -> Node {
        // Keys are nodes of the tape.
        var tape = JSONTape(
            limits: JSONLimits(
                depthMax: limits.depthMax, bytesMax: limits.bytesMax, nodesMax: limits.nodesMax * 2)
        )
        do throws(JSONError) {
            try tape.read(source.bytes)
        } catch {
            throw Diagnostics([
                source.diagnostic(
                    "this is not JSON: \(error.reason)", at: source.location(at: error.offset))
            ])
        }
        var composer = JSONComposer(source: source, tape: tape, environment: environment)
        let root = composer.node(tape.root)
        guard composer.mistakes.isEmpty else { throw Diagnostics(composer.mistakes) }
        return root
    }
}

/// Turns a tape into one tree; how deep it goes, the tape has checked.
private struct JSONComposer {
    private let source: SourceText
    private let tape: JSONTape
    private let environment: ((String) -> String?)?
    private var cursor: SourceCursor
    private(set) var mistakes: [Diagnostic] = []

    init(source: SourceText, tape: JSONTape, environment: ((String) -> String?)?) {
        self.source = source
        self.tape = tape
        self.environment = environment
        cursor = SourceCursor(source)
    }

    mutating func node(_ value: JSONTape.Node, isKey: Bool = false) -> Node {
        let range = tape.range(value)
        let location = cursor.location(atOffset: range.lowerBound)
        var text: String?
        var unexpanded: String?
        let content: Node.Value
        switch tape.kind(value) {
        case .null: content = .null
        case .bool: content = .bool(tape.bool(value) == true)
        case .number: content = .number(tape.text(value))
        case .string:
            let written = tape.string(value) ?? ""
            let expanded =
                isKey
                ? written
                : Expansion.expand(
                    written, writtenAt: range, in: source, environment: environment, into: &mistakes
                )
            content = .string(expanded)
            if expanded != written { unexpanded = written }
            text = expanded
        case .array:
            var items: [Node] = []
            items.reserveCapacity(tape.count(value))
            for item in tape.elements(value) { items.append(node(item)) }
            content = .sequence(items)
        case .object:
            var builder = MappingBuilder()
            for (key, value) in tape.members(value) {
                builder.add(node(key, isKey: true), node(value))
            }
            mistakes += builder.mistakes
            content = .mapping(builder.entries)
        }
        return Node(
            content, text: text, unexpanded: unexpanded, at: location,
            length: length(of: range, isContainer: tape.count(value) > 0), in: source)
    }

    /// All of a value in one line; the bracket of a list or mapping that goes on.
    private func length(of range: Range<Int>, isContainer: Bool) -> Int {
        let length = source.lengthInLine(range)
        return isContainer && length < range.count && source.bytes[range].contains(lineFeed)
            ? 1 : length
    }
}
