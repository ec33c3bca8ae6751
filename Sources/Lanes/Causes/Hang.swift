import Servers
import Vocabulary

extension Play {
    /// The request is read and never answered: nothing happens until the caller leaves, or until the bound
    /// ends the connection without a byte.
    static let hang = Play(.hang) { scene in
        let end = TimedStep(after: scene.stage.options.hangMax, .finish)
        return Performance(Score([end]), status: nil, isWhole: false)
    }
}
