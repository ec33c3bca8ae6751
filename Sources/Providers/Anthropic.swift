public import Vocabulary

/// Anthropic itself. What a model takes depends on its version: see `ClaudeModel`.
public struct Anthropic: DialectProvider {
    public typealias Spoken = AnthropicMessages

    public static let name = "anthropic"
    public static let summary = "Anthropic, Messages"
    public static let defaultBaseURL: String? = "https://api.anthropic.com"
    public static let keyVariable: String? = "ANTHROPIC_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.header("x-api-key")
    /// Up to 4.5 an alias is answered with its dated name, from 4.6 on names are their own pins.
    public let echoRule = EchoRule.datedSuffix
    public let usageRule = UsageRule.cacheBeside

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let taken = ClaudeModel(model)
        let parameters = prompt.parameters
        var unsent: [Unsent] = []
        if let temperature = parameters.temperature, !taken.takes(temperature: temperature) {
            unsent.append(
                Unsent(
                    "temperature",
                    taken.takesSampling ? "taken from 0 to 1 only" : "refused from Claude 4.7 on"))
        }
        if parameters.topP != nil, !taken.takesTopP(parameters) {
            unsent.append(
                Unsent(
                    "top_p",
                    taken.takesSampling
                        ? "refused beside temperature" : "refused from Claude 4.7 on"))
        }
        if parameters.seed != nil { unsent.append(Unsent("seed", "not in this language")) }
        switch prompt.format {
        case .text: break
        case .json: unsent.append(Unsent("format", "there is no JSON mode in this language"))
        case .schema:
            if !taken.takesSchema {
                unsent.append(Unsent("format", "schemas are taken from Claude 4.5 on"))
            }
        }
        if prompt.metadata.keys.contains(where: { $0 != "user_id" }) {
            unsent.append(Unsent("metadata", "only user_id is taken"))
        }
        unsent += parameters.unsentTier(
            parameters.tierOfTwo, "only auto and standard_only are taken")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
