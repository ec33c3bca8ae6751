import Vocabulary

extension Play {
    /// A whole stream that never says what it cost.
    static let noUsage = Play(
        .noUsage,
        onTheWay: .events(spoils: false) { if $0.signs.contains(.usage) { $0.hideUsage() } }
    ) { scene in
        scene.perform(scene.deltas.filter { if case .usage = $0 { false } else { true } })
    }
}

extension PassingEvent {
    /// Wherever a wire language has its counts: of its events no other says how many tokens there were.
    fileprivate mutating func hideUsage() {
        edit { text in
            for place in [
                "/usage", "/message/usage", "/response/usage", "/delta/usage", "/usageMetadata",
                "/prompt_eval_count", "/eval_count",
            ] { text.removeAll(place) }
        }
    }
}
