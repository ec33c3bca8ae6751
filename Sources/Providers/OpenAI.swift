package import Vocabulary

/// OpenAI itself. Its reasoning models refuse what the others take: sampling, penalties, `max_tokens`.
package struct OpenAI: Provider {
    package static let name = "openai"
    package static let summary = "OpenAI, Chat Completions"
    package static let defaultBaseURL: String? = "https://api.openai.com/v1"
    package static let keyVariable: String? = "OPENAI_API_KEY"
    package static let proofs: [Proof] = [.recordings, .sdk]

    package let authorization = Authorization.bearer
    package let echoRule = EchoRule.datedSuffix
    package let usageRule = UsageRule.inclusive
    private let chat = OpenAIChat()

    package init() {}

    package var dialect: any Dialect { chat }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        // All models take the newer name of the limit, reasoning models take no other. Metadata is
        // for stored completions, and refused without `store`.
        let parameters = prompt.parameters
        // The name is taken apart only for a prompt that has what some models refuse.
        let samples = parameters.temperature != nil || parameters.topP != nil
        let manner = OpenAIChat.Manner(
            maxTokensField: "max_completion_tokens",
            sendsTemperature: samples && !Self.reasons(model),
            sendsStop: !parameters.stop.isEmpty && Self.takesStop(model))
        return chat.request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization, manner)
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        var unsent: [Unsent] = []
        if Self.reasons(model) {
            if prompt.parameters.temperature != nil {
                unsent.append(Unsent("temperature", "refused by reasoning models"))
            }
            if prompt.parameters.topP != nil {
                unsent.append(Unsent("top_p", "refused by reasoning models"))
            }
        }
        if !prompt.parameters.stop.isEmpty, !Self.takesStop(model) {
            unsent.append(Unsent("stop", "refused by o3 and o4-mini"))
        }
        if !prompt.metadata.isEmpty {
            unsent.append(Unsent("metadata", "taken for stored completions only"))
        }
        return unsent
    }

    package func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }

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
