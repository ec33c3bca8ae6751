/// A text as HTML cuts it up: tags, comments, the declaration of its type, and what stands between them.
///
/// No tree is built: a browser makes a page of any text, and then nothing tells what was written and what was
/// put in. What begins like a tag and is none stays text.
struct HTMLPieces {
    enum Piece {
        case tag(Tag)
        case comment
        case doctype
        case text(Substring)
    }

    struct Tag {
        /// In small letters.
        var name: String
        var isEnd = false
        var closesItself = false
        var hasAttribute = false
    }

    private(set) var pieces: [Piece] = []

    init(_ text: String) {
        var rest = text[...]
        var start = rest.startIndex
        /// Looked for once: where there is no end after one place, there is none after the next.
        var hasNoCommentEnd = false

        func takeText(upTo end: Substring.Index) {
            if start < end { pieces.append(.text(text[start..<end])) }
        }
        while let open = rest.utf8.firstIndex(of: 0x3C) {
            rest = text[open...]
            if !hasNoCommentEnd, rest.utf8.starts(with: "<!--".utf8) {
                if let end = Self.end(of: "-->", in: rest.dropFirst(4)) {
                    takeText(upTo: open)
                    pieces.append(.comment)
                    (start, rest) = (end, text[end...])
                    continue
                }
                hasNoCommentEnd = true
            }
            guard let (piece, end) = Self.markup(rest) else {
                rest = text[text.utf8.index(after: open)...]
                continue
            }
            takeText(upTo: open)
            pieces.append(piece)
            (start, rest) = (end, text[end...])
            // What stands in a script is none of the page's markup.
            if case .tag(let tag) = piece, !tag.isEnd, !tag.closesItself,
                ["script", "style"].contains(tag.name)
            {
                while let next = rest.utf8.firstIndex(of: 0x3C) {
                    rest = text[next...]
                    if case .tag(let end)? = Self.markup(rest)?.0, end.isEnd, end.name == tag.name {
                        break
                    }
                    rest = text[text.utf8.index(after: next)...]
                }
            }
        }
        takeText(upTo: text.endIndex)
    }

    private static func end(of mark: String, in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        var place = bytes.startIndex
        while let found = bytes[place...].firstIndex(of: 0x2D) {
            if bytes[found...].starts(with: mark.utf8) {
                return bytes.index(found, offsetBy: mark.utf8.count)
            }
            place = bytes.index(after: found)
        }
        return nil
    }

    /// A tag or the declaration at the beginning of this text, and where it ends; nil for a `<` of another kind.
    private static func markup(_ text: Substring) -> (Piece, end: Substring.Index)? {
        let bytes = text.utf8
        var place = bytes.index(after: bytes.startIndex)
        guard place < bytes.endIndex else { return nil }
        if bytes[place] == 0x21 {
            let word = text[place...].dropFirst().prefix(7)
            guard word.lowercased() == "doctype", let end = bytes.firstIndex(of: 0x3E) else {
                return nil
            }
            return (.doctype, bytes.index(after: end))
        }
        var tag = Tag(name: "")
        if bytes[place] == 0x2F {
            tag.isEnd = true
            place = bytes.index(after: place)
        }
        let name = bytes[place...].prefix {
            isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        guard let first = name.first, isLetter(first) else { return nil }
        tag.name = String(decoding: name, as: UTF8.self).lowercased()
        place = name.endIndex
        // Behind the name stands white space, `/` or `>`: `<john@example.com>` is no tag.
        guard place < bytes.endIndex, isSpace(bytes[place]) || [0x2F, 0x3E].contains(bytes[place])
        else { return nil }
        var quote: UInt8?
        var last: UInt8 = 0
        while place < bytes.endIndex {
            let byte = bytes[place]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x3E {
                tag.closesItself = last == 0x2F
                return (.tag(tag), bytes.index(after: place))
            } else if byte == 0x22 || byte == 0x27, last == 0x3D {
                quote = byte
                tag.hasAttribute = true
            } else if byte == 0x3C {
                return nil
            }
            last = byte
            place = bytes.index(after: place)
        }
        return nil
    }

    /// `&amp;`, `&#38;` or `&#x26;`
    static func hasEntity(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let place = rest.firstIndex(of: 0x26) {
            rest = rest[place...].dropFirst()
            var name = rest.prefix(40)
            let isNumber = name.first == 0x23
            if isNumber { name = name.dropFirst() }
            let isHexadecimal = isNumber && [0x78, 0x58].contains(name.first)
            if isHexadecimal { name = name.dropFirst() }
            let body = name.prefix { byte in
                isNumber
                    ? (0x30...0x39).contains(byte)
                        || isHexadecimal && (0x61...0x66).contains(byte | 0x20)
                    : isLetter(byte)
            }
            if !body.isEmpty, name[body.endIndex...].first == 0x3B { return true }
        }
        return false
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

/// The elements of HTML's standard, by what checks ask of their names.
enum HTMLElements {
    /// One that the standard has, or one of a page's own: those have a dash.
    static func isElement(_ name: String) -> Bool { all.contains(name) || name.utf8.contains(0x2D) }

    /// One that never has content, and no end.
    static func isVoid(_ name: String) -> Bool { void.contains(name) }

    /// One that stands in nearly every page, and in nothing else that models write.
    static func isCommon(_ name: String) -> Bool { common.contains(name) }

    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track",
        "wbr",
    ]
    private static let common: Set<String> = [
        "a", "body", "br", "button", "div", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "hr",
        "html", "img", "input", "li", "link", "meta", "ol", "p", "script", "span", "style", "table",
        "td", "th", "tr", "ul",
    ]
    private static let all: Set<String> = common.union(void).union([
        "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "canvas",
        "caption", "cite", "code", "colgroup", "data", "datalist", "dd", "del", "details", "dfn",
        "dialog", "dl", "dt", "em", "fieldset", "figcaption", "figure", "footer", "header",
        "hgroup",
        "i", "iframe", "ins", "kbd", "label", "legend", "main", "map", "mark", "math", "menu",
        "meter", "nav", "noscript", "object", "optgroup", "option", "output", "picture", "pre",
        "progress", "q", "rp", "rt", "ruby", "s", "samp", "search", "section", "select", "slot",
        "small", "strong", "sub", "summary", "sup", "svg", "tbody", "template", "textarea", "tfoot",
        "thead", "time", "title", "u", "var", "video",
    ])
}
