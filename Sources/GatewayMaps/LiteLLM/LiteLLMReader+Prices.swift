import Documents
import Ledger
import Vocabulary

// What a deployment says of its price, and what LiteLLM makes of that.
extension LiteLLMReader {
    /// The parameters' rates count before those of `model_info`. With one of the two rates for text the other is
    /// nothing; what else is not said is as LiteLLM's own list has it, and as ours.
    func price(
        _ parameters: Node, _ info: Node?, of provider: LiteLLMProvider?, _ upstream: String
    ) -> LiteLLMPrice? {
        let rates = written(parameters, info)
        let base = info?["base_model"]
        let listed = listed(base.flatMap(resolved), of: provider, upstream)
        guard let first = rates[LiteLLMRates.input] ?? rates[LiteLLMRates.output] else {
            guard let second = LiteLLMRates.seconds.lazy.compactMap({ rates[$0] }).first else {
                for written in rates.values.sorted(by: {
                    $0.key.location.line < $1.key.location.line
                }) {
                    warn(
                        .withoutEffect,
                        "'\(written.key.text ?? "")' counts beside '\(LiteLLMRates.input)' only: "
                            + "LiteLLM takes the whole price from its own list", at: written.key)
                }
                guard let base, let price = listed?.price else { return nil }
                return LiteLLMPrice(price: price, location: base.location)
            }
            return LiteLLMPrice(price: nil, location: second.key.location)
        }
        var price = Price(
            Money.dollars,
            Rates(input: Rate(nanosPerMillion: 0), output: Rate(nanosPerMillion: 0)))
        var usual = Rates()
        if let own = listed?.price?.rates {
            (usual.cachedInput, usual.cacheWrite) = (own.cachedInput, own.cacheWrite)
            (usual.cacheWriteLong, usual.audio) = (own.cacheWriteLong, own.audio)
        }
        for (name, place) in LiteLLMRates.tokens {
            if let rate = rates[name]?.rate { price.rates[keyPath: place] = rate }
        }
        price.rates = price.rates.filled(from: usual)
        price.tiers = tiers(rates)
        check(rates, price, against: listed, at: first.key)
        return LiteLLMPrice(price: price, location: first.key.location)
    }

    /// LiteLLM looks a model up by `base_model` where there is one: a deployment's own name says nothing.
    private func listed(
        _ base: String?, of provider: LiteLLMProvider?, _ upstream: String
    ) -> ListedModel? {
        let taken = base.flatMap { LiteLLMProvider.taken(apart: $0, custom: nil) }
        let name = taken?.upstream ?? base ?? upstream
        guard let lane = (taken?.provider ?? provider)?.lane else { return nil }
        return PriceBook.shipped.model(name, of: lane, currency: Money.dollars)
    }

    /// A rate as it stands in the file.
    private struct Written {
        var key: Node
        var rate: Rate
    }

    private func written(_ parameters: Node, _ info: Node?) -> [String: Written] {
        var rates: [String: Written] = [:]
        for section in [parameters, info].compactMap(\.self) {
            for (key, value) in section.entries ?? [] {
                guard let name = key.text, LiteLLMRates.isPrice(name), rates[name] == nil,
                    !value.isNull, let text = resolved(value)
                else { continue }
                guard let rate = Self.rate(text) else {
                    mistakes.add(
                        "expected an amount of dollars for '\(name)', found \(value.shown)",
                        at: value, hint: "for one token: 2.5e-06 is 2.50 dollars per million")
                    continue
                }
                rates[name] = Written(key: key, rate: rate)
            }
        }
        return rates
    }

    /// Of one token, in dollars, as YAML and Python write it. Digits beyond 10^-15 dollars are dropped: they are
    /// what binary fractions leave behind.
    private static func rate(_ text: String) -> Rate? {
        guard let scaled = DecimalText.scaled(text, places: Money.places + 6),
            (0...rateMax).contains(scaled.value)
        else { return nil }
        return Rate(nanosPerMillion: Int64(scaled.value))
    }

    /// A thousand dollars a token: who means a million of them writes less.
    private static let rateMax: Int128 = 1_000 * 1_000_000 * 1_000_000_000

    private func tiers(_ rates: [String: Written]) -> [Price.Tier] {
        var tiers: [Int: Rates] = [:]
        for (key, written) in rates {
            guard let (name, above) = LiteLLMRates.tier(key),
                let place = LiteLLMRates.tokens.first(where: { $0.name == name })?.place
            else { continue }
            tiers[above, default: Rates()][keyPath: place] = written.rate
        }
        return tiers.sorted { $0.key < $1.key }.map { Price.Tier(above: $0.key, $0.value) }
    }

    // MARK: What is odd about it

    private func check(
        _ rates: [String: Written], _ price: Price, against listed: ListedModel?, at key: Node
    ) {
        for (one, other) in [
            (LiteLLMRates.input, LiteLLMRates.output), (LiteLLMRates.output, LiteLLMRates.input),
        ] where rates[one] != nil && rates[other] == nil {
            warn(
                .wrongPrice,
                "there is no '\(other)' beside it: LiteLLM counts it as nothing", at: key,
                hint: "write both")
        }
        guard let listed, let own = listed.price else { return }
        for (name, place) in LiteLLMRates.tokens {
            guard let written = rates[name], let rate = own.rates[keyPath: place] else { continue }
            compare(written, with: rate, of: listed)
        }
    }

    private func compare(_ written: Written, with rate: Rate, of listed: ListedModel) {
        let (here, there) = (
            Int128(written.rate.nanosPerMillion), Int128(rate.nanosPerMillion)
        )
        // What somebody has rounded to three digits is the same.
        guard abs(here - there) * 200 > max(here, there) else { return }
        let isOtherOrder = here >= there * 10 || here * 10 <= there
        warn(
            isOtherOrder ? .wrongPrice : .otherPrice,
            "'\(written.key.text ?? "")' is \(written.rate.text) dollars per million here, and "
                + "\(rate.text) by the list for \(listed.provider):\(listed.pin) "
                + "(\(listed.source), \(listed.asOf.text)): LiteLLM reports what stands here",
            at: written.key,
            hint: isOtherOrder
                ? "it counts for one token: \(Self.perToken(rate)) is \(rate.text) per million"
                : "right where it is what you have agreed on")
    }

    private static func perToken(_ rate: Rate) -> String {
        DecimalText.text(Int128(rate.nanosPerMillion), places: Money.places + 6)
    }
}
