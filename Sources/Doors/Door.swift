public import Vocabulary

/// The server's half of one wire language: bytes become a question, deltas become an answer.
///
/// A door touches nothing: time and identity come with a `DoorStamp`, and the same values in give the
/// same bytes out. It is written from the providers' documents alone, apart from the parsers, so that
/// the two cannot share a misunderstanding.
public protocol Door: Sendable {
    /// The dialect's name, as users write it.
    static var name: String { get }

    /// Whether a request is one of this language, whatever stands before the path that it knows.
    static func serves(method: String, path: String, headers: Headers) -> Bool

    /// The members that lead to the answer in a plain body, and what stands there where it is missing.
    static var missingAnswer: (place: String, value: String) { get }

    /// Whose words it speaks: providers of one dialect differ in errors, headers and members.
    var provider: String { get }

    /// What of its paths belongs to the base URL that clients are given: `/v1`, or nothing.
    var basePath: String { get }

    /// Whether an answer tells the model by the name it was asked for, an alias too, and so proves
    /// nothing of what stands behind that name.
    var echoesAlias: Bool { get }

    /// Reads a request, or says how the provider would refuse one of this shape.
    func inquiry(
        method: String, path: String, headers: Headers, body: [UInt8]
    ) -> Inquiry

    /// What the provider itself would not take although the shape is right: rules of one model or one
    /// API version, unknown members. A gateway does not ask this, since it may serve another model.
    func refusal(of question: Question) -> DoorError?

    /// A whole answer. One that never finished, or broke, comes out as an error.
    func plain(_ answer: DoorAnswer, to question: Question, stamp: DoorStamp) -> DoorReply

    /// A writer for one streamed answer.
    func stream(for question: Question, stamp: DoorStamp) -> any DoorStream

    /// An error in place of an answer.
    func error(_ error: DoorError, stamp: DoorStamp) -> DoorReply

    /// An error inside a stream, after a status that promised success.
    func errorEvent(_ error: DoorError, stamp: DoorStamp) -> [UInt8]

    /// The list of models.
    func models(_ names: [String], stamp: DoorStamp) -> DoorReply

    /// One model of the list.
    func model(_ name: String, stamp: DoorStamp) -> DoorReply

    /// How many tokens a question has, where the dialect can be asked that.
    func tokenCount(_ count: Int, stamp: DoorStamp) -> DoorReply
}

extension Door {
    public var name: String { Self.name }
    public var missingAnswer: (place: String, value: String) { Self.missingAnswer }
    public var echoesAlias: Bool { false }
}

/// One for each provider that a lane can stand in for; of one dialect, its maker's comes first.
public let allDoors: [any Door] = [
    OpenAIChatDoor(),
    AnthropicDoor(),
    OpenAIChatDoor(AzureAccent()),
    OpenAIChatDoor(DeepSeekAccent()),
    OpenAIChatDoor(QwenAccent()),
    OpenAIChatDoor(KimiAccent()),
    OpenAIChatDoor(MiniMaxAccent()),
    OpenAIChatDoor(MiniMaxNativeAccent()),
    OpenAIChatDoor(GLMAccent()),
    OpenAIChatDoor(DoubaoAccent()),
    OpenAIChatDoor(VLLMAccent()),
    OpenAIChatDoor(LlamaCppAccent()),
    OpenAIChatDoor(OpenRouterAccent()),
    OpenAIChatDoor(LiteLLMAccent()),
    OpenAIChatDoor(PortkeyAccent()),
    OpenAIChatDoor(GenericAccent("novastack", basePath: "/router/v1")),
    OpenAIChatDoor(GenericAccent("tokenmix")),
    OpenAIChatDoor(GenericAccent()),
    MistralChatDoor(),
    OllamaChatDoor(),
    DashScopeDoor(),
    OpenAIResponsesDoor(),
    OpenAIResponsesDoor(provider: "azure-responses"),
    GeminiDoor(),
    CohereChatDoor(),
    BedrockConverseDoor(),
]

extension [any Door] {
    /// The door of that dialect, in its maker's words.
    public func speaking(_ dialect: String) -> (any Door)? {
        first { $0.name == dialect }
    }

    /// The door that stands in for that provider.
    public func standing(for provider: String) -> (any Door)? {
        first { $0.provider == provider }
    }

    /// The door whose language a request is in.
    public func serving(method: String, path: String, headers: Headers) -> (any Door)? {
        first { type(of: $0).serves(method: method, path: path, headers: headers) }
    }
}

/// What a request turned out to be.
public enum Inquiry: Sendable, Equatable {
    case question(Question)
    case models
    case model(String)
    case tokenCount(Question)
    case refusal(DoorError)
    /// What the provider tells everyone without a model: its version, that it is awake.
    case fact(DoorReply)
}

/// A whole HTTP answer but for what the server adds itself (length, date, connection).
public struct DoorReply: Sendable, Equatable {
    public var status: Int
    public var headers: Headers
    public var body: [UInt8]

    public init(status: Int, headers: Headers, body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
