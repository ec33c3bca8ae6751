import Servers
import Vocabulary

extension Play {
    /// The port takes no connection: nothing is played, the door is shut before the request comes. What
    /// still arrives came over a connection that was open, and is reset.
    static let refused = Play(.refused) { _ in
        Performance(Score([TimedStep(after: .zero, .reset)]), status: nil, isWhole: false)
    }
}
