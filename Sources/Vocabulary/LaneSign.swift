/// What a piece of an answer brings to the lane that it passes.
public enum LaneSign: Sendable {
    case content
    /// Why the model stopped.
    case finish
    case usage
}
