public import Vocabulary

/// Mistral itself.
public struct Mistral: DialectProvider {
    public typealias Spoken = MistralChat

    public static let name = "mistral"
    public static let summary = "Mistral, chat"
    public static let defaultBaseURL: String? = "https://api.mistral.ai/v1"
    public static let keyVariable: String? = "MISTRAL_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.bearer
    /// An alias is answered with itself: only a dated name proves what served.
    public let echoRule = EchoRule.exact
    public let usageRule = UsageRule.inclusive

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let parameters = prompt.parameters
        var unsent: [Unsent] = []
        if let temperature = parameters.temperature, !MistralModel.takes(temperature: temperature) {
            unsent.append(Unsent("temperature", "taken from 0 to 1 only"))
        }
        if parameters.topP != nil, !MistralModel.takesTopP(parameters) {
            unsent.append(Unsent("top_p", "refused beside temperature 0"))
        }
        if parameters.effort != nil, !MistralModel.takesEffort(model) {
            unsent.append(Unsent("effort", "this model has no switch for thinking"))
        }
        unsent += parameters.unsentTier(
            parameters.tierOfTwo, "only auto and standard_only are taken")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger {
        Self.errorWords.trigger(for: error)
    }

    private static let errorWords = ErrorWords(codes: [
        "3505": .serverError, "moderation_violation": .contentPolicy,
    ])
}
