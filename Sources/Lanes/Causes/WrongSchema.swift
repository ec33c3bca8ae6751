import Documents
import Vocabulary

extension Play {
    /// Well-formed JSON whose members have other names than were asked for.
    static let wrongSchema = Play(.wrongSchema) { $0.saying(WrongSchema.renamed($0.answer.text)) }
}

enum WrongSchema {
    static func renamed(_ text: String) -> String {
        var tape = JSONTape()
        guard (try? tape.read(text)) != nil, tape.kind(tape.root) == .object else {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("result", text)
            writer.endObject()
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in tape.members(tape.root) {
            writer.key((tape.string(key) ?? tape.text(key)) + "_value")
            writer.raw(tape.text(value))
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
