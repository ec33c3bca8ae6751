import Documents
import GatewayMaps
import Providers
import Vocabulary

/// The prices that a routes file gives under `models:`, for what the gateway counts against its clients'
/// budgets.
struct DeclaredPrices: Sendable {
    private struct Price: Sendable {
        var input: NanoDollars
        var output: NanoDollars
    }

    private struct Key: Hashable {
        var provider: String
        var pin: String
    }

    private let prices: [Key: Price]

    init(_ map: RouteMap) {
        var prices: [Key: Price] = [:]
        for model in map.models {
            guard let price = model.price, let input = NanoDollars(price.input),
                let output = NanoDollars(price.output)
            else { continue }
            prices[Key(provider: model.provider, pin: model.pin)] = Price(
                input: input, output: output)
        }
        self.prices = prices
    }

    /// In thousand-millionths of a US dollar, rounded half to even; what comes out of a cache costs what other
    /// input costs, since the file gives no price for it.
    func cost(provider name: String, pin: String, usage: Usage) -> Int64? {
        guard let price = prices[Key(provider: name, pin: pin)],
            let counts = provider(named: name)?.usageRule.canonical(usage),
            let input = counts.inputTotal, let output = counts.output, input >= 0, output >= 0
        else { return nil }
        let millionths =
            Int128(input) * Int128(price.input.count) + Int128(output) * Int128(price.output.count)
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        let isUp = rest > 500_000 || (rest == 500_000 && !whole.isMultiple(of: 2))
        return Int64(exactly: isUp ? whole + 1 : whole)
    }

    /// What keys with a budget may spend uncounted.
    func warnings(for map: RouteMap) -> String {
        let budgeted = map.keys.filter { $0.budget != nil }
        var unpriced: [String] = []
        for leg in map.legs where prices[Key(provider: leg.provider, pin: leg.pin)] == nil {
            let name = "\(leg.provider):\(leg.pin)"
            if !unpriced.contains(name) { unpriced.append(name) }
        }
        guard !budgeted.isEmpty, !unpriced.isEmpty else { return "" }
        let names = budgeted.map { "'\($0.name)'" }.joined(separator: ", ")
        return DiagnosticText.render([
            Diagnostic(
                "no price is known for \(unpriced.joined(separator: ", ")): what is asked there does "
                    + "not count against the budget of \(names)",
                hint: "models: { NAME: { price: { input: \"0.25\", output: \"2.00\" } } }",
                severity: .warning)
        ])
    }
}
