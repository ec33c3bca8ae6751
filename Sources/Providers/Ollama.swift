package import Vocabulary

/// An Ollama server in its own language; the cloud of the same name takes a key.
package struct Ollama: Provider {
    package static let name = "ollama"
    package static let summary = "Ollama, its own chat"
    package static let defaultBaseURL: String? = "http://127.0.0.1:11434"
    package static let keyVariable: String? = "OLLAMA_API_KEY"
    package static let proofs: [Proof] = [.recordings, .sdk]

    package let authorization = Authorization.bearer
    package let echoRule = EchoRule.exact
    /// It counts neither cached nor reasoning tokens apart.
    package let usageRule = UsageRule.inclusive
    private let chat = OllamaChat()

    package init() {}

    package var dialect: any Dialect { chat }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        chat.request(for: prompt, to: model, stream: stream, at: endpoint, authorization)
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        var unsent: [Unsent] = []
        switch prompt.toolChoice {
        case nil, .auto, .some(.none): break
        case .required, .named:
            unsent.append(Unsent("tool_choice", "there is no choice of tools in this language"))
        }
        if prompt.parameters.parallelToolCalls != nil {
            unsent.append(Unsent("parallel_tool_calls", "not in this language"))
        }
        if prompt.tools.contains(where: \.isStrict) {
            unsent.append(Unsent("strict", "schemas of tools are never binding here"))
        }
        if prompt.hasImageAddress {
            unsent.append(Unsent("image", "taken as data, not by address"))
        }
        if !prompt.metadata.isEmpty { unsent.append(Unsent("metadata", "not in this language")) }
        return unsent
    }

    package func trigger(for error: ProviderError) -> Trigger {
        Self.errorWords.trigger(for: error)
    }

    private static let errorWords = ErrorWords(phrases: [("usage limit, upgrade", .quota)])
}
