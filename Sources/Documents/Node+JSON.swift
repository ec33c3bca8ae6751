import Vocabulary

extension Node {
    /// The value as JSON text, whichever of the two it was written in. What only YAML can say, such as
    /// `.inf`, is a mistake at its place.
    public var asJSON: String {
        get throws(Diagnostic) {
            var writer = JSONWriter()
            try append(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    // As deep as documents may nest.
    private func append(to writer: inout JSONWriter) throws(Diagnostic) {
        switch value {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .string(let text): writer.string(text)
        case .number(let text):
            guard let number = jsonNumber(text) else {
                throw diagnostic("expected a number that JSON can write, found \(shown)")
            }
            writer.number(text: number)
        case .sequence(let items):
            writer.beginArray()
            for item in items { try item.append(to: &writer) }
            writer.endArray()
        case .mapping(let entries):
            writer.beginObject()
            for (key, value) in entries {
                writer.key(key.text ?? "null")
                try value.append(to: &writer)
            }
            writer.endObject()
        }
    }

    /// The value that a JSON pointer names in this one.
    public func at(pointer: String) -> Node? {
        guard let tokens = JSONPointer.tokens(of: pointer) else { return nil }
        var node = self
        for token in tokens {
            if let items = node.items {
                guard let index = Int(token), items.indices.contains(index) else { return nil }
                node = items[index]
            } else if let entry = node.entries?.first(where: { ($0.key.text ?? "null") == token }) {
                node = entry.value
            } else {
                return nil
            }
        }
        return node
    }
}

/// A number of YAML as JSON spells it, digit by digit; nil for what is no decimal number at all.
private func jsonNumber(_ text: String) -> String? {
    if text.hasPrefix("0x") || text.hasPrefix("0o") { return integer(of: text).map { "\($0)" } }
    var rest = text.utf8[...]
    var number = ""
    if rest.first == UInt8(ascii: "-") { number = "-" }
    if let sign = rest.first, [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(sign) {
        rest = rest.dropFirst()
    }
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction: Substring.UTF8View = ""[...].utf8
    if rest.first == UInt8(ascii: ".") {
        fraction = rest.dropFirst().prefix(while: isDigit)
        rest = rest.dropFirst(1 + fraction.count)
    }
    guard whole.count + fraction.count > 0 else { return nil }
    let digits = String(whole.drop { $0 == 0x30 }) ?? ""
    number += digits.isEmpty ? "0" : digits
    if !fraction.isEmpty { number += "." + (String(fraction) ?? "") }
    return number + (String(rest) ?? "")
}
