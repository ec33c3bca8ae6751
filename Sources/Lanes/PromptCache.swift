import Synchronization
import Vocabulary

/// What a leg remembers of the prompts that it has answered: how much of a new one would be read from its
/// provider's cache, and how much is written to it.
///
/// A prompt is kept in blocks, each known by a digest of itself and all before it: what is common to two
/// prompts is then common to their digests, and a prompt of any length costs eight bytes a block.
final class PromptCache: Sendable {
    private struct State {
        /// How many prompts had the block.
        var seen: [UInt64: Int] = [:]
        /// In the order in which they came: the oldest are forgotten.
        var order: [UInt64] = []
    }

    /// What becomes of a prompt.
    struct Kept: Equatable {
        var read = 0
        /// Told only by providers that bill it.
        var written = 0
        var cacheable: LaneCall.Cacheable
    }

    private let rule: CacheRule
    private let state = Mutex(State())

    private static let bytesPerToken = 4
    private let blocksMax: Int

    /// - Parameter blocksMax: how much it remembers: some thousand long prompts.
    init(_ rule: CacheRule, blocksMax: Int = 1 << 16) {
        self.rule = rule
        self.blocksMax = blocksMax
    }

    /// Looks a prompt up among those of the same memory, and remembers it.
    func take(_ prompt: Prompt, of body: [UInt8], memory: String = "") -> Kept {
        let bytes = Array(prompt.allText.utf8)
        guard bytes.count >= rule.tokensMin * Self.bytesPerToken else {
            return Kept(cacheable: .tooShort(tokensMin: rule.tokensMin))
        }
        if let mark = rule.mark, body.firstRange(of: mark.utf8) == nil {
            return Kept(cacheable: .unmarked(mark: mark))
        }
        let blocks = Self.digests(
            of: bytes, blockBytes: rule.step * Self.bytesPerToken, after: memory)
        let known = state.withLock { state in
            let known = blocks.prefix { state.seen[$0, default: 0] >= rule.afterRequests }.count
            for block in blocks { remember(block, &state) }
            return known
        }
        let read = known * rule.step >= rule.tokensMin ? known * rule.step : 0
        return Kept(
            read: read, written: rule.tellsWrites ? blocks.count * rule.step - read : 0,
            cacheable: .kept(afterRequests: rule.afterRequests))
    }

    private func remember(_ block: UInt64, _ state: inout State) {
        if let count = state.seen[block] {
            state.seen[block] = count + 1
            return
        }
        if state.order.count >= blocksMax {
            for old in state.order.prefix(blocksMax / 2) { state.seen[old] = nil }
            state.order.removeFirst(blocksMax / 2)
        }
        state.seen[block] = 1
        state.order.append(block)
    }

    /// Of each whole block with all before it (FNV-1a).
    private static func digests(
        of bytes: [UInt8], blockBytes: Int, after memory: String
    ) -> [UInt64] {
        var digests: [UInt64] = []
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in memory.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for (index, byte) in bytes.enumerated() {
            digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
            if (index + 1).isMultiple(of: blockBytes) { digests.append(digest) }
        }
        return digests
    }
}
