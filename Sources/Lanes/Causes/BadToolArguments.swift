import Documents
import Doors
import Vocabulary

extension Play {
    /// Tool calls whose arguments stop before their JSON does. Where the wire has an object for them and cannot
    /// stop in its middle, each value is of another kind than it was.
    static let badToolArguments = Play(.badToolArguments) { scene in
        var scene = scene
        let hasObject = scene.door.name == "gemini-generate"
        for index in scene.answer.toolCalls.indices {
            let arguments = scene.answer.toolCalls[index].arguments
            scene.answer.toolCalls[index].arguments =
                hasObject
                ? otherKinds(of: arguments) : String(arguments.dropLast()) + ", "
        }
        return scene.healthy()
    }

    /// A text for what is none, and a list for a text; of no value at all, one that nobody asked for.
    private static func otherKinds(of arguments: String) -> String {
        var tape = JSONTape()
        var json = JSONWriter()
        json.beginObject()
        var count = 0
        if (try? tape.read(arguments)) != nil {
            for (name, value) in tape.members(tape.root) {
                json.key(tape.string(name) ?? "")
                if tape.kind(value) == .string {
                    json.beginArray()
                    json.endArray()
                } else {
                    json.string("undefined")
                }
                count += 1
            }
        }
        if count == 0 { json.member("undefined", "undefined") }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
