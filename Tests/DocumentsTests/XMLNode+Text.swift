import Documents

extension XMLNode {
    /// A document of it, for readers that are tested: what XML cannot hold becomes U+FFFD.
    var document: [UInt8] { Array(written.utf8) }

    private var written: String {
        let attributes = attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
        let content = children.map { child in
            switch child {
            case .element(let node): node.written
            case .text(let text): Self.escaped(text)
            }
        }.joined()
        return "<\(name)\(attributes)>\(content)</\(name)>"
    }

    /// The same tree, as a reader finds it in `document`: texts in one piece, and without what XML cannot hold.
    var readable: XMLNode {
        var result = XMLNode(name)
        for (name, value) in attributes { result.set(name, Self.legal(value)) }
        var text = ""
        for child in children {
            switch child {
            case .text(let piece): text += Self.legal(piece)
            case .element(let element):
                if !text.isEmpty { result.append(text: text) }
                text = ""
                result.append(element.readable)
            }
        }
        if !text.isEmpty { result.append(text: text) }
        return result
    }

    private static func legal(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0xFFFE, 0xFFFF: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func escaped(_ text: String) -> String {
        legal(text).unicodeScalars.map { scalar in
            switch scalar {
            case "&", "<", ">", "\"", "\t", "\n", "\r": "&#\(scalar.value);"
            default: String(Character(scalar))
            }
        }.joined()
    }
}
