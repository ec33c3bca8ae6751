/// What is asked, in no provider's words: a provider makes a request of it, a door reads one back.
package struct Prompt: Sendable, Equatable {
    package var messages: [Message]
    package var tools: [Tool]
    package var toolChoice: ToolChoice?
    package var parameters: Parameters
    package var format: AnswerFormat
    /// Pairs that route rules read (`task`, tags); sent where the dialect has room for them.
    package var metadata: [String: String]

    package init(
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
    package var allText: String {
        messages.flatMap(\.parts).compactMap { part in
            if case .text(let text) = part { text } else { nil }
        }.joined(separator: "\n")
    }

    /// How many pictures are shown.
    package var pictures: Int {
        var count = 0
        for message in messages {
            for case .image in message.parts { count += 1 }
        }
        return count
    }

    /// The bytes of all its texts but for white space, which is what languages join and trim by: the same on
    /// both sides of a gateway that hands the prompt on.
    package var wordBytes: Int {
        var count = 0
        for message in messages {
            for case .text(let text) in message.parts {
                for byte in text.utf8 where byte > 0x20 { count += 1 }
            }
        }
        return count
    }
}

package struct Message: Sendable, Equatable {
    package enum Role: String, Sendable { case system, user, assistant, tool }

    package enum Part: Sendable, Equatable {
        case text(String)
        case image(Image)
        /// `arguments` is JSON text, as the model wrote it.
        case toolCall(id: String, name: String, arguments: String)
        case toolResult(id: String, text: String, isError: Bool)
    }

    package enum Image: Sendable, Equatable {
        case url(String)
        case data(mediaType: String, base64: String)
    }

    package var role: Role
    package var parts: [Part]

    package init(_ role: Role, _ parts: [Part]) {
        self.role = role
        self.parts = parts
    }

    package init(_ role: Role, _ text: String) {
        self.init(role, [.text(text)])
    }
}

package struct Tool: Sendable, Equatable {
    package var name: String
    package var summary: String?
    /// JSON Schema of the arguments, as text.
    package var schema: String
    package var isStrict: Bool

    package init(name: String, summary: String? = nil, schema: String, isStrict: Bool = false) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.isStrict = isStrict
    }
}

package enum ToolChoice: Sendable, Equatable { case none, auto, required, named(String) }

package enum AnswerFormat: Sendable, Equatable {
    case text
    case json
    case schema(name: String, schema: String, isStrict: Bool)
}

/// Sampling and limits. Numbers that a user wrote keep their text: 0.10 is sent as 0.10.
package struct Parameters: Sendable, Equatable {
    package var temperature: String?
    package var topP: String?
    package var maxTokens: Int?
    package var seed: Int?
    package var stop: [String]
    package var parallelToolCalls: Bool?
    /// How hard the model is to think; nil leaves it to the model.
    package var effort: Effort?

    /// From no thinking at all to as much as there is; a provider rounds to the steps that it has.
    package enum Effort: String, Sendable, CaseIterable {
        case none, minimal, low, medium, high, max
    }

    package init(
        temperature: String? = nil, topP: String? = nil, maxTokens: Int? = nil, seed: Int? = nil,
        stop: [String] = [], parallelToolCalls: Bool? = nil, effort: Effort? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.seed = seed
        self.stop = stop
        self.parallelToolCalls = parallelToolCalls
        self.effort = effort
    }
}
