import Providers
import Testing
import Vocabulary

@testable import Runs

private func leg(_ provider: String, _ pin: String, _ index: Int = 0) -> Leg {
    Leg(
        id: LegID(route: "chat", index: index), provider: provider, model: pin, pin: pin,
        timeout: .seconds(1))
}

@Test(arguments: [
    ("gpt-5.4-mini", "gpt-4o-mini-2024-07-18"), ("openai/gpt-5.4-mini", "gpt-5.4"),
    ("claude-opus-5", "anthropic/claude-haiku-4.5"), ("gpt-5.4-mini", "deepseek-v4-flash"),
    ("gpt-4o-2024-11-20", "gpt-4o-2024-05-13"),
])
func `behind a URL one known model in place of another is seen`(asked: String, told: String) {
    #expect(ModelFamilies.served(told, asked: asked) == Served(echo: .differs, pin: asked))
}

@Test(arguments: [
    // Aliases that nobody knows, and names of deployments.
    ("fast-chat", "gpt-4o-mini-2024-07-18"), ("azure/gpt-5.4", "gpt-4o-2024-11-20"),
    // What answers is not known.
    ("gpt-5.4-mini", "assistant"), ("gpt-5.4-mini", "some-finetune-7"),
    // A name whose model is gone leads on to another.
    ("deepseek-chat", "deepseek-flash"),
    ("gpt-5.4-mini", ""), ("gpt-5.4-mini", "gpt-5.4-mini"),
])
func `behind a URL nothing is claimed of names that may stand for anything`(
    asked: String, told: String
) {
    #expect(ModelFamilies.served(told, asked: asked) == nil)
}

@Test(arguments: [
    ("gpt-5.4-mini", "gpt-5.4-mini-2026-03-17"), ("openai/gpt-5.4-mini", "gpt-5.4-mini"),
    ("gpt-5.4-mini", "openai/gpt-5.4-mini:floor"),
    ("anthropic/claude-haiku-4.5", "claude-haiku-4-5-20251001"),
    ("claude-haiku-4-5", "anthropic/claude-4.5-haiku-20251001"),
    ("deepseek-v4-flash", "deepseek/deepseek-flash"), ("kimi-2.6", "moonshotai/kimi-k2.6"),
    ("qwen3-max", "qwen3-max-2026-01-23"), ("minimax/minimax-m2.5", "MiniMax-M2.5"),
    ("doubao-seed-2-1-pro", "doubao-seed-2-1-pro-260915"),
    ("gpt-4o-2024-11-20", "gpt-4o"),
])
func `a snapshot, a maker's prefix and another spelling are the same model`(
    asked: String, told: String
) {
    #expect(ModelFamilies.areOne(asked, told))
    #expect(ModelFamilies.served(told, asked: asked)?.echo != .differs)
}

@Test func `what the routes file has for an alias counts, any of its legs`() {
    let legs = [leg("openai", "gpt-5.4-mini"), leg("anthropic", "claude-haiku-4-5", 1)]
    func echo(_ told: String, _ legs: [Leg]) -> Echo? {
        ModelFamilies.served(told, asked: "fast-chat", legs: legs)?.echo
    }
    #expect(echo("gpt-5.4-mini-2026-03-17", legs) == .pinned)
    #expect(echo("anthropic/claude-haiku-4.5", legs) == .pinned)
    #expect(echo("gpt-4o-mini-2024-07-18", legs) == .differs)
    #expect(echo("some-finetune", legs) == nil)
    #expect(echo("gpt-4o-mini-2024-07-18", [leg("azure", "prod-chat")]) == nil)
    #expect(echo("gpt-4o-mini-2024-07-18", [leg("openai", "my-finetune")]) == nil)
}

@Test func `of several pins any is right`() {
    let pins = ["claude-haiku-4-5", "claude-opus-5"]
    func served(_ echo: String?, _ pins: [String]) -> Served? {
        EchoRule.gateway.served(echo, asked: "chat", pins: pins)
    }
    #expect(served("claude-opus-5", pins) == Served(echo: .pinned, pin: "claude-opus-5"))
    #expect(served("gpt-5.4", pins) == Served(echo: .differs, pin: "claude-haiku-4-5"))
    #expect(served("chat", pins)?.echo == .alias)
    #expect(served("gpt-5.4", []) == nil, "where no pin is known nothing differs")
}
