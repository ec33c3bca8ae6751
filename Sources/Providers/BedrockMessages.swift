import Documents
import Vocabulary

/// Messages as Converse has them: the system apart, the two speakers in turn, results of tools spoken by the user,
/// and images as data in a named format.
enum BedrockMessages {
    static func write(_ messages: [Message], to json: inout JSONWriter) {
        let system = messages.filter { $0.role == .system }
        if !system.isEmpty {
            json.key("system")
            json.beginArray()
            for message in system {
                let text = message.parts.joinedText
                guard !text.isEmpty else { continue }
                write(text: text, to: &json)
                if message.isKept { writeCachePoint(to: &json) }
            }
            json.endArray()
        }
        json.key("messages")
        json.beginArray()
        messages.forEachTurn { write($0, to: &json) }
        json.endArray()
    }

    /// A block of its own, behind what is to be kept.
    private static func writeCachePoint(to json: inout JSONWriter) {
        json.beginObject()
        json.object("cachePoint", "type", "default")
        json.endObject()
    }

    private static func write(_ turn: Turn, to json: inout JSONWriter) {
        json.beginObject()
        json.member("role", turn.isAssistant ? "assistant" : "user")
        json.key("content")
        json.beginArray()
        for (index, part) in turn.parts.enumerated() {
            write(part, to: &json)
            if turn.kept.contains(index) { writeCachePoint(to: &json) }
        }
        json.endArray()
        json.endObject()
    }

    private static func write(text: String, to json: inout JSONWriter) {
        json.beginObject()
        json.member("text", text)
        json.endObject()
    }

    private static func write(_ part: Message.Part, to json: inout JSONWriter) {
        switch part {
        case .text(let text):
            // An empty block is refused.
            if !text.isEmpty { write(text: text, to: &json) }
        case .image(let image):
            // It fetches nothing: an address is left out.
            guard let data = image.inline else { return }
            json.beginObject()
            json.key("image")
            json.beginObject()
            json.member("format", format(data.mediaType))
            json.key("source")
            json.beginObject()
            json.member("bytes", data.base64)
            json.endObject()
            json.endObject()
            json.endObject()
        case .toolCall(let id, let name, let arguments):
            json.beginObject()
            json.key("toolUse")
            json.beginObject()
            json.member("toolUseId", callID(id))
            json.member("name", name)
            json.key("input")
            FunctionTools.writeObject(arguments, to: &json)
            json.endObject()
            json.endObject()
        case .toolResult(let id, let text, let isError):
            json.beginObject()
            json.key("toolResult")
            json.beginObject()
            json.member("toolUseId", callID(id))
            json.key("content")
            json.beginArray()
            write(text: text, to: &json)
            json.endArray()
            if isError { json.member("status", "error") }
            json.endObject()
            json.endObject()
        }
    }

    /// `image/png` is `png` here; a kind that it does not know is left to be refused by name.
    private static func format(_ mediaType: String) -> String {
        let kind = mediaType.split(separator: "/").last.map(String.init) ?? mediaType
        return kind == "jpg" ? "jpeg" : kind
    }

    /// Letters, digits and a few marks, at most 64: another provider's id is made to fit, always in the same way.
    private static func callID(_ id: String) -> String {
        let fitting = id.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: ":"), UInt8(ascii: "-"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        if fitting.isEmpty || fitting.count > 64 { return SHA256.hexadecimal(of: id, digits: 32) }
        return String(decoding: fitting, as: UTF8.self)
    }
}
