public import Vocabulary

/// OpenAI's models at Microsoft, in OpenAI's newer language.
public struct AzureResponses: Provider {
    public static let name = "azure-responses"
    public static let summary = "Azure OpenAI, Responses"
    public static let defaultBaseURL: String? = nil
    public static let keyVariable: String? = "AZURE_OPENAI_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let authorization = Authorization.header("api-key")
    /// The model behind the deployment, here mostly without its date.
    public let echoRule = EchoRule.datedSuffix
    public let usageRule = UsageRule.inclusive
    private let responses = OpenAIResponses()

    public init() {}

    public var dialect: any Dialect { responses }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        responses.request(
            for: prompt, to: model, stream: stream, at: AzureBase.resource(endpoint), authorization,
            OpenAIResponsesModel.manner(for: prompt, to: model))
    }

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        OpenAIResponsesModel.unsent(of: prompt, to: model)
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
