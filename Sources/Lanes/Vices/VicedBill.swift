import Vocabulary

/// What a gateway of vice takes for a leg's list price, in 10^-15 dollars a token.
public struct VicedPrice: Sendable {
    public var input: Int128
    public var cached: Int128
    public var output: Int128

    public init(input: Int128, cached: Int128, output: Int128) {
        self.input = input
        self.cached = cached
        self.output = output
    }

    static let places = 15

    /// Of 2, 0.5 and 8 dollars a million, for models that nobody told a price of.
    public static let madeUp = VicedPrice(
        input: 2_000_000_000, cached: 500_000_000, output: 8_000_000_000)
}

/// What there is to bill of an answer: all that a gateway knows of it.
struct VicedBill: Sendable {
    let price: VicedPrice
    let input: Int
    /// Of the input.
    let cached: Int
    let output: Int
    let requestBytes: Int
    let isStreamed: Bool

    /// Nil for an answer that tells no tokens.
    init?(_ relayed: Relayed) {
        guard let usage = relayed.usage else { return nil }
        (input, cached, output) = usage
        price = relayed.model.flatMap { relayed.prices[$0] } ?? .madeUp
        requestBytes = relayed.requestBytes
        isStreamed = relayed.isStreamed
    }

    /// What the leg charges.
    var listed: Int128 { cost(fresh: input - cached, cached, output) }

    func cost(fresh: Int, _ cached: Int, _ output: Int) -> Int128 {
        price.input * Int128(fresh) + price.cached * Int128(cached) + price.output * Int128(output)
    }

    /// How many units have begun.
    func begun(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit }
}
