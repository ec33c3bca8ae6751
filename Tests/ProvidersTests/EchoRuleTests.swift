import Testing

@testable import Providers

struct EchoRuleTests {
    @Test(arguments: [
        ("gpt-4.1", Optional("gpt-4.1-2025-04-14"), Echo.pinned), ("gpt-4.1", "gpt-4.1", .pinned),
        ("gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14", .pinned),
        ("gpt-4.1-2025-04-14", "gpt-4.1-2025-05-01", .differs),
        ("gpt-4.1", "gpt-4.1-mini-2025-04-14", .differs), ("gpt-4.1", "gpt-4.1-nano", .differs),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929", .pinned),
        ("claude-3-5-haiku-latest", "claude-3-5-haiku-20241022", .pinned),
        ("claude-opus-4", "claude-opus-4-8", .differs), ("gpt-4.1", nil, .missing),
        ("gpt-4.1", "", .missing),
    ])
    func `a dated snapshot is its alias's pin`(pin: String, echo: String?, expected: Echo) {
        #expect(EchoRule.datedSuffix.judge(echo, asked: pin, pin: pin) == expected)
    }

    @Test(arguments: [
        ("deepseek/deepseek-v3.2", Echo.pinned), ("deepseek-v3.2", .pinned),
        ("DeepSeek/DeepSeek-V3-2:free", .pinned), ("fast-chat", .alias), ("qwen3", .differs),
    ])
    func `a gateway spells names its own way, and an alias proves nothing`(
        echo: String, expected: Echo
    ) {
        let found = EchoRule.gateway.judge(echo, asked: "fast-chat", pin: "deepseek-v3.2")
        #expect(found == expected)
    }

    @Test func `an exact echo is exact`() {
        #expect(EchoRule.exact.judge("m", asked: "a", pin: "m") == .pinned)
        #expect(EchoRule.exact.judge("m-20250101", asked: "a", pin: "m") == .differs)
    }
}
