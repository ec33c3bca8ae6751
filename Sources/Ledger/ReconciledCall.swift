package import Vocabulary

/// One call as both sides tell it: the leg that answered, and the gateway that passed its answer on.
package struct ReconciledCall: Sendable, Equatable {
    /// What the leg counted.
    package var counted: TokenCounts
    /// What the gateway told its caller, as sent; nil where it told nothing.
    package var told: Usage?
    /// What it says it charged, as sent, in the price's currency; nil where it says nothing.
    package var charged: String?
    /// The list price of the model that answered.
    package var price: Price
    package var circumstances: Circumstances
    /// Of the request's body.
    package var bodyBytes: Int
    package var isStreamed: Bool

    package init(
        counted: TokenCounts, told: Usage?, charged: String?, price: Price,
        circumstances: Circumstances = .standard, bodyBytes: Int, isStreamed: Bool
    ) {
        self.counted = counted
        self.told = told
        self.charged = charged
        self.price = price
        self.circumstances = circumstances
        self.bodyBytes = bodyBytes
        self.isStreamed = isStreamed
    }
}
