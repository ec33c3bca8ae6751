import Vocabulary

extension Play {
    /// The answer is in there, between sentences that nobody asked for.
    static let proseForJSON = Play(.proseForJSON) { scene in
        scene.saying("Sure! Here is what you asked for: \(scene.answer.text) Anything else?")
    }
}

extension Scene {
    /// The answer as it would be with these words in place of its own, and without its tool calls.
    func saying(_ text: String) -> Performance {
        var scene = self
        scene.answer = SimulatedAnswer(text: text)
        return scene.healthy()
    }
}
