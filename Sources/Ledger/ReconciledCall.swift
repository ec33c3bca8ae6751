package import Vocabulary

/// One call as both sides tell it: the leg that answered, and the gateway that passed its answer on.
package struct ReconciledCall: Sendable, Equatable {
    /// The leg's `provider:model`: margins may differ from model to model.
    package var model: String
    /// What the leg counted.
    package var counted: TokenCounts
    /// What the gateway told its caller, as sent; nil where it told nothing.
    package var told: Usage?
    /// What it says it charged, in dollars, as sent; nil where it says nothing.
    package var charged: String?
    /// The gateway itself calls a part of the charge its margin.
    package var namesMargin: Bool
    /// The list price of the model that answered; nil where it is not known.
    package var price: Price?
    package var circumstances: Circumstances
    /// Of the request's body.
    package var bodyBytes: Int
    package var isStreamed: Bool
    /// A number of its own, the same in whichever run or part of one it is taken.
    package var key: UInt64 = 0

    package init(
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
