import Vocabulary

extension Play {
    /// The model declines, in the form that its provider has for that.
    static let refusal = Play(.refusal) { scene in
        scene.perform(
            scene.deltas.compactMap { delta in
                switch delta {
                case .text, .reasoning, .toolStart, .toolArguments: nil
                case .finish: .finish(Finish(raw: "refusal", reason: .refusal))
                case .role: .role("assistant")
                default: delta
                }
            }.refusing("I'm sorry, but I can't help with that."))
    }
}

extension [Delta] {
    /// With the refusal where the content would be: before the finish reason.
    fileprivate func refusing(_ words: String) -> [Delta] {
        guard let end = firstIndex(where: { if case .finish = $0 { true } else { false } }) else {
            return self
        }
        var refusing = self
        refusing.insert(.refusal(words), at: end)
        return refusing
    }
}
