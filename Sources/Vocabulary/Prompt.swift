/// What is asked, in no provider's words: a provider makes a request of it, a door reads one back.
public struct Prompt: Sendable, Equatable {
    public var messages: [Message]
    public var tools: [Tool]
    public var toolChoice: ToolChoice?
    public var parameters: Parameters
    public var format: AnswerFormat
    /// Pairs that route rules read (`task`, tags); sent where the dialect has room for them.
    public var metadata: [String: String]

    public init(
        messages: [Message], tools: [Tool] = [], toolChoice: ToolChoice? = nil,
        parameters: Parameters = Parameters(), format: AnswerFormat = .text,
        metadata: [String: String] = [:]
    ) {
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.parameters = parameters
        self.format = format
        self.metadata = metadata
    }

    /// The text of all messages, one after the other.
    public var allText: String {
        messages.flatMap(\.parts).compactMap { part in
            if case .text(let text) = part { text } else { nil }
        }.joined(separator: "\n")
    }

    /// How many pictures are shown.
    public var pictures: Int {
        var count = 0
        for message in messages {
            for case .image in message.parts { count += 1 }
        }
        return count
    }

    /// The bytes of all its texts but for white space, which is what languages join and trim by: the same on
    /// both sides of a gateway that hands the prompt on.
    public var wordBytes: Int {
        var count = 0
        for message in messages {
            for case .text(let text) in message.parts {
                for byte in text.utf8 where byte > 0x20 { count += 1 }
            }
        }
        return count
    }
}

public struct Message: Sendable, Equatable {
    public enum Role: String, Sendable { case system, user, assistant, tool }

    public enum Part: Sendable, Equatable {
        case text(String)
        case image(Image)
        /// `arguments` is JSON text, as the model wrote it.
        case toolCall(id: String, name: String, arguments: String)
        case toolResult(id: String, text: String, isError: Bool)
    }

    public enum Image: Sendable, Equatable {
        case url(String)
        case data(mediaType: String, base64: String)
    }

    public var role: Role
    public var parts: [Part]
    /// The prompt's beginning up to its end is marked as worth a provider's cache: some keep only what is.
    public var isKept: Bool

    public init(_ role: Role, _ parts: [Part], isKept: Bool = false) {
        self.role = role
        self.parts = parts
        self.isKept = isKept
    }

    public init(_ role: Role, _ text: String) {
        self.init(role, [.text(text)])
    }
}

public struct Tool: Sendable, Equatable {
    public var name: String
    public var summary: String?
    /// JSON Schema of the arguments, as text.
    public var schema: String
    public var isStrict: Bool

    public init(name: String, summary: String? = nil, schema: String, isStrict: Bool = false) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.isStrict = isStrict
    }
}

public enum ToolChoice: Sendable, Equatable { case none, auto, required, named(String) }

public enum AnswerFormat: Sendable, Equatable {
    case text
    case json
    case schema(name: String, schema: String, isStrict: Bool)
}

/// Sampling and limits. Numbers that a user wrote keep their text: 0.10 is sent as 0.10.
public struct Parameters: Sendable, Equatable {
    public var temperature: String?
    public var topP: String?
    public var maxTokens: Int?
    public var seed: Int?
    public var stop: [String]
    public var parallelToolCalls: Bool?
    /// How hard the model is to think; nil leaves it to the model.
    public var effort: Effort?
    /// In which of a provider's tiers it is to be served: `flex`, `priority`.
    public var serviceTier: String?

    /// From no thinking at all to as much as there is; a provider rounds to the steps that it has.
    public enum Effort: String, Sendable, CaseIterable {
        case none, minimal, low, medium, high, max
    }

    public init(
        temperature: String? = nil, topP: String? = nil, maxTokens: Int? = nil, seed: Int? = nil,
        stop: [String] = [], parallelToolCalls: Bool? = nil, effort: Effort? = nil,
        serviceTier: String? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.seed = seed
        self.stop = stop
        self.parallelToolCalls = parallelToolCalls
        self.effort = effort
        self.serviceTier = serviceTier
    }
}
