import Ledger
import Testing
import Vocabulary

@testable import GatewayMaps

// What LiteLLM 1.109.1 asked its providers for was seen in front of simulated ones.

@Test(arguments: [
    ("anthropic/*", "anthropic/*", "anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4-5"),
    ("claude-*", "anthropic/claude-*", "claude-haiku-4-5", "anthropic/claude-haiku-4-5"),
    ("*", "openai/*", "gpt-5.4", "openai/gpt-5.4"),
    ("my-*-and-*", "openai/*-*", "my-a-and-b", "openai/a-b"),
    // Stars are greedy, the first of them first.
    ("*-*", "openai/*/*", "a-b-c", "openai/a-b/c"),
    // More pieces than places: the name itself.
    ("x/*/*", "openai/*", "x/a/b", "x/a/b"),
])
func `the pieces of a name go to the places of a model's stars`(
    pattern: String, written: String, name: String, model: String
) {
    #expect(LiteLLMWildcard(pattern).model(written, askedAs: name) == model)
}

@Test func `a name that does not fit has no pieces`() {
    #expect(LiteLLMWildcard("claude-*").segments(of: "gpt-5.4") == nil)
    #expect(LiteLLMWildcard("*-mini").segments(of: "gpt-5.4") == nil)
    #expect(LiteLLMWildcard("*").segments(of: "") == [""])
}

@Test(arguments: [
    ("anthropic/*", "anthropic/*", "anthropic/claude-haiku-4-5-20251001"),
    ("claude-*", "anthropic/claude-*", "claude-haiku-4-5-20251001"),
    ("*", "anthropic/*", "claude-haiku-4-5-20251001"),
])
func `a wildcard that another group leads to is pinned by the name that leads there`(
    group: String, model: String, target: String
) throws {
    let config = try chain(
        ["chat": "openai/gpt-5.4-mini", group: model],
        "router_settings: { fallbacks: [{ chat: [\"\(target)\"] }] }")
    let predictor = LiteLLMPredictor(config, said: said)
    let leg = LegID(route: group, index: 0)
    #expect(predictor.pins(of: leg, askingFor: "chat") == ["claude-haiku-4-5-20251001"])
    #expect(predictor.pins(of: LegID(route: "chat", index: 0), askingFor: "chat") == nil)
    // Asked for by itself it serves whatever is asked: a model that there is, and that has a price.
    let own = try #require(predictor.pins(of: leg, askingFor: predictor.name(for: group)))
    #expect(own.count == 1 && own[0].hasPrefix("claude-"))
    #expect(PriceBook.shipped.price(of: own, at: "anthropic") != nil, "\(own)")
}

@Test func `two names that lead to one wildcard are both right, and an alias of it tells nothing`()
    throws
{
    let config = try chain(
        ["chat": "openai/gpt-5.4-mini", "anthropic/*": "anthropic/*", "fixed-*": "openai/gpt-5.4"],
        """
        router_settings:
          fallbacks: [{ chat: [anthropic/claude-haiku-4-5, anthropic/claude-opus-5, fixed-a] }]
          model_group_alias: { any: "anthropic/*" }
        """)
    let predictor = LiteLLMPredictor(config, said: said)
    let leg = LegID(route: "anthropic/*", index: 0)
    #expect(
        predictor.pins(of: leg, askingFor: "chat") == ["claude-haiku-4-5", "claude-opus-5"])
    #expect(predictor.pins(of: leg, askingFor: "any") == [])
    #expect(
        predictor.pins(of: LegID(route: "fixed-*", index: 0), askingFor: "chat") == nil,
        "its own pin says what it asks for")
}
