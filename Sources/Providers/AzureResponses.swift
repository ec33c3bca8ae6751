package import Vocabulary

/// OpenAI's models at Microsoft, in OpenAI's newer language.
package struct AzureResponses: Provider {
    package static let name = "azure-responses"
    package static let summary = "Azure OpenAI, Responses"
    package static let defaultBaseURL: String? = nil
    package static let keyVariable: String? = "AZURE_OPENAI_API_KEY"
    package static let proofs: [Proof] = [.recordings]

    package let authorization = Authorization.header("api-key")
    /// The model behind the deployment, here mostly without its date.
    package let echoRule = EchoRule.datedSuffix
    package let usageRule = UsageRule.inclusive
    private let responses = OpenAIResponses()

    package init() {}

    package var dialect: any Dialect { responses }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        responses.request(
            for: prompt, to: model, stream: stream, at: AzureBase.resource(endpoint), authorization,
            OpenAIResponsesModel.manner(for: prompt, to: model))
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        OpenAIResponsesModel.unsent(of: prompt, to: model)
    }

    package func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
