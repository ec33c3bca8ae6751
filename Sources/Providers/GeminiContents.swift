import Documents
import Vocabulary

/// The messages of a prompt as Gemini's contents: neighbours of one role are one content, since results of
/// parallel calls must stand together.
struct GeminiContents {
    private let messages: [Message]
    private let model: GeminiModel
    /// A result is told by its function's name, which in a prompt stands with the call alone.
    private let names: [String: String]

    init(_ messages: [Message], _ model: GeminiModel) {
        self.messages = messages
        self.model = model
        var names: [String: String] = [:]
        for message in messages {
            for case .toolCall(let id, let name, _) in message.parts { names[id] = name }
        }
        self.names = names
    }

    func write(to json: inout JSONWriter) {
        json.key("contents")
        json.beginArray()
        messages.forEachTurn { turn in write(turn.parts, isModel: turn.isAssistant, to: &json) }
        json.endArray()
    }

    private func write(_ parts: [Message.Part], isModel: Bool, to json: inout JSONWriter) {
        json.beginObject()
        json.member("role", isModel ? "model" : "user")
        json.key("parts")
        json.beginArray()
        var isFirstCall = true
        for part in parts {
            json.beginObject()
            switch part {
            case .text(let text): json.member("text", text)
            case .image(let image): write(image, to: &json)
            case .toolCall(let id, let name, let arguments):
                writeCall(id, name, arguments, to: &json)
                if isFirstCall, model.wantsSignatures {
                    json.member("thoughtSignature", Self.noSignature)
                }
                isFirstCall = false
            case .toolResult(let id, let text, let isError):
                writeResult(id, text, isError: isError, to: &json)
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    /// From Gemini 3 on the first call of a turn is refused without the signature of the thought behind it.
    /// A prompt has none: this word stands in the documents for calls that another model made.
    private static let noSignature = "skip_thought_signature_validator"

    private func writeCall(
        _ id: String, _ name: String, _ arguments: String, to json: inout JSONWriter
    ) {
        json.key("functionCall")
        json.beginObject()
        if !id.isEmpty { json.member("id", id) }
        json.member("name", name)
        json.key("args")
        FunctionTools.writeObject(arguments, to: &json)
        json.endObject()
    }

    private func writeResult(
        _ id: String, _ text: String, isError: Bool, to json: inout JSONWriter
    ) {
        json.key("functionResponse")
        json.beginObject()
        if !id.isEmpty { json.member("id", id) }
        json.member("name", names[id] ?? id)
        json.key("response")
        if !isError, JSONCheck.isObject(text) {
            json.raw(text)
        } else {
            json.beginObject()
            json.member(isError ? "error" : "output", text)
            json.endObject()
        }
        json.endObject()
    }

    private func write(_ image: Message.Image, to json: inout JSONWriter) {
        switch image.decoded {
        case .url(let url):
            json.key("fileData")
            json.beginObject()
            if let type = Self.mediaType(of: url) { json.member("mimeType", type) }
            json.member("fileUri", url)
            json.endObject()
        case .data(let mediaType, let base64):
            json.key("inlineData")
            json.beginObject()
            json.member("mimeType", mediaType)
            json.member("data", base64)
            json.endObject()
        }
    }

    /// By the ending of its path; nil where it tells nothing.
    private static func mediaType(of url: String) -> String? {
        let path = url.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return endings.first { path.hasSuffix($0.ending) }?.type
    }

    private static let endings: [(ending: String, type: String)] = [
        (".png", "image/png"), (".jpg", "image/jpeg"), (".jpeg", "image/jpeg"),
        (".webp", "image/webp"), (".gif", "image/gif"), (".heic", "image/heic"),
        (".heif", "image/heif"),
    ]
}
