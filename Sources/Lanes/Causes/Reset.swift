import Servers
import Vocabulary

extension Play {
    /// RST in place of an answer. The request has been read by then, which its sender cannot see: so
    /// the journal has it, and cases side by side do not strike each other.
    static let reset = Play(.reset) { _ in
        Performance(Score([TimedStep(after: .zero, .reset)]), status: nil, isWhole: false)
    }
}
