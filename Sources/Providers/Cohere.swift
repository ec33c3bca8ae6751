public import Vocabulary

/// Cohere itself.
public struct Cohere: DialectProvider {
    public typealias Spoken = CohereChat

    public static let name = "cohere"
    public static let summary = "Cohere, chat v2"
    public static let defaultBaseURL: String? = "https://api.cohere.com/v2"
    public static let keyVariable: String? = "CO_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.bearer
    /// No answer names its model: there is nothing to be compared.
    public let echoRule = EchoRule.exact
    public let usageRule = UsageRule.inclusive

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let parameters = prompt.parameters
        var unsent: [Unsent] = []
        if let topP = parameters.topP, !CohereModel.takes(topP: topP) {
            unsent.append(Unsent("top_p", "taken from 0.01 to 0.99 only"))
        }
        if parameters.stop.count > CohereModel.stopsMax {
            unsent.append(Unsent("stop", "only the first five are taken"))
        }
        if parameters.effort != nil, !CohereModel.thinks(model) {
            unsent.append(Unsent("effort", "this model has no switch for thinking"))
        }
        if parameters.parallelToolCalls != nil {
            unsent.append(Unsent("parallel_tool_calls", "not in this language"))
        }
        if case .named(let name) = prompt.toolChoice,
            prompt.tools.contains(where: { $0.name != name })
        {
            unsent.append(
                Unsent("tools", "no tool can be named: only the wanted one is offered"))
        }
        if prompt.format != .text, !prompt.tools.isEmpty {
            unsent.append(Unsent("format", "refused beside tools"))
        }
        if !prompt.metadata.isEmpty { unsent.append(Unsent("metadata", "not in this language")) }
        unsent += parameters.unsentTier(nil, "not in this language")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
