import Foundation
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

@testable import Ledger

struct PriceBookTests {
    /// Retired, and so without a price that anybody could pay.
    private static let unpriced: Set<String> = ["deepseek-chat", "deepseek-reasoner"]

    @Test
    func
        `every model of the catalogue has a row, found by its pin, with the same day of retirement`()
    {
        for model in catalogue {
            let byPin = PriceBook.shipped.model(model.pin, of: model.provider)
            #expect(byPin != nil, "\(model.pin)")
            let price = PriceBook.shipped.price(of: [model.pin, model.name], at: model.provider)
            #expect((price == nil) == Self.unpriced.contains(model.name), "\(model.name)")
            #expect(byPin?.shutdown?.text == model.shutdown, "\(model.name)")
        }
    }

    @Test func `a name belongs to its provider`() {
        let book = PriceBook.shipped
        #expect(book.model("gpt-5.4", of: "anthropic") == nil)
        #expect(book.model("no-such-model", of: "openai") == nil)
        #expect(book.price(of: ["gpt-5.4", "x"], at: "openai")?.rates.output == "15")
        #expect(book.price(of: ["x", "gpt-5.4"], at: "openai")?.rates.output == "15")
        #expect(book.price(of: ["deepseek-chat"], at: "deepseek") == nil)
    }

    @Test func `a model that is sold in two currencies has the first one's price unless asked`() {
        let book = PriceBook.shipped
        #expect(book.price(of: ["deepseek-flash"], at: "deepseek")?.currency == "USD")
        let mainland = book.price(of: ["deepseek-flash"], at: "deepseek", currency: "CNY")
        #expect(mainland?.rates.input == "2")
        #expect(book.price(of: ["glm-5.3"], at: "glm", currency: "CNY")?.rates.output == "28")
        #expect(book.price(of: ["gpt-5.4"], at: "openai", currency: "CNY") == nil)
    }

    @Test func `what runs on the user's machine costs nothing`() {
        let price = PriceBook.shipped.price(of: ["llama3"], at: "ollama")
        #expect(
            price.flatMap {
                Pricing.cost(of: TokenCounts(inputFresh: 9, cacheRead: 4, output: 9), at: $0)
            } == Money("0", "USD"))
        #expect(PriceBook.shipped.price(of: ["llama3"], at: "openrouter") == nil)
    }

    @Test func `what the user says comes first, for one provider or for all`() {
        let own = Price("EUR", Rates(input: "7", output: "8"))
        let book = PriceBook.shipped.overridden(by: [
            PriceOverride(provider: "openai", model: "gpt-5.4", .price(own), source: "a.yaml:3"),
            PriceOverride(model: "house-model", .price(own), source: "a.yaml:9"),
        ])
        #expect(book.price(of: ["gpt-5.4"], at: "openai") == own)
        #expect(book.price(of: ["gpt-5.4"], at: "azure") == nil)
        #expect(book.price(of: ["house-model"], at: "openrouter") == own)
        #expect(book.model("house-model", of: "x")?.source == "a.yaml:9")
        #expect(book.model("house-model", of: "x")?.proof == .user)
        #expect(book.price(of: ["gpt-5.5"], at: "openai") != nil)
        // By the user's name for it, though the shipped list knows its pin.
        #expect(book.price(of: ["gpt-5.4-2026-03-05", "gpt-5.4"], at: "openai") == own)
    }

    @Test func `no name of a provider stands for two rows of one currency`() {
        var seen: Set<String> = []
        for row in PriceBook.shipped.models {
            for name in [row.pin] + row.aliases {
                let key = "\(row.provider) \(name) \(row.price?.currency ?? "-")"
                #expect(seen.insert(key).inserted, "\(key)")
            }
        }
    }

    @Test func `tiers rise, and no row lacks where it comes from`() {
        for row in PriceBook.shipped.models {
            let tiers = row.price?.tiers.map(\.above) ?? []
            #expect(tiers == tiers.sorted())
            #expect(!row.source.isEmpty)
            guard let price = row.price else { continue }
            #expect(price.rates.input != nil && price.rates.output != nil, "\(row.pin)")
        }
    }

    private static let reference = Place.shared("data/prices.json")

    @Test(.enabled(if: reference != nil))
    func `rows are those of the reference, rate by rate`() throws {
        let place = try #require(Self.reference)
        let file = try JSONSerialization.jsonObject(with: Data(contentsOf: place))
        let listed = try #require((file as? [String: Any])?["models"] as? [[String: Any]])
        #expect(listed.count == PriceBook.shipped.models.count)
        for entry in listed {
            let id = try #require(entry["id"] as? String)
            let provider = try #require(entry["provider"] as? String)
            let known = ["gemini": "google", "bigmodel": "glm"][provider] ?? provider
            let currency = entry["currency"] as? String
            let isPriced = entry["input"] is String
            let row = try #require(
                PriceBook.shipped.models.first {
                    $0.provider == known && $0.pin == id
                        && (!isPriced || $0.price?.currency == currency)
                }, "\(id)")
            #expect(row.context == entry["context_window"] as? Int, "\(id)")
            #expect(row.maxInput == entry["max_input"] as? Int, "\(id)")
            #expect(row.maxOutput == entry["max_output"] as? Int, "\(id)")
            #expect(row.shutdown?.text == entry["shutdown_date"] as? String, "\(id)")
            #expect(row.asOf.text == entry["as_of"] as? String, "\(id)")
            guard let price = row.price else {
                #expect(!isPriced, "\(id)")
                continue
            }
            compare(price.rates, entry, id)
            let tiers = entry["tiers"] as? [[String: Any]] ?? []
            #expect(price.tiers.map(\.above) == tiers.map { $0["above_input_tokens"] as? Int ?? 0 })
            for (tier, told) in zip(price.tiers, tiers) { compare(tier.rates, told, id) }
            compare(price.batch, entry["batch"], id)
            let services = entry["service_tiers"] as? [String: Any] ?? [:]
            #expect(Set(price.services.keys) == Set(services.keys), "\(id)")
            for (name, rates) in price.services { compare(rates, services[name], id) }
            let factors = entry["multipliers"] as? [String: String] ?? [:]
            #expect(
                Set(price.factors.values) == Set(factors.values.map { Factor(text: $0) ?? "0" }),
                "\(id)")
            #expect(price.factors.count == factors.count, "\(id)")
            compare(price.offPeak?.rates, entry["off_peak"], id)
            let changes = entry["scheduled_change"] as? [[String: Any]] ?? []
            #expect(price.changes.map(\.from.text) == changes.map { $0["from"] as? String ?? "" })
            for (change, told) in zip(price.changes, changes) { compare(change.rates, told, id) }
        }
    }

    private func compare(_ rates: Rates?, _ told: Any?, _ id: String) {
        guard let rates, let told = told as? [String: Any] else {
            #expect(rates == nil && told == nil, "\(id)")
            return
        }
        let pairs: [(String, Rate?)] = [
            ("input", rates.input), ("cached_input", rates.cachedInput),
            ("cache_write", rates.cacheWrite), ("cache_write_long", rates.cacheWriteLong),
            ("output", rates.output), ("output_thinking", rates.outputThinking),
            ("audio_input", rates.audio), ("cached_audio_input", rates.cachedAudio),
        ]
        for (key, rate) in pairs {
            #expect(rate == (told[key] as? String).flatMap { Rate(text: $0) }, "\(id) \(key)")
        }
    }

    @Test
    func `a model is priced by the name in an answer, whoever served it, if there is one price`() {
        let book = PriceBook.shipped
        let mini = book.price(of: ["gpt-5.4-mini"], at: "openai")
        #expect(mini != nil)
        for name in ["gpt-5.4-mini", "openai/gpt-5.4-mini"] {
            #expect(book.price(served: name) == mini, "\(name)")
        }
        #expect(book.price(served: "no-such-model") == nil)
        let dearer = book.overridden(
            by: [
                PriceOverride(
                    provider: "azure", model: "gpt-5.4-mini",
                    .price(Price("USD", Rates(input: "9", output: "9"))), source: "r.yaml:1")
            ])
        #expect(dearer.price(served: "gpt-5.4-mini") == nil, "nobody knows which of the two")
    }
}
