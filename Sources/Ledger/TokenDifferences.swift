import Vocabulary

/// In how many calls the gateway's token counts are not the leg's, and in which way.
struct TokenDifferences: Sendable, Equatable {
    /// A kind of difference: how many calls show it, of how many that could.
    struct Count: Sendable, Equatable {
        var seen = 0
        var possible = 0
    }

    var reasoningMissing = Count()
    var cacheCountedTwice = Count()
    var cacheNotTold = Count()
    var inputDiffers = Count()
    var outputDiffers = Count()
    var streamsWithoutUsage = Count()
    var plainWithoutUsage = Count()
    var streamsWithoutCost = Count()

    /// Some call had a charge: then one without is odd.
    private(set) var tellsCost = false

    mutating func take(_ call: ReconciledCall) {
        if call.charged != nil { tellsCost = true }
        if call.isStreamed {
            streamsWithoutUsage.note(call.told == nil)
            streamsWithoutCost.note(call.charged == nil)
        } else {
            plainWithoutUsage.note(call.told == nil)
        }
        guard let told = call.told else { return }
        compareInput(call.counted, told)
        compareOutput(call.counted, told)
    }

    private mutating func compareInput(_ counted: TokenCounts, _ told: Usage) {
        guard let total = counted.inputTotal, let input = told.input?.value else { return }
        let (cached, isOver) = counted.cacheRead.addingReportingOverflow(counted.cachedAudio)
        guard !isOver else { return }
        if cached > 0 {
            let isTwice = Int128(input) - Int128(cached) == Int128(total)
            cacheCountedTwice.note(isTwice)
            cacheNotTold.note((told.cachedInput?.value ?? 0) == 0)
            if isTwice { return }
        }
        // Some languages tell the cache beside the input.
        inputDiffers.note(input != total && input != counted.inputFresh)
    }

    private mutating func compareOutput(_ counted: TokenCounts, _ told: Usage) {
        guard let all = counted.output, let output = told.output?.value else { return }
        let isWithoutReasoning =
            counted.reasoning > 0 && Int128(output) == Int128(all) - Int128(counted.reasoning)
        if counted.reasoning > 0 {
            reasoningMissing.note(isWithoutReasoning && (told.reasoning?.value ?? 0) == 0)
        }
        outputDiffers.note(output != all && !isWithoutReasoning)
    }
}

extension TokenDifferences.Count {
    fileprivate mutating func note(_ isSeen: Bool) {
        possible += 1
        if isSeen { seen += 1 }
    }

    /// `17 of 40 calls`.
    func words(_ what: String) -> String { "\(seen) of \(possible) \(what)" }
}
