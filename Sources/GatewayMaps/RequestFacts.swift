public import Vocabulary

/// What route rules may ask of a request: sizes, marks and kinds, no words of it.
public struct RequestFacts: Sendable, Equatable {
    /// Tokens by a rule that anybody can compute: four bytes of UTF-8 are one, begun ones count, an image
    /// is a thousand. No tokenizer of any model gives this number.
    public var contextLength: Int
    /// Empty where the request names none.
    public var taskType: String
    public var tags: [String]
    public var hasImage: Bool
    public var hasTools: Bool
    public var isStreamed: Bool

    public init(
        contextLength: Int = 0, taskType: String = "", tags: [String] = [], hasImage: Bool = false,
        hasTools: Bool = false, isStreamed: Bool = false
    ) {
        self.contextLength = contextLength
        self.taskType = taskType
        self.tags = tags
        self.hasImage = hasImage
        self.hasTools = hasTools
        self.isStreamed = isStreamed
    }

    /// Task and tags come from the metadata: `task` (or `task_type`), and `tags` with commas between.
    public init(_ prompt: Prompt, isStreamed: Bool) {
        var bytes = 0
        var images = 0
        for part in prompt.messages.lazy.flatMap(\.parts) {
            switch part {
            case .text(let text), .toolResult(_, let text, _): bytes += text.utf8.count
            case .toolCall(_, let name, let arguments):
                bytes += name.utf8.count + arguments.utf8.count
            case .image: images += 1
            }
        }
        let tags = prompt.metadata["tags"] ?? ""
        self.init(
            contextLength: (bytes + 3) / 4 + images * Self.tokensPerImage,
            taskType: prompt.metadata["task"] ?? prompt.metadata["task_type"] ?? "",
            tags: tags.split(separator: ",").map { Self.trimmed($0) }, hasImage: images > 0,
            hasTools: !prompt.tools.isEmpty, isStreamed: isStreamed)
    }

    private static let tokensPerImage = 1_000

    private static func trimmed(_ tag: Substring) -> String {
        var tag = tag.drop { $0 == " " }
        while tag.last == " " { tag.removeLast() }
        return String(tag)
    }
}
