public import Vocabulary

/// The company or server that is asked: a wire language, where it is spoken, and what is peculiar there.
public protocol Provider: Sendable {
    static var name: String { get }
    static var summary: String { get }
    /// Nil where there is no place of its own: then the user must give one.
    static var defaultBaseURL: String? { get }
    /// All places that are in print, the likeliest first: where there are several, `BaseProbe` finds the one.
    static var baseURLs: [String] { get }
    /// The environment variable that holds the key, where users expect it.
    static var keyVariable: String? { get }
    /// Others that its own libraries read, too.
    static var otherKeyVariables: [String] { get }

    var dialect: any Dialect { get }
    var authorization: Authorization { get }
    var echoRule: EchoRule { get }
    var usageRule: UsageRule { get }
    /// What its reader and its requests were held against.
    static var proofs: [Proof] { get }

    /// How much of its dialect's contract it keeps.
    func contract(isStreamed: Bool) -> AnswerContract

    /// What of a prompt this model would refuse and is therefore not sent, each with its reason.
    func unsent(of prompt: Prompt, to model: String) -> [Unsent]

    func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request

    /// Whom an error concerns: what a gateway would react to.
    func trigger(for error: ProviderError) -> Trigger
}

/// What a provider's half of a conversation was held against.
public enum Proof: String, Sendable, CaseIterable {
    /// Recorded answers of this very provider.
    case recordings
    /// Its official client library.
    case sdk = "SDK"
    /// Nothing but its documents.
    case documents
}

/// How the key goes over the wire.
public enum Authorization: Sendable, Equatable {
    /// `Authorization: Bearer …`
    case bearer
    /// A field that holds the key alone.
    case header(String)

    public var summary: String {
        switch self {
        case .bearer: "bearer"
        case .header(let name): name
        }
    }

    /// None where there is no key.
    public func fields(at endpoint: Endpoint) -> [Request.SecretField] {
        guard let key = endpoint.key, let bearer = endpoint.bearer else { return [] }
        return switch self {
        case .bearer: [Request.SecretField("Authorization", bearer)]
        case .header(let name): [Request.SecretField(name, key)]
        }
    }
}

/// Where a provider, a gateway or a lane is reached. What all requests there have in common is made once.
public struct Endpoint: Sendable, Equatable {
    public let baseURL: String
    public let key: Secret?
    /// The base without its query and the slashes before it.
    let place: String
    /// The last step of its path: a version, as a rule.
    let lastStep: String
    /// With its question mark; empty if there is none.
    private let query: String
    let bearer: Secret?

    public init(baseURL: String, key: Secret?) {
        self.baseURL = baseURL
        self.key = key
        let parts = baseURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var place = parts.first ?? ""
        while place.hasSuffix("/") { place.removeLast() }
        self.place = String(place)
        lastStep = place.lastIndex(of: "/").map { String(place[place.index(after: $0)...]) } ?? ""
        query = parts.count > 1 ? "?\(parts[1])" : ""
        bearer = key.map { Secret("Bearer \($0.revealed)") }
    }

    /// The base with a path behind it, which may come in parts; a query of the base is kept at the end.
    public func url(_ path: String, _ more: String = "", _ rest: String = "") -> String {
        var url = place
        // Once, and not with each part.
        url.reserveCapacity(
            place.utf8.count + path.utf8.count + more.utf8.count + rest.utf8.count
                + query.utf8.count)
        url += path
        if !more.isEmpty { url += more }
        if !rest.isEmpty { url += rest }
        if !query.isEmpty { url += query }
        return url
    }
}

/// A part of a prompt that was left out, and why.
public struct Unsent: Sendable, Equatable {
    public var field: String
    public var reason: String

    public init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}

extension Provider {
    public static var baseURLs: [String] { defaultBaseURL.map { [$0] } ?? [] }

    public var name: String { Self.name }
    public var summary: String { Self.summary }
    public var defaultBaseURL: String? { Self.defaultBaseURL }
    public var keyVariable: String? { Self.keyVariable }
    public static var otherKeyVariables: [String] { [] }
    /// All, the usual one first.
    public var keyVariables: [String] {
        (Self.keyVariable.map { [$0] } ?? []) + Self.otherKeyVariables
    }
    public var proofs: [Proof] { Self.proofs }
    public var baseURLs: [String] { Self.baseURLs }

    public func reader(
        isStreamed: Bool, limits: ReaderLimits = .standard
    ) -> DialectReader {
        dialect.reader(contract(isStreamed: isStreamed), limits)
    }

    public func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed)
    }
}

/// A provider that is asked as its dialect has it.
public protocol DialectProvider: Provider {
    associatedtype Spoken: RequestDialect
}

extension DialectProvider {
    public var dialect: any Dialect { Spoken() }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        Spoken().request(for: prompt, to: model, stream: stream, at: endpoint, authorization)
    }
}

/// All providers, in the order in which they are listed.
public let allProviders: [any Provider] = [
    OpenAI(), OpenAIResponsesProvider(), Azure(), AzureResponses(), Anthropic(), Google(),
    Mistral(), DeepSeek(), Qwen(), QwenNative(), Kimi(), MiniMax(), MiniMaxNative(), GLM(),
    Doubao(), Cohere(), Bedrock(), Ollama(), VLLM(), LlamaCpp(),
    OpenRouter(), LiteLLM(), Portkey(), NovaStack(), TokenMix(), Generic(),
]

/// By its own name, or the first that speaks the dialect of this name.
public func provider(named name: String) -> (any Provider)? {
    allProviders.first { $0.name == name } ?? allProviders.first { $0.dialect.name == name }
}
