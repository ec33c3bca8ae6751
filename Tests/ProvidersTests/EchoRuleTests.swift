import Testing
import Vocabulary

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

    @Test func `an alias of DeepSeek's is answered with the name it stands for`() {
        let rule = DeepSeek().echoRule
        let alias = "deepseek-v4-flash"
        #expect(rule.judge("deepseek-flash", asked: alias, pin: alias) == .pinned)
        #expect(rule.judge(alias, asked: alias, pin: alias) == .differs)
        let pro = "deepseek-v4-pro"
        #expect(rule.judge(pro, asked: pro, pin: pro) == .pinned)
        #expect(rule.judge("deepseek-flash", asked: pro, pin: pro) == .differs)
    }

    @Test(arguments: [
        ("qwen-plus", Echo.alias), ("qwen-plus-2025-09-11", .pinned), ("qwen3.8-max", .alias),
        ("qwen3.8-max-0902", .pinned), ("qwen3-32b", .alias),
        ("qwen3-235b-a22b-thinking-2507", .pinned), ("qwen-plus-latest", .alias),
    ])
    func `an echo of what was asked proves a dated name only`(name: String, expected: Echo) {
        #expect(Qwen().echoRule.judge(name, asked: name, pin: name) == expected)
        #expect(Qwen().echoRule.judge("qwen-flash", asked: name, pin: name) == .differs)
    }

    @Test func `GLM answers in lower case, Ark with the date`() {
        #expect(GLM().echoRule.judge("glm-4.7", asked: "GLM-4.7", pin: "GLM-4.7") == .pinned)
        #expect(GLM().echoRule.judge("glm-4.6", asked: "GLM-4.7", pin: "GLM-4.7") == .differs)
        let dated = "doubao-seed-2-1-pro-260628"
        let plain = "doubao-seed-2-1-pro"
        let ark = Doubao().echoRule
        #expect(ark.judge(dated, asked: dated, pin: dated) == .pinned)
        #expect(ark.judge(dated, asked: plain, pin: plain) == .pinned)
        #expect(ark.judge(dated, asked: "ep-1", pin: dated) == .pinned)
        #expect(ark.judge(dated, asked: "ep-1", pin: "ep-1") == .alias)
        #expect(ark.judge("doubao-seed-2-1-lite-260915", asked: plain, pin: plain) == .differs)
    }
}
