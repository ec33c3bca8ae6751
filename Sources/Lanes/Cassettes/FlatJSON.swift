import Documents

/// JSON as its values by their pointers: two documents that mean the same are equal so.
enum FlatJSON {
    /// A body that is no JSON is one value, by its text.
    static func values(of body: [UInt8]) -> [String: String] {
        var tape = JSONTape()
        guard !body.isEmpty, (try? tape.read(body)) != nil else {
            return body.isEmpty ? [:] : ["": String(decoding: body, as: UTF8.self)]
        }
        var values: [String: String] = [:]
        collect(tape.root, at: "", of: tape, into: &values)
        return values
    }

    private static func collect(
        _ node: JSONTape.Node, at pointer: String, of tape: JSONTape,
        into values: inout [String: String]
    ) {
        switch tape.kind(node) {
        case .object where tape.count(node) > 0:
            for (key, value) in tape.members(node) {
                let place = JSONPointer.appending(tape.string(key) ?? "", to: pointer)
                collect(value, at: place, of: tape, into: &values)
            }
        case .array where tape.count(node) > 0:
            for (index, element) in tape.elements(node).enumerated() {
                collect(
                    element, at: JSONPointer.appending(String(index), to: pointer), of: tape,
                    into: &values)
            }
        case .object: values[pointer] = "{}"
        case .array: values[pointer] = "[]"
        case .string:
            var writer = JSONWriter()
            writer.string(tape.string(node) ?? "")
            values[pointer] = String(decoding: writer.bytes, as: UTF8.self)
        default: values[pointer] = tape.text(node)
        }
    }

    /// A line for each value, so that two recordings can be compared line by line; what is no JSON stays as it is.
    static func spread(_ body: [UInt8]) -> [UInt8] {
        var tape = JSONTape()
        guard (try? tape.read(body)) != nil else { return body }
        var text: [UInt8] = []
        write(tape.root, of: tape, body, depth: 0, into: &text)
        return text
    }

    private static func write(
        _ node: JSONTape.Node, of tape: JSONTape, _ body: [UInt8], depth: Int,
        into text: inout [UInt8]
    ) {
        func newLine(_ depth: Int) {
            text.append(0x0A)
            text += [UInt8](repeating: 0x20, count: depth * 2)
        }
        switch tape.kind(node) {
        case .object where tape.count(node) > 0:
            text.append(UInt8(ascii: "{"))
            var isFirst = true
            for (key, value) in tape.members(node) {
                if !isFirst { text.append(UInt8(ascii: ",")) }
                isFirst = false
                newLine(depth + 1)
                text += body[tape.range(key)]
                text += ": ".utf8
                write(value, of: tape, body, depth: depth + 1, into: &text)
            }
            newLine(depth)
            text.append(UInt8(ascii: "}"))
        case .array where tape.count(node) > 0:
            text.append(UInt8(ascii: "["))
            var isFirst = true
            for element in tape.elements(node) {
                if !isFirst { text.append(UInt8(ascii: ",")) }
                isFirst = false
                newLine(depth + 1)
                write(element, of: tape, body, depth: depth + 1, into: &text)
            }
            newLine(depth)
            text.append(UInt8(ascii: "]"))
        case .object: text += "{}".utf8
        case .array: text += "[]".utf8
        default: text += body[tape.range(node)]
        }
    }
}
