/// A URI reference taken apart as RFC 3986 does: enough to resolve one against another.
struct JSONSchemaURI: Equatable {
    private(set) var scheme: String?
    private(set) var authority: String?
    private(set) var path = ""
    private(set) var query: String?
    /// As written, with its percent signs.
    var fragment: String?

    init(_ text: String) {
        var rest = Substring(text)
        if let mark = rest.utf8.firstIndex(of: 0x23) {
            fragment = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.utf8.firstIndex(of: 0x3F) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.utf8.firstIndex(of: 0x3A), Self.isScheme(rest[..<mark]) {
            scheme = String(rest[..<mark])
            rest = rest[rest.utf8.index(after: mark)...]
        }
        if rest.utf8.starts(with: [0x2F, 0x2F]) {
            rest = rest.dropFirst(2)
            let end = rest.utf8.firstIndex(of: 0x2F) ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    var text: String {
        var text = scheme.map { $0 + ":" } ?? ""
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        if let fragment { text += "#" + fragment }
        return text
    }

    /// What a document is known by.
    var withoutFragment: JSONSchemaURI {
        var copy = self
        copy.fragment = nil
        return copy
    }

    /// This reference as it is meant where `base` holds (RFC 3986, section 5.2).
    func resolved(against base: JSONSchemaURI) -> JSONSchemaURI {
        var target = self
        if scheme != nil {
            target.path = Self.withoutDots(path)
            return target
        }
        target.scheme = base.scheme
        if authority != nil {
            target.path = Self.withoutDots(path)
            return target
        }
        target.authority = base.authority
        if path.isEmpty {
            target.path = base.path
            target.query = query ?? base.query
        } else if path.utf8.first == 0x2F {
            target.path = Self.withoutDots(path)
        } else {
            target.path = Self.withoutDots(base.folder + path)
        }
        return target
    }

    private var folder: String {
        if authority != nil, path.isEmpty { return "/" }
        guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
        return String(path[...slash])
    }

    private static func withoutDots(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // The empty part before a leading slash is never taken away.
        let kept = path.utf8.first == 0x2F ? 1 : 0
        var result: [Substring] = []
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { result.append("") }
            case "..":
                if result.count > kept { result.removeLast() }
                if isLast { result.append("") }
            default: result.append(part)
            }
        }
        return result.joined(separator: "/")
    }

    /// Text with each `%41` read as the byte it stands for; nil where that is no UTF-8.
    static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(0x25) else { return text }
        return percentUnescaped(Array(text.utf8)[...]).flatMap {
            String(validating: $0, as: UTF8.self)
        }
    }
}
