import Suites
import Vocabulary

/// How much a prompt is before anybody has counted its tokens.
struct PromptSize: Sendable, Equatable {
    /// By the rule of four bytes a token: a guess.
    var guess: TokenCounts
    /// More tokens of text than any model can make of it.
    var inputMax: Int
    /// What the request itself allows for its answer; nil where it leaves that to the model.
    var outputMax: Int?
    /// Providers count them by their pixels, of which nothing is known here.
    var pictures: Int

    init(of prompt: Prompt) {
        guess = Estimate.tokens(of: prompt)
        pictures = prompt.pictures
        outputMax = prompt.parameters.maxTokens.map { max(0, $0) }
        // Whatever a tokenizer does, a token stands for a byte at least; and a provider's template puts a role, marks
        // and a few words of its own round messages and tools.
        var bytes = 0
        for message in prompt.messages {
            bytes += Self.tokensPerMessage
            for part in message.parts { bytes += Self.bytes(of: part) }
        }
        for tool in prompt.tools {
            bytes += Self.tokensPerTool + tool.name.utf8.count + tool.schema.utf8.count
            bytes += tool.summary?.utf8.count ?? 0
        }
        if case .schema(let name, let schema, _) = prompt.format {
            bytes += Self.tokensPerTool + name.utf8.count + schema.utf8.count
        }
        inputMax =
            bytes + Self.tokensPerRequest + Self.markerBytes
            + (prompt.tools.isEmpty ? 0 : Self.tokensOfToolUse)
    }

    private static func bytes(of part: Message.Part) -> Int {
        switch part {
        case .text(let text): text.utf8.count
        case .image: 0
        case .toolCall(let id, let name, let arguments):
            tokensPerTool + id.utf8.count + name.utf8.count + arguments.utf8.count
        case .toolResult(let id, let text, _):
            tokensPerTool + id.utf8.count + text.utf8.count
        }
    }

    // Documented templates need 3 to 7 tokens a message, some 20 a request and 8 to 30 a tool; Anthropic's
    // instructions for tools are 264 to 804 tokens long, by model and choice.
    private static let tokensPerMessage = 12
    private static let tokensPerRequest = 40
    private static let tokensPerTool = 48
    private static let tokensOfToolUse = 1_024
    private static let markerBytes = PromptTemplate.suffix(
        for: Marker(text: Marker.prefix + String(repeating: "0", count: Marker.digits))
    ).utf8.count
}
