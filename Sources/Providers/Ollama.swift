public import Vocabulary

/// An Ollama server in its own language; the cloud of the same name takes a key.
public struct Ollama: DialectProvider {
    public typealias Spoken = OllamaChat

    public static let name = "ollama"
    public static let summary = "Ollama, its own chat"
    public static let defaultBaseURL: String? = "http://127.0.0.1:11434"
    public static let keyVariable: String? = "OLLAMA_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.bearer
    public let echoRule = EchoRule.exact
    /// It counts neither cached nor reasoning tokens apart.
    public let usageRule = UsageRule.inclusive

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
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
        unsent += prompt.parameters.unsentTier(nil, "not in this language")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger {
        Self.errorWords.trigger(for: error)
    }

    private static let errorWords = ErrorWords(phrases: [("usage limit, upgrade", .quota)])
}
