public import Vocabulary

/// OpenAI's models at Microsoft: the model of a request is the name of a deployment, and the answer's first
/// event tells what the filters made of the prompt. What a deployment takes is guessed from its name.
public struct Azure: Provider {
    public static let name = "azure"
    public static let summary = "Azure OpenAI, Chat Completions"
    public static let defaultBaseURL: String? = nil
    public static let keyVariable: String? = "AZURE_OPENAI_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let authorization = Authorization.header("api-key")
    /// It is the model behind the deployment that is echoed, with its date.
    public let echoRule = EchoRule.datedSuffix
    public let usageRule = UsageRule.inclusive
    private let openAI = OpenAI()
    private let chat = OpenAIChat()

    public init() {}

    public var dialect: any Dialect { chat }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        let place = AzureBase.deployment(model, at: endpoint)
        var request = openAI.request(for: prompt, to: model, stream: stream, at: place)
        request.secretHeaders = authorization.fields(at: endpoint)
        return request
    }

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        openAI.unsent(of: prompt, to: model)
    }

    public func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
