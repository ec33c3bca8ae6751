public import Vocabulary

/// Qwen on Alibaba Cloud, by its own door.
public struct QwenNative: DialectProvider {
    public typealias Spoken = DashScopeNative

    public static let name = "qwen-native"
    public static let summary = "Qwen on Alibaba Cloud, DashScope's own language"
    public static let defaultBaseURL: String? = "https://dashscope-intl.aliyuncs.com/api/v1"
    public static let keyVariable: String? = "DASHSCOPE_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let authorization = Authorization.bearer
    /// No answer names its model: there is nothing to be compared.
    public let echoRule = EchoRule.exact
    public let usageRule = UsageRule.inclusive

    public init() {}

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let taken = QwenModel(model)
        let parameters = prompt.parameters
        var unsent: [Unsent] = []
        if let temperature = parameters.temperature, !taken.takes(temperature: temperature) {
            unsent.append(Unsent("temperature", "taken from 0 to below 2 only"))
        }
        if let topP = parameters.topP, !taken.takes(topP: topP) {
            unsent.append(Unsent("top_p", "taken above 0 and up to 1 only"))
        }
        if let effort = parameters.effort {
            if !taken.canSwitchThinking {
                unsent.append(
                    Unsent(
                        "effort",
                        taken.alwaysThinks
                            ? "this model always thinks" : "this model does not think"))
            } else if effort.thinks, taken.thinksInStreamsOnly {
                unsent.append(Unsent("effort", "this model thinks in streams only"))
            }
        }
        if prompt.toolChoice == .required, !prompt.tools.isEmpty {
            unsent.append(Unsent("tool_choice", "not all models take 'required'"))
        }
        if prompt.format == .json, !prompt.saysJSON {
            unsent.append(Unsent("format", "refused unless the prompt has the word JSON"))
        }
        if !taken.isMultimodal, prompt.messages.contains(where: { !$0.parts.images.isEmpty }) {
            unsent.append(Unsent("image", "this model takes text only"))
        }
        if prompt.tools.contains(where: \.isStrict) {
            unsent.append(Unsent("strict", "not in this language"))
        }
        if !prompt.metadata.isEmpty { unsent.append(Unsent("metadata", "not in this language")) }
        unsent += parameters.unsentTier(nil, "not in this language")
        return unsent
    }

    /// The time-out of this language comes as a 500.
    public func trigger(for error: ProviderError) -> Trigger {
        error.code == "RequestTimeOut" ? .timeout : ErrorTable.trigger(for: error)
    }
}
