public import Vocabulary

/// Reads a YAML file into nodes: YAML 1.2's core schema, anchors, aliases and `<<`, one document.
///
/// Grammar mistakes end the reading at once; all others (duplicate keys, missing variables, unknown
/// anchors) are collected and thrown together.
public enum YAMLReader {
    /// `environment` gives the value of `${NAME}`; without it such text stays as it is.
    public static func read(
        _ source: SourceText, limits: DocumentLimits = .standard,
        environment: ((String) -> String?)? = nil
    ) throws(Diagnostics) -> Node {
        var anchors = YAMLAnchors()
        return try read(source, limits: limits, environment: environment, anchors: &anchors)
    }

    /// A part of a file, with the anchors of the parts before it.
    static func read(
        _ source: SourceText, limits: DocumentLimits,
        environment: ((String) -> String?)? = nil, anchors: inout YAMLAnchors
    ) throws(Diagnostics) -> Node {
        var composer = YAMLComposer(source, anchors, limits: limits, environment: environment)
        let node = try composer.document()
        anchors = composer.anchors
        return node
    }
}

/// What each finished anchor names, with the number of values in it.
typealias YAMLAnchors = [String: (node: Node, count: Int)]

/// Turns libyaml's events into one tree.
private struct YAMLComposer: ~Copyable {
    private let source: SourceText
    private let limits: DocumentLimits
    private let environment: ((String) -> String?)?
    private var parser: YAMLParser
    private var cursor: SourceCursor
    private var mistakes: [Diagnostic] = []
    private(set) var anchors: YAMLAnchors
    /// Anchors of the values that are being read: an alias to one of them would never end.
    private var openAnchors: [String] = []
    private var nodeCount = 0
    private var depth = 0

    init(
        _ source: SourceText, _ anchors: YAMLAnchors, limits: DocumentLimits,
        environment: ((String) -> String?)?
    ) {
        self.source = source
        self.anchors = anchors
        self.limits = limits
        self.environment = environment
        parser = YAMLParser(source.bytes)
        cursor = SourceCursor(source)
    }

    mutating func document() throws(Diagnostics) -> Node {
        var root = Node(.null, at: source.start, in: source)
        var documents = 0
        reading: while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: break reading
            case .documentStart:
                documents += 1
                if documents == 2 {
                    throw fatal(
                        "a second document begins here, expected one in a file", at: event.start,
                        hint: "put it into a file of its own")
                }
            case .streamStart, .documentEnd: break
            default: root = try node(event)
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return root
    }

    private mutating func next() throws(Diagnostics) -> YAMLEvent {
        do throws(YAMLProblem) {
            return try parser.next()
        } catch {
            let found = yamlDiagnostic(error, in: source)
            throw Diagnostics(mistakes + [found])
        }
    }

    // MARK: Values

    private mutating func node(_ event: YAMLEvent) throws(Diagnostics) -> Node {
        nodeCount += 1
        guard nodeCount <= limits.nodesMax else { throw tooMany(at: event.start) }
        guard mistakes.count <= Mistakes.kept else { throw Diagnostics(mistakes) }
        if case .alias(let name) = event.kind { return try alias(name, event) }

        let countBefore = nodeCount
        if let anchor = event.anchor { openAnchors.append(anchor) }
        let node: Node
        switch event.kind {
        case .scalar(let text, let style): node = try scalar(text, style: style, event)
        case .sequenceStart(let isFlow): node = try sequence(event, isFlow: isFlow)
        case .mappingStart(let isFlow): node = try mapping(event, isFlow: isFlow)
        default: preconditionFailure("libyaml gave \(event.kind) where a value begins")
        }
        if let anchor = event.anchor {
            openAnchors.removeLast()
            anchors[anchor] = (node, nodeCount - countBefore + 1)
        }
        return node
    }

    private mutating func scalar(_ text: String, style: YAMLEvent.Style, _ event: YAMLEvent)
        throws(Diagnostics) -> Node
    {
        guard text.utf8.count <= limits.scalarBytesMax else {
            throw fatal(
                "a value is larger than \(sizeText(limits.scalarBytesMax))", at: event.start)
        }
        let place = place(event)
        let expanded = Expansion.expand(
            text, writtenAt: place.range, in: source, environment: environment, into: &mistakes)
        let value = scalarValue(expanded, style: style, event, place)
        return Node(
            value, text: expanded, unexpanded: expanded == text ? nil : text, at: place.location,
            length: place.length, in: source)
    }

    private mutating func scalarValue(
        _ text: String, style: YAMLEvent.Style, _ event: YAMLEvent, _ place: ValuePlace
    ) -> Node.Value {
        let plain = plainValue(text)
        switch event.tag {
        case nil: return style == .plain ? plain : .string(text)
        case "!", "tag:yaml.org,2002:str": return .string(text)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float":
            if case .number = plain { return plain }
        case "tag:yaml.org,2002:bool":
            if case .bool = plain { return plain }
        case "tag:yaml.org,2002:null":
            if case .null = plain { return plain }
        default: break
        }
        refuseTag(event, place)
        return .string(text)
    }

    private mutating func sequence(_ event: YAMLEvent, isFlow: Bool) throws(Diagnostics) -> Node {
        let place = place(event)
        if let tag = event.tag, tag != "tag:yaml.org,2002:seq" { refuseTag(event, place) }
        try enter(event)
        var items: [Node] = []
        var end = event.end
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                end = event.end
                break
            }
            items.append(try node(event))
        }
        depth -= 1
        return Node(
            .sequence(items), at: place.location,
            length: isFlow ? flowLength(place.location, end: end) : 1, in: source)
    }

    private mutating func mapping(_ event: YAMLEvent, isFlow: Bool) throws(Diagnostics) -> Node {
        let place = place(event)
        if let tag = event.tag, tag != "tag:yaml.org,2002:map" { refuseTag(event, place) }
        try enter(event)
        var builder = MappingBuilder()
        var end = event.end
        while true {
            let keyEvent = try next()
            if case .mappingEnd = keyEvent.kind {
                end = keyEvent.end
                break
            }
            var isMerge = false
            if case .scalar("<<", style: .plain) = keyEvent.kind, keyEvent.tag == nil {
                isMerge = true
            }
            let key = try key(keyEvent)
            let value = try node(try next())
            builder.add(key, value, isMerge: isMerge)
        }
        depth -= 1
        mistakes += builder.mistakes
        let length =
            isFlow ? flowLength(place.location, end: end) : builder.entries.first?.key.length ?? 1
        return Node(.mapping(builder.entries), at: place.location, length: length, in: source)
    }

    /// Variables stand in values only: a key that changes with the machine helps nobody.
    private mutating func key(_ event: YAMLEvent) throws(Diagnostics) -> Node {
        guard case .scalar(let text, let style) = event.kind else { return try node(event) }
        nodeCount += 1
        let place = place(event)
        let value = scalarValue(text, style: style, event, place)
        let key = Node(value, text: text, at: place.location, length: place.length, in: source)
        if let anchor = event.anchor { anchors[anchor] = (key, 1) }
        return key
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent) throws(Diagnostics) -> Node {
        let place = place(event)
        guard let anchor = anchors[name], !openAnchors.contains(name) else {
            let isInside = openAnchors.contains(name)
            mistakes.append(
                source.diagnostic(
                    isInside
                        ? "'*\(name)' stands inside the value that it names"
                        : "unknown anchor '\(name)'",
                    at: place.location, length: place.length,
                    hint: isInside
                        ? nil
                        : nearest(name, among: anchors.keys.sorted()).map {
                            "did you mean '*\($0)'?"
                        }
                            ?? "an anchor is set before it is used: '&\(name)'; quote text that begins with '*'"
                ))
            return Node(.null, at: place.location, length: place.length, in: source)
        }
        nodeCount += anchor.count - 1
        guard nodeCount <= limits.nodesMax else { throw tooMany(at: event.start) }
        // The alias is what the reader of the file sees here; values inside keep their own places.
        var node = anchor.node
        node.location = place.location
        node.length = place.length
        return node
    }

    // MARK: Places and limits

    private mutating func place(_ event: YAMLEvent) -> ValuePlace {
        let location = cursor.location(atScalar: event.start)
        let start = cursor.offset
        guard event.isScalarOrAlias else {
            return ValuePlace(location: location, range: start..<start, length: 1)
        }
        _ = cursor.location(atScalar: event.end)
        let range = start..<max(start, cursor.offset)
        let length = event.isBlock ? 1 : source.lengthInLine(range)
        return ValuePlace(location: location, range: range, length: length)
    }

    /// All of a list or mapping in one line; its bracket where it goes on.
    private mutating func flowLength(_ start: SourceLocation, end: Int) -> Int {
        let last = cursor.location(atScalar: end)
        return last.line == start.line ? max(1, last.column - start.column) : 1
    }

    private mutating func enter(_ event: YAMLEvent) throws(Diagnostics) {
        depth += 1
        guard depth <= limits.depthMax else {
            throw fatal(
                "lists and mappings are nested more than \(limits.depthMax) deep", at: event.start)
        }
    }

    private mutating func refuseTag(_ event: YAMLEvent, _ place: ValuePlace) {
        let tag = event.tag ?? ""
        let standard = "tag:yaml.org,2002:"
        let shown = tag.hasPrefix(standard) ? "!!\(tag.dropFirst(standard.count))" : tag
        mistakes.append(
            source.diagnostic(
                "the tag '\(shown)' does not fit here", at: place.location, length: place.length,
                hint: "known tags are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map"))
    }

    private mutating func tooMany(at start: Int) -> Diagnostics {
        fatal(
            "more than \(limits.nodesMax) values, aliases expanded", at: start,
            hint: "aliases inside aliases multiply")
    }

    private mutating func fatal(_ message: String, at start: Int, hint: String? = nil)
        -> Diagnostics
    {
        let location = cursor.location(atScalar: start)
        return Diagnostics(mistakes + [source.diagnostic(message, at: location, hint: hint)])
    }
}

/// Where a value stands, and how much of its first line is its own. Ranges of lists and mappings are empty.
private struct ValuePlace {
    var location: SourceLocation
    var range: Range<Int>
    var length: Int
}

extension YAMLEvent {
    fileprivate var isScalarOrAlias: Bool {
        switch kind {
        case .scalar, .alias: true
        default: false
        }
    }

    fileprivate var isBlock: Bool { if case .scalar(_, .block) = kind { true } else { false } }
}
