import Vocabulary

extension Play {
    /// The whole answer, when nobody waits for it any more.
    static let slowHeaders = Play(.slowHeaders) { $0.healthy().delayed(by: $0.stage.late) }
}
