public import Vocabulary

/// Amazon Bedrock by an API key of its own: the requests are not signed, so keys of an AWS account serve only
/// through a gateway that signs for them.
public struct Bedrock: DialectProvider {
    public typealias Spoken = BedrockConverse

    public static let name = "bedrock"
    public static let summary = "Amazon Bedrock, Converse, by API key (no SigV4)"
    public static let defaultBaseURL: String? = "https://bedrock-runtime.us-east-1.amazonaws.com"
    public static let keyVariable: String? = "AWS_BEARER_TOKEN_BEDROCK"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let authorization = Authorization.bearer
    /// No answer names its model, unless a router chose it.
    public let echoRule = EchoRule.exact
    public let usageRule = UsageRule.cacheBeside

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let taken = BedrockModel(model)
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
        if parameters.parallelToolCalls != nil {
            unsent.append(Unsent("parallel_tool_calls", "not in this language"))
        }
        if parameters.effort != nil, !taken.takesEffort {
            unsent.append(Unsent("effort", "this model has no steps of effort here"))
        }
        if prompt.toolChoice == ToolChoice.none, prompt.hasCalls, !prompt.tools.isEmpty {
            unsent.append(
                Unsent("tool_choice", "tools that were called must be offered on"))
        }
        switch prompt.format {
        case .text: break
        case .json: unsent.append(Unsent("format", "there is no JSON mode in this language"))
        case .schema:
            if !taken.takesSchema { unsent.append(Unsent("format", "this model takes no schema")) }
        }
        if prompt.hasImageAddress {
            unsent.append(Unsent("image", "taken as data, not by address"))
        }
        if prompt.metadata.count > BedrockModel.metadataMax {
            unsent.append(Unsent("metadata", "only the first sixteen pairs are taken"))
        }
        unsent += parameters.unsentTier(
            parameters.tier(of: BedrockModel.tiers, usual: "default"),
            "priority, default, flex and reserved are taken")
        return unsent
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
