package import Vocabulary

/// OpenAI's models at Microsoft: the model of a request is the name of a deployment, and the answer's first
/// event tells what the filters made of the prompt. What a deployment takes is guessed from its name.
package struct Azure: Provider {
    package static let name = "azure"
    package static let summary = "Azure OpenAI, Chat Completions"
    package static let defaultBaseURL: String? = nil
    package static let keyVariable: String? = "AZURE_OPENAI_API_KEY"
    package static let proofs: [Proof] = [.recordings]

    package let authorization = Authorization.header("api-key")
    /// It is the model behind the deployment that is echoed, with its date.
    package let echoRule = EchoRule.datedSuffix
    package let usageRule = UsageRule.inclusive
    private let openAI = OpenAI()
    private let chat = OpenAIChat()

    package init() {}

    package var dialect: any Dialect { chat }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        let place = AzureBase.deployment(model, at: endpoint)
        var request = openAI.request(for: prompt, to: model, stream: stream, at: place)
        request.secretHeaders = authorization.fields(at: endpoint)
        return request
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        openAI.unsent(of: prompt, to: model)
    }

    package func trigger(for error: ProviderError) -> Trigger { ErrorTable.trigger(for: error) }
}
