package import Vocabulary

/// The server's half of one wire language: bytes become a question, deltas become an answer.
///
/// A door touches nothing: time and identity come with a `DoorStamp`, and the same values in give the
/// same bytes out. It is written from the providers' documents alone, apart from the parsers, so that
/// the two cannot share a misunderstanding.
package protocol Door: Sendable {
    /// The dialect's name, as users write it.
    static var name: String { get }

    /// What of its paths belongs to the base URL that clients are given: `/v1`, or nothing.
    static var basePath: String { get }

    /// Whether a request is one of this language, whatever stands before the path that it knows.
    static func serves(method: String, path: String, headers: Headers) -> Bool

    /// Whose words it speaks: providers of one dialect differ in errors, headers and members.
    var provider: String { get }

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
    package var name: String { Self.name }
    package var basePath: String { Self.basePath }
}

/// One for each provider that a lane can stand in for; of one dialect, its maker's comes first.
package let allDoors: [any Door] = [
    OpenAIChatDoor(), AnthropicDoor(), OpenAIChatDoor(provider: "generic"),
]

extension [any Door] {
    /// The door of that dialect, in its maker's words.
    package func speaking(_ dialect: String) -> (any Door)? {
        first { $0.name == dialect }
    }

    /// The door that stands in for that provider.
    package func standing(for provider: String) -> (any Door)? {
        first { $0.provider == provider }
    }

    /// The door whose language a request is in.
    package func serving(method: String, path: String, headers: Headers) -> (any Door)? {
        first { type(of: $0).serves(method: method, path: path, headers: headers) }
    }
}

/// What a request turned out to be.
package enum Inquiry: Sendable, Equatable {
    case question(Question)
    case models
    case model(String)
    case tokenCount(Question)
    case refusal(DoorError)
}

/// A whole HTTP answer but for what the server adds itself (length, date, connection).
package struct DoorReply: Sendable, Equatable {
    package var status: Int
    package var headers: Headers
    package var body: [UInt8]

    package init(status: Int, headers: Headers, body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
