import Documents
public import Vocabulary

/// The answer must have XML in it, with the elements that are asked for, whatever stands round it.
///
/// Elements that stand side by side count together, and an `&` that begins no entity is taken for itself.
public struct ContainsXML: TextCheck {
    public static let name = "contains-xml"
    public static let summary = "the answer has XML in it, with these elements"
    public static let arguments = [(key: "value", summary: RequiredElements.summary)]

    private var required: RequiredElements

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        try arguments.refuseWithoutXML()
        required = try RequiredElements(arguments)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> ContainsXML {
        var bound = self
        bound.required = try required.rendered(in: context)
        return bound
    }

    public var wish: String { "contain XML\(required.words)" }

    public func objection(to text: String) -> String? {
        let groups = XMLFragments.groups(in: text)
        guard !groups.isEmpty else { return "no element with its end was found" }
        var mistake: String?
        var fewest: [String]?
        for group in groups {
            let roots = Self.read(group, &mistake)
            guard !roots.isEmpty else { continue }
            let missing = required.missing(from: roots)
            if missing.isEmpty { return nil }
            if missing.count < fewest?.count ?? .max { fewest = missing }
        }
        guard let fewest else { return mistake ?? "" }
        return "missing: \(Excerpt.list(fewest.map { Excerpt.quoted($0, scalarsMax: 60) }))"
    }

    // One at a time costs a parser each: only where something among them is broken, and not for ever.
    private static let singlesMax = 200

    private static func read(_ fragments: [String], _ mistake: inout String?) -> [XMLNode] {
        let all = "<all>" + fragments.joined() + "</all>"
        if let root = try? XMLReader.read(SourceText(file: "answer", text: all)) {
            return root.elements
        }
        var roots: [XMLNode] = []
        for fragment in fragments.prefix(singlesMax) {
            do throws(Diagnostics) {
                roots.append(try XMLReader.read(SourceText(file: "answer", text: fragment)))
            } catch {
                mistake = mistake ?? XMLWords.words(for: error)
            }
        }
        return roots
    }
}

/// Finds what may be XML in prose: elements with both their tags, or with one that closes itself.
enum XMLFragments {
    private struct Found {
        var range: Range<Int>
        /// Where the element round it begins, which may never end.
        var parent: Int?
    }

    private struct Open {
        var name: ArraySlice<UInt8>
        var start: Int
        /// Elements inside, until this one has its end and holds them itself.
        var children: [Found]
    }

    /// The outermost elements, those side by side together.
    static func groups(in text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        var found: [Found] = []
        var open: [Open] = []
        var place = 0
        /// Looked for once: where there is none after one place, there is none after the next.
        var hasNoEnd: Set<[UInt8]> = []

        func keep(_ range: Range<Int>) {
            let element = Found(range: range, parent: open.last?.start)
            if open.isEmpty {
                found.append(element)
            } else {
                open[open.count - 1].children.append(element)
            }
        }
        func abandon() {
            for element in open { found += element.children }
            open = []
        }
        func skip(to end: [UInt8]) {
            if !hasNoEnd.contains(end), let next = index(of: end, in: bytes, from: place) {
                place = next + end.count
            } else {
                hasNoEnd.insert(end)
                place += 1
            }
        }

        while let start = bytes[place...].firstIndex(of: 0x3C) {
            place = start
            let rest = bytes[start...]
            if rest.starts(with: "<!--".utf8) {
                skip(to: Array("-->".utf8))
            } else if rest.starts(with: "<![CDATA[".utf8) {
                skip(to: Array("]]>".utf8))
            } else if rest.starts(with: "<?".utf8) {
                skip(to: Array("?>".utf8))
            } else if let tag = Tag(in: bytes, at: start) {
                place = tag.end
                if tag.closes {
                    if let last = open.last, last.name == tag.name {
                        open.removeLast()
                        keep(last.start..<tag.end)
                    } else {
                        abandon()
                    }
                } else if tag.closesItself {
                    keep(start..<tag.end)
                } else {
                    open.append(Open(name: tag.name, start: start, children: []))
                }
            } else {
                place = start + 1
            }
        }
        abandon()
        var groups: [Int?: [Found]] = [:]
        for element in found { groups[element.parent, default: []].append(element) }
        return groups.sorted { $0.value[0].range.lowerBound < $1.value[0].range.lowerBound }.map {
            $0.value.map { escaped(bytes[$0.range]) }
        }
    }

    /// The text with each `&` that begins no entity spelled out.
    private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(0x26) else { return String(decoding: bytes, as: UTF8.self) }
        var escaped: [UInt8] = []
        for place in bytes.indices {
            escaped.append(bytes[place])
            guard bytes[place] == 0x26 else { continue }
            let rest = bytes[(place + 1)...].prefix(12)
            let name = rest.prefix { $0 == 0x23 || Tag.isName($0) }
            let known = ["amp", "lt", "gt", "quot", "apos"].contains { name.elementsEqual($0.utf8) }
            let isEntity = !name.isEmpty && rest.dropFirst(name.count).first == 0x3B
            if !(isEntity && (known || name.first == 0x23)) { escaped += Array("amp;".utf8) }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func index(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= needle.count else { return nil }
        for place in start...(bytes.count - needle.count)
        where bytes[place] == needle[0] && bytes[place...].starts(with: needle) { return place }
        return nil
    }

    private struct Tag {
        var name: ArraySlice<UInt8>
        var end: Int
        var closes: Bool
        var closesItself: Bool

        /// Nil where a `<` begins no tag, or one that does not end before the next.
        init?(in bytes: [UInt8], at start: Int) {
            var place = start + 1
            closes = bytes[place...].first == 0x2F
            if closes { place += 1 }
            name = bytes[place...].prefix(while: Self.isName)
            guard let first = name.first, !(0x30...0x39).contains(first), first != 0x2D,
                first != 0x2E
            else { return nil }
            place = name.endIndex
            var quote: UInt8?
            while place < bytes.count {
                let byte = bytes[place]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == 0x22 || byte == 0x27 {
                    quote = byte
                } else if byte == 0x3C {
                    return nil
                } else if byte == 0x3E {
                    end = place + 1
                    closesItself = bytes[place - 1] == 0x2F
                    return
                }
                place += 1
            }
            return nil
        }

        static func isName(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F, 0x80...: true
            default: false
            }
        }
    }
}
