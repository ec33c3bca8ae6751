import Documents
public import Vocabulary

/// Portkey: a key field of its own, metadata in a header, the place of the answering target in another,
/// and statuses that nobody else has: 246 and 446 for its guards, 412 for a spent budget.
public struct Portkey: ChatProvider {
    public static let name = "portkey"
    public static let summary = "Portkey's gateway"
    public static let defaultBaseURL: String? = "https://api.portkey.ai/v1"
    public static let keyVariable: String? = "PORTKEY_API_KEY"
    public static let proofs: [Proof] = [.recordings]

    public let authorization = Authorization.header("x-portkey-api-key")
    public let echoRule = EchoRule.gateway
    /// It counts Anthropic's tokens one way and Google's another.
    public let usageRule = UsageRule.bySum

    private let maxTokensField: String?

    public init() { self.init(maxTokensField: nil) }

    /// - Parameter maxTokensField: what says how long an answer may be, where it is not `max_tokens`: the gateway hands
    ///   on what it gets, and OpenAI's newer models take another name.
    public init(maxTokensField: String?) { self.maxTokensField = maxTokensField }

    public func contract(isStreamed: Bool) -> AnswerContract { .gateway(isStreamed: isStreamed) }

    public func fitting(of prompt: Prompt, to model: String) -> ChatFitting {
        var fitting = ChatFitting.gateway(prompt)
        // In the body it would go on to the provider.
        fitting.manner.sendsMetadata = false
        if let maxTokensField { fitting.manner.maxTokensField = maxTokensField }
        if !Self.isFieldText(prompt.metadata) {
            fitting.leaveOut(.metadata, "a header takes ASCII only")
        }
        return fitting
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        let manner = fitting(of: prompt, to: model).manner
        var request = OpenAIChat().request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization, manner)
        if !prompt.metadata.isEmpty, !manner.leftOut.contains(.metadata) {
            request.headers.append(
                Request.Field("x-portkey-metadata", Self.json(prompt.metadata)))
        }
        return request
    }

    private static func json(_ metadata: [String: String]) -> String {
        var json = JSONWriter()
        json.beginObject()
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func isFieldText(_ metadata: [String: String]) -> Bool {
        metadata.allSatisfy { ($0.key + $0.value).utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
    }

    public static let errorWords = ErrorWords(
        codes: ["timeout_error": .timeout],
        statuses: [408: .timeout, 412: .quota, 446: .contentPolicy])
}
