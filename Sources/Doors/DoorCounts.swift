public import Vocabulary

/// Token counts that every dialect can be written from: the input with its cached part, the output
/// with its reasoning.
struct DoorCounts: Equatable {
    var input: Int?
    var output: Int?
    var cached: Int?
    var written: Int?
    var reasoning: Int?
    /// The tier that served, where it is none of the usual ones.
    var tier: String?

    /// Some fields leave a part out, and their names tell: Anthropic's `input_tokens` and Bedrock's
    /// `inputTokens` come without the cache, Gemini's `candidatesTokenCount` without the thoughts.
    init(_ usage: Usage) {
        cached = usage.cachedInput?.value
        written = usage.cacheWrite?.value
        reasoning = usage.reasoning?.value
        tier = usage.tier.flatMap { ServiceTier.isUsual($0) ? nil : $0 }
        input = usage.input?.value
        output = usage.output?.value
        if Self.inputLacksCache(usage), let rest = input {
            input = Self.sum(rest, cached, written)
        }
        if let field = usage.output?.field, Self.last(of: field) == "candidatesTokenCount",
            let rest = output
        {
            output = Self.sum(rest, reasoning)
        }
    }

    /// The input that was neither read from a cache nor written to one.
    var fresh: Int? {
        input.map { max(0, $0 - min(max(0, Self.sum(cached ?? 0, written)), max(0, $0))) }
    }

    var total: Int? {
        guard let input, let output else { return nil }
        return Self.sum(input, output)
    }

    private static func inputLacksCache(_ usage: Usage) -> Bool {
        switch usage.input.map({ last(of: $0.field) }) {
        case "inputTokens": true
        case "input_tokens":
            usage.cachedInput.map { last(of: $0.field) } == "cache_read_input_tokens"
                || usage.cacheWrite.map { last(of: $0.field) } == "cache_creation_input_tokens"
        default: false
        }
    }

    /// The name behind the last dot of `prompt_tokens_details.cached_tokens`.
    private static func last(of field: String) -> Substring {
        let dot = field.utf8.lastIndex(of: UInt8(ascii: "."))
        return field[(dot.map { field.utf8.index(after: $0) } ?? field.startIndex)...]
    }

    /// Counts come from outside: a sum beyond 64 bits stays at the end of the range.
    private static func sum(_ first: Int, _ others: Int?...) -> Int {
        others.reduce(first) { sum, value in
            let (result, isOver) = sum.addingReportingOverflow(value ?? 0)
            return isOver ? (sum < 0 ? .min : .max) : result
        }
    }
}

/// How a simulated provider counts: four bytes of UTF-8 are a token, begun ones count, an image is a
/// thousand. No tokenizer of any model, but a rule that a test can compute.
public enum TokenRule {
    public static let bytesPerToken = 4
    public static let tokensPerImage = 1_000

    public static func tokens(inBytes bytes: Int) -> Int {
        (bytes + bytesPerToken - 1) / bytesPerToken
    }

    /// Texts, tool results and the names and arguments of tool calls; never less than one.
    public static func tokens(of prompt: Prompt) -> Int {
        var bytes = 0
        var images = 0
        for message in prompt.messages {
            for part in message.parts {
                switch part {
                case .text(let text): bytes += text.utf8.count
                case .image: images += 1
                case .toolCall(_, let name, let arguments):
                    bytes += name.utf8.count + arguments.utf8.count
                case .toolResult(_, let text, _): bytes += text.utf8.count
                }
            }
        }
        return max(1, tokens(inBytes: bytes) + images * tokensPerImage)
    }

    /// The text and the names and arguments of tool calls; never less than one.
    public static func tokens(of answer: SimulatedAnswer) -> Int {
        let calls = answer.toolCalls.reduce(0) {
            $0 + $1.name.utf8.count + $1.arguments.utf8.count
        }
        return max(1, tokens(inBytes: answer.text.utf8.count + calls))
    }
}
