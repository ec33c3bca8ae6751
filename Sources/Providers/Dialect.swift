/// A wire language without the peculiarities of those who speak it.
package protocol Dialect: Sendable {
    static var name: String { get }
    static var summary: String { get }

    func reader(_ contract: AnswerContract, _ limits: ReaderLimits) -> DialectReader
}

extension Dialect {
    package var name: String { Self.name }
    package var summary: String { Self.summary }
}

package let allDialects: [any Dialect] = [
    OpenAIChat(), AnthropicMessages(), OpenAIResponses(), GeminiGenerate(), MistralChat(),
    OllamaChat(), DashScopeNative(), CohereChat(), BedrockConverse(),
]

/// By its own name, or the one that the provider of this name speaks.
package func dialect(named name: String) -> (any Dialect)? {
    allDialects.first { $0.name == name } ?? allProviders.first { $0.name == name }?.dialect
}
