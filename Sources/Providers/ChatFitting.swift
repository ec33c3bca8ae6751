package import Vocabulary

/// The parts of a prompt that some of the speakers of OpenAI's chat refuse or ignore.
package struct PromptPart: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let temperature = PromptPart(rawValue: 1 << 0)
    package static let topP = PromptPart(rawValue: 1 << 1)
    package static let seed = PromptPart(rawValue: 1 << 2)
    package static let stop = PromptPart(rawValue: 1 << 3)
    package static let format = PromptPart(rawValue: 1 << 4)
    package static let images = PromptPart(rawValue: 1 << 5)
    package static let toolChoice = PromptPart(rawValue: 1 << 6)
    /// The promise that a tool's arguments keep to its schema.
    package static let strictTools = PromptPart(rawValue: 1 << 7)
    package static let metadata = PromptPart(rawValue: 1 << 8)
    package static let effort = PromptPart(rawValue: 1 << 9)

    fileprivate var field: String {
        switch self {
        case .temperature: "temperature"
        case .topP: "top_p"
        case .seed: "seed"
        case .stop: "stop"
        case .format: "format"
        case .images: "images"
        case .toolChoice: "tool_choice"
        case .strictTools: "strict"
        case .metadata: "metadata"
        case .effort: "effort"
        default: preconditionFailure("one part at a time, not \(rawValue)")
        }
    }
}

extension Prompt {
    /// Whether there is anything of this part in it.
    func holds(_ part: PromptPart) -> Bool {
        switch part {
        case .temperature: parameters.temperature != nil
        case .topP: parameters.topP != nil
        case .seed: parameters.seed != nil
        case .stop: !parameters.stop.isEmpty
        case .format: format != .text
        case .images:
            messages.contains { message in
                message.parts.contains { if case .image = $0 { true } else { false } }
            }
        case .toolChoice: toolChoice != nil && !tools.isEmpty
        case .strictTools: tools.contains { $0.isStrict }
        case .metadata: !metadata.isEmpty
        case .effort: parameters.effort != nil
        default: false
        }
    }

    /// JSON mode is refused by several where no message has this word.
    var saysJSON: Bool { allText.lowercased().contains("json") }
}

/// One prompt made to fit one model: how it is written, and what had to be left out of it and why.
///
/// Both come from one place, so that what is said to be left out is what is left out.
package struct ChatFitting: Sendable, Equatable {
    package let prompt: Prompt
    package var manner: OpenAIChat.Manner
    package private(set) var unsent: [Unsent] = []

    package init(_ prompt: Prompt, _ manner: OpenAIChat.Manner) {
        self.prompt = prompt
        self.manner = manner
    }

    /// Says nothing about parts that the prompt does not have.
    package mutating func leaveOut(_ part: PromptPart, _ reason: String) {
        guard prompt.holds(part), !manner.leftOut.contains(part) else { return }
        manner.leftOut.insert(part)
        unsent.append(Unsent(part.field, reason))
    }

    /// Of the metadata one name has a place of its own in the body; the others have none.
    package mutating func sendUser(as field: String) {
        manner.userField = field
        if prompt.metadata.keys.contains(where: { $0 != "user_id" }) {
            unsent.append(Unsent("metadata", "only user_id is taken"))
        }
    }

    package mutating func think(_ thinking: OpenAIChat.Thinking...) { manner.thinking = thinking }
}

/// A provider whose language is OpenAI's chat: what it says of itself is how a prompt fits its models,
/// and what its own error words mean.
package protocol ChatProvider: Provider {
    func fitting(of prompt: Prompt, to model: String) -> ChatFitting

    static var errorWords: ErrorWords { get }

    /// Findings that are no departure here: its own documents promise what they report.
    static var allowedFindings: Set<String> { get }
}

extension ChatProvider {
    package static var errorWords: ErrorWords { ErrorWords() }
    package static var allowedFindings: Set<String> { [] }

    package var dialect: any Dialect { OpenAIChat() }
    package var authorization: Authorization { .bearer }
    package var usageRule: UsageRule { .inclusive }

    package func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed, allowed: Self.allowedFindings)
    }

    package func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        OpenAIChat().request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization,
            fitting(of: prompt, to: model).manner)
    }

    package func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        fitting(of: prompt, to: model).unsent
    }

    package func trigger(for error: ProviderError) -> Trigger {
        Self.errorWords.trigger(for: error)
    }
}
