import Vocabulary

extension Play {
    /// A whole stream that never says what it cost.
    static let noUsage = Play(.noUsage) { scene in
        scene.perform(scene.deltas.filter { if case .usage = $0 { false } else { true } })
    }
}
