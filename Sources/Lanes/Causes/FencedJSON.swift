import Vocabulary

extension Play {
    /// The answer between Markdown's fences, which no JSON parser takes.
    static let fencedJSON = Play(.fencedJSON) { scene in
        scene.saying("```json\n\(scene.answer.text)\n```")
    }
}
