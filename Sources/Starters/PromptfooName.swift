import Providers

/// promptfoo's names of what is asked, `openai:chat:gpt-5.4`, as a provider and a model here.
///
/// By promptfoo's registry of November 2026.
enum PromptfooName: Equatable {
    case model(provider: String, model: String)
    /// Why it is nothing that can be asked here.
    case foreign(String)

    static func read(_ id: String) -> PromptfooName {
        let parts = id.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            return .foreign("expected the name of a provider, a colon and a model")
        }
        let (head, rest) = (String(parts[0]), String(parts[1]))
        if programs.contains(head) || head.hasPrefix("http") {
            return .foreign("a program or a page is no provider here")
        }
        guard let provider = providers[head] ?? (isOwn(head) ? head : nil) else {
            return .foreign(
                head == "vertex"
                    ? "declare it: { provider: google, pin: MODEL }, and give its `base_url:`"
                    : "no provider of this name is known; one that speaks OpenAI's language is `generic`, with its `base_url:`"
            )
        }
        let steps = rest.split(separator: ":", maxSplits: 1).map(String.init)
        if let kind = steps.first, steps.count == 2 {
            if kind == "responses", let other = responses[provider] {
                return .model(provider: other, model: steps[1])
            }
            if chats.contains(kind) { return .model(provider: provider, model: steps[1]) }
            if others.contains(kind) {
                return .foreign("'\(kind)' is no chat, and suites ask chats only")
            }
        }
        if rest.hasPrefix("claude-agent-sdk") || rest.hasPrefix("claude-code") {
            return .foreign("an agent is no provider here")
        }
        return .model(provider: provider, model: rest)
    }

    private static func isOwn(_ name: String) -> Bool {
        allProviders.contains { $0.name == name && $0.name != Generic.name }
    }

    private static let providers = [
        "azureopenai": "azure", "alibaba": "qwen", "alicloud": "qwen", "aliyun": "qwen",
        "dashscope": "qwen", "moonshot": "kimi", "palm": "google", "llama.cpp": "llamacpp",
    ]
    private static let responses = ["openai": "openai-responses", "azure": "azure-responses"]
    private static let chats: Set<String> = ["chat", "messages", "converse", "responses"]
    private static let others: Set<String> = [
        "completion", "embedding", "embeddings", "assistant", "image", "moderation", "realtime",
        "video", "speech", "transcription", "live", "agents", "chatkit", "codex-sdk", "nova-sonic",
        "foundry-agent", "tts", "audio", "text",
    ]
    private static let programs: Set<String> = [
        "exec", "python", "golang", "ruby", "script", "webhook", "ws", "wss", "browser", "mcp",
        "echo", "promptfoo", "package", "sequence", "file",
    ]

    /// `{{env.NAME}}` and `{{ env['NAME'] }}` as `${NAME}`; all else as it stands, filters and other names with it, and
    /// its own `${` for itself.
    static func expanded(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        while let open = rest.firstRange(of: "{{"),
            let close = rest[open.upperBound...].firstRange(of: "}}")
        {
            let name = variable(
                rest[open.upperBound..<close.lowerBound].filter { !$0.isWhitespace })
            result += String(rest[..<open.lowerBound]).replacing("${", with: "$${")
            result += name.map { "${\($0)}" } ?? String(rest[open.lowerBound..<close.upperBound])
            rest = rest[close.upperBound...]
        }
        let isReference = result.isEmpty && rest.hasPrefix("${") && rest.hasSuffix("}")
        return result + (isReference ? String(rest) : String(rest).replacing("${", with: "$${"))
    }

    /// Whether an expanded text holds what a variable does, and nothing that a template has still to make.
    static func isReference(_ expanded: String) -> Bool {
        expanded.replacing("$${", with: "").contains("${") && !expanded.contains("{{")
    }

    /// `NAME` of `env.NAME` and `env['NAME']`, and of nothing else.
    private static func variable(_ inside: String) -> String? {
        for (start, end) in [("env.", ""), ("env['", "']"), ("env[\"", "\"]")]
        where inside.hasPrefix(start) && inside.hasSuffix(end) {
            let name = inside.dropFirst(start.count).dropLast(end.count)
            return !name.isEmpty && name.allSatisfy(isNameLetter) ? String(name) : nil
        }
        return nil
    }

    private static func isNameLetter(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_")
    }
}
