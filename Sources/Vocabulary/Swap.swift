/// Something that was served in place of what was asked for, and costs another price: both costs, so that whoever has
/// the row needs no price list.
public struct Swap: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Another model than the leg's answered.
        case model
        /// Another service tier than the request asked for.
        case tier
        /// A service tier for which the price list has no price: then nobody asked for anything.
        case unlistedTier = "unlisted-tier"
    }

    public var kind: Kind
    /// A model as `provider:model` or as a gateway was asked for it, or a tier.
    public var asked: String
    public var served: String
    /// The leg's `provider:model`, where `asked` is a tier.
    public var model: String?
    /// Nil where nobody knows.
    public var cost: Money?
    /// What it would have cost as it was asked for; by the usual rates where its tier is not listed.
    public var costAsked: Money?

    public init(
        _ kind: Kind, asked: String, served: String, model: String? = nil, cost: Money?,
        costAsked: Money?
    ) {
        self.kind = kind
        self.asked = asked
        self.served = served
        self.model = model
        self.cost = cost
        self.costAsked = costAsked
    }
}
