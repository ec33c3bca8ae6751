public import Vocabulary

/// A wire language without the peculiarities of those who speak it.
public protocol Dialect: Sendable {
    static var name: String { get }
    static var summary: String { get }

    func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader
}

/// A wire language in which a request is the same whoever is asked, but for the key.
public protocol RequestDialect: Dialect {
    init()

    func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint,
        _ authorization: Authorization
    ) -> Request
}

extension Dialect {
    public var name: String { Self.name }
    public var summary: String { Self.summary }
}

public let allDialects: [any Dialect] = [
    OpenAIChat(), AnthropicMessages(), OpenAIResponses(), GeminiGenerate(), MistralChat(),
    OllamaChat(), DashScopeNative(), CohereChat(), BedrockConverse(),
]

/// By its own name, or the one that the provider of this name speaks.
public func dialect(named name: String) -> (any Dialect)? {
    allDialects.first { $0.name == name } ?? allProviders.first { $0.name == name }?.dialect
}
