public import Vocabulary

/// Google's Gemini API. What a model takes depends on its version: see `GeminiModel`.
public struct Google: DialectProvider {
    public typealias Spoken = GeminiGenerate

    public static let name = "google"
    public static let summary = "Google Gemini, generateContent"
    public static let defaultBaseURL: String? = "https://generativelanguage.googleapis.com"
    public static let keyVariable: String? = "GEMINI_API_KEY"
    public static let otherKeyVariables = ["GOOGLE_API_KEY"]
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.header("x-goog-api-key")
    /// `modelVersion` names what answered: a fixed name is its own echo, a moving alias is resolved.
    public let echoRule = EchoRule.exact
    public let usageRule = UsageRule.reasoningBeside

    public init() {}

    /// There is no end mark: a stream that lacks one lacks its finish reason, and is told so already.
    public func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed, terminator: .note)
    }

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let taken = GeminiModel(model)
        var unsent: [Unsent] = []
        if prompt.format != .text, !taken.takesFormat(prompt) {
            unsent.append(Unsent("format", "refused beside tools before Gemini 3"))
        }
        if prompt.tools.contains(where: \.isStrict) {
            unsent.append(Unsent("strict", "not in this language"))
        }
        if prompt.parameters.parallelToolCalls != nil {
            unsent.append(Unsent("parallel_tool_calls", "not in this language"))
        }
        if let effort = prompt.parameters.effort, taken.thinking(for: effort) == nil {
            unsent.append(Unsent("effort", "taken from Gemini 2.5 on"))
        }
        if !prompt.metadata.isEmpty {
            unsent.append(Unsent("metadata", "labels are taken by Vertex AI only"))
        }
        unsent += prompt.parameters.unsentTier(
            prompt.parameters.tier(of: ["flex", "priority"], usual: "standard"),
            "flex, standard and priority are taken")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
