import Synchronization
import Vocabulary

/// What a leg remembers of its last prompts: how much of a new one would be read from the provider's cache.
///
/// By the rule that most providers share: a common beginning of at least 1,024 tokens, in steps of 128.
final class PromptCache: Sendable {
    /// Guards the prompts, the latest last.
    private let prompts = Mutex<[[UInt8]]>([])

    private static let tokensMin = 1_024
    private static let step = 128
    private static let bytesPerToken = 4
    private static let promptsMax = 32

    /// The cached tokens of this prompt, which is remembered.
    func tokens(of prompt: Prompt) -> Int {
        let bytes = Array(prompt.allText.utf8)
        guard bytes.count >= Self.tokensMin * Self.bytesPerToken else { return 0 }
        let common = prompts.withLock { prompts in
            let common = prompts.map { Self.commonBytes($0, bytes) }.max() ?? 0
            if prompts.count == Self.promptsMax { prompts.removeFirst() }
            prompts.append(bytes)
            return common
        }
        let tokens = common / Self.bytesPerToken
        return tokens < Self.tokensMin ? 0 : tokens / Self.step * Self.step
    }

    private static func commonBytes(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var count = 0
        while count < one.count, count < other.count, one[count] == other[count] { count += 1 }
        return count
    }
}
