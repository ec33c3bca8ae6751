public import Vocabulary

/// The parts of a prompt that some of the speakers of OpenAI's chat refuse or ignore.
public struct PromptPart: OptionSet, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let temperature = PromptPart(rawValue: 1 << 0)
    public static let topP = PromptPart(rawValue: 1 << 1)
    public static let seed = PromptPart(rawValue: 1 << 2)
    public static let stop = PromptPart(rawValue: 1 << 3)
    public static let format = PromptPart(rawValue: 1 << 4)
    public static let images = PromptPart(rawValue: 1 << 5)
    public static let toolChoice = PromptPart(rawValue: 1 << 6)
    /// The promise that a tool's arguments keep to its schema.
    public static let strictTools = PromptPart(rawValue: 1 << 7)
    public static let metadata = PromptPart(rawValue: 1 << 8)
    public static let effort = PromptPart(rawValue: 1 << 9)

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
public struct ChatFitting: Sendable, Equatable {
    public let prompt: Prompt
    public var manner: OpenAIChat.Manner
    public private(set) var unsent: [Unsent] = []

    public init(_ prompt: Prompt, _ manner: OpenAIChat.Manner) {
        self.prompt = prompt
        self.manner = manner
    }

    /// Says nothing about parts that the prompt does not have.
    public mutating func leaveOut(_ part: PromptPart, _ reason: String) {
        guard prompt.holds(part), !manner.leftOut.contains(part) else { return }
        manner.leftOut.insert(part)
        unsent.append(Unsent(part.field, reason))
    }

    /// Of the metadata one name has a place of its own in the body; the others have none.
    public mutating func sendUser(as field: String) {
        manner.userField = field
        if prompt.metadata.keys.contains(where: { $0 != "user_id" }) {
            unsent.append(Unsent("metadata", "only user_id is taken"))
        }
    }

    public mutating func think(_ thinking: OpenAIChat.Thinking...) { manner.thinking = thinking }
}

/// A provider whose language is OpenAI's chat: what it says of itself is how a prompt fits its models,
/// and what its own error words mean.
public protocol ChatProvider: Provider {
    func fitting(of prompt: Prompt, to model: String) -> ChatFitting

    static var errorWords: ErrorWords { get }

    /// Findings that are no departure here: its own documents promise what they report.
    static var allowedFindings: Set<String> { get }
}

extension ChatProvider {
    public static var errorWords: ErrorWords { ErrorWords() }
    public static var allowedFindings: Set<String> { [] }

    public var dialect: any Dialect { OpenAIChat() }
    public var authorization: Authorization { .bearer }
    public var usageRule: UsageRule { .inclusive }

    public func contract(isStreamed: Bool) -> AnswerContract {
        AnswerContract(isStreamed: isStreamed, allowed: Self.allowedFindings)
    }

    public func request(
        for prompt: Prompt, to model: String, stream: Bool, at endpoint: Endpoint
    ) -> Request {
        OpenAIChat().request(
            for: prompt, to: model, stream: stream, at: endpoint, authorization,
            fitting(of: prompt, to: model).manner)
    }

    public func unsent(of prompt: Prompt, to model: String) -> [Unsent] {
        let fitting = fitting(of: prompt, to: model)
        guard prompt.parameters.serviceTier != nil, !fitting.manner.sendsTier else {
            return fitting.unsent
        }
        return fitting.unsent + [.tier("it has no such tier")]
    }

    public func trigger(for error: ProviderError) -> Trigger {
        Self.errorWords.trigger(for: error)
    }
}
