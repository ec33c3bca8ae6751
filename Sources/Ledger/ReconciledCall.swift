public import Vocabulary

/// One call as both sides tell it: the leg that answered, and the gateway that passed its answer on.
public struct ReconciledCall: Sendable, Equatable {
    /// The leg's `provider:model`: margins may differ from model to model.
    public var model: String
    /// What the leg counted.
    public var counted: TokenCounts
    /// What the gateway told its caller, as sent; nil where it told nothing.
    public var told: Usage?
    /// What it says it charged, in dollars, as sent; nil where it says nothing.
    public var charged: String?
    /// The gateway itself calls a part of the charge its margin.
    public var namesMargin: Bool
    /// The list price of the model that answered; nil where it is not known.
    public var price: Price?
    public var circumstances: Circumstances
    /// Of the request's body.
    public var bodyBytes: Int
    public var isStreamed: Bool
    /// A number of its own, the same in whichever run or part of one it is taken.
    public var key: UInt64 = 0

    public init(
        model: String = "", counted: TokenCounts, told: Usage?, charged: String?,
        namesMargin: Bool = false, price: Price?, circumstances: Circumstances = .standard,
        bodyBytes: Int, isStreamed: Bool
    ) {
        self.model = model
        self.counted = counted
        self.told = told
        self.charged = charged
        self.namesMargin = namesMargin
        self.price = price
        self.circumstances = circumstances
        self.bodyBytes = bodyBytes
        self.isStreamed = isStreamed
    }
}
