import Vocabulary

extension Play {
    /// Tool calls whose arguments stop before their JSON does.
    static let badToolArguments = Play(.badToolArguments) { scene in
        var scene = scene
        for index in scene.answer.toolCalls.indices {
            let arguments = scene.answer.toolCalls[index].arguments
            scene.answer.toolCalls[index].arguments = String(arguments.dropLast()) + ", "
        }
        return scene.healthy()
    }
}
