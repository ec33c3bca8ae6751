import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

@testable import Ledger

/// Real answers that say they were served in a cheaper tier, priced to the last unit.
@Suite(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
struct RecordedTierTests {
    private struct Recorded {
        var name: String
        var expected: [String: Any]
        var reading: Reading
    }

    private static func object(_ place: URL) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: try Data(contentsOf: place)) as? [String: Any] ?? [:]
    }

    /// Those of OpenAI whose body has this tier.
    private func recorded(in tier: String) throws -> [Recorded] {
        let place = try #require(Place.shared("recordings"))
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        return try names.filter { $0.hasPrefix("openai-") }.compactMap { name in
            let folder = place.appending(path: name)
            let body = [UInt8](try Data(contentsOf: folder.appending(path: "response.body")))
            guard
                String(decoding: body, as: UTF8.self).contains("\"service_tier\":\"\(tier)\"")
                    || String(decoding: body, as: UTF8.self).contains(
                        "\"service_tier\": \"\(tier)\"")
            else { return nil }
            let meta = try Self.object(folder.appending(path: "meta.json"))
            let isStreamed = meta["stream"] as? Bool ?? false
            let speaker = name.hasPrefix("openai-responses") ? "openai-responses" : "openai"
            let answer = AnswerReader(
                try #require(provider(named: speaker)).reader(isStreamed: isStreamed))
            answer.begin(
                status: 200,
                headers: [
                    "content-type": isStreamed ? "text/event-stream" : "application/json"
                ], at: Moment(nanoseconds: 1))
            _ = answer.take(body.span, at: Moment(nanoseconds: 2))
            var exchange = Exchange(queued: Moment(nanoseconds: 0))
            exchange.status = 200
            return Recorded(
                name: name,
                expected: try Self.object(folder.appending(path: "expected.json")),
                reading: answer.reading(exchange: exchange))
        }
    }

    @Test func `an answer in the flex tier costs what its counts come to at the flex rates`() throws
    {
        let answers = try recorded(in: "flex")
        #expect(answers.count >= 8)
        for answer in answers {
            let counts = try #require(answer.expected["usage"] as? [String: Any])
            func count(_ name: String) -> Int128 { Int128(counts[name] as? Int ?? 0) }
            let model = try #require(answer.expected["model"] as? String)
            let price = try #require(PriceBook.shipped.price(of: [model], at: "openai"))
            let flex = try #require(price.services["flex"])
            func rate(_ place: KeyPath<Rates, Rate?>) throws -> Int128 {
                Int128(
                    try #require(flex[keyPath: place] ?? price.rates[keyPath: place])
                        .nanosPerMillion)
            }
            let (read, written) = (count("cached_input_tokens"), count("cache_write_tokens"))
            let fresh = count("input_tokens") - read - written
            // In 10^-15 dollars, and no half of a billionth among them that could be rounded either way.
            var femtos = fresh * (try rate(\.input)) + count("output_tokens") * (try rate(\.output))
            if read > 0 { femtos += read * (try rate(\.cachedInput)) }
            if written > 0 { femtos += written * (try rate(\.cacheWrite)) }
            #expect(femtos.isMultiple(of: 1_000_000) || femtos % 1_000_000 != 500_000)
            let usage = try #require(answer.reading.usage)
            #expect(usage.tier == "flex", "\(answer.name)")
            let told = UsageRule.inclusive.canonical(usage)
            #expect(
                Pricing.cost(of: told, at: price)?.nanos == (femtos + 500_000) / 1_000_000,
                "\(answer.name)")
            var usual = told
            usual.tier = nil
            #expect(
                try #require(Pricing.cost(of: usual, at: price)).nanos
                    > #require(Pricing.cost(of: told, at: price)).nanos)
        }
    }
}
