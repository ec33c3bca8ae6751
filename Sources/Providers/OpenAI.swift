public import Vocabulary

/// OpenAI itself. Its reasoning models refuse what the others take: sampling, penalties, `max_tokens`.
public struct OpenAI: ChatProvider {
    public static let name = "openai"
    public static let summary = "OpenAI, Chat Completions"
    public static let defaultBaseURL: String? = "https://api.openai.com/v1"
    public static let keyVariable: String? = "OPENAI_API_KEY"
    public static let proofs: [Proof] = [.recordings, .sdk]

    public let echoRule = EchoRule.datedSuffix

    public init() {}

    /// All models take the newer name of the limit, reasoning models take no other.
    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting(
            prompt, OpenAIChat.Manner(maxTokensField: "max_completion_tokens"))
        let parameters = prompt.parameters
        // The name is taken apart only for a prompt that has what some models refuse.
        if parameters.temperature != nil || parameters.topP != nil || parameters.effort != nil {
            if Self.reasons(model) {
                fitting.leaveOut(.temperature, "refused by reasoning models")
                fitting.leaveOut(.topP, "refused by reasoning models")
                if let effort = parameters.effort { fitting.think(.effort(effort.rawValue)) }
            } else {
                fitting.leaveOut(.effort, "taken by reasoning models only")
            }
        }
        if !parameters.stop.isEmpty, !Self.takesStop(model) {
            fitting.leaveOut(.stop, "refused by o3 and o4-mini")
        }
        fitting.leaveOut(.metadata, "taken for stored completions only")
        fitting.manner.sendsTier = true
        return fitting
    }

    /// The o-series, and gpt from 5 on save its chat variants.
    static func reasons(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        if name.hasPrefix("o"), let digit = name.dropFirst().first, digit.isNumber { return true }
        guard name.hasPrefix("gpt-"), !name.contains("-chat") else { return false }
        let generation = name.dropFirst(4).prefix { $0.isASCII && $0.isNumber }
        return Int(generation).map { $0 >= 5 } ?? false
    }

    private static func takesStop(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        return !(name == "o3" || name.hasPrefix("o3-2") || name.hasPrefix("o4-mini"))
    }
}
