import Testing
import Vocabulary

struct UsageTests {
    private let input = Usage.Count(24, "in")
    private let output = Usage.Count(1, "out")
    private let searches = Usage.Count(2, "searches")

    @Test
    func `counts are told apart from those that were not told`() {
        let usage = Usage(input: input, output: output, searches: searches)
        #expect(usage.input == input)
        #expect(usage.output == output)
        #expect(usage.total == nil)
        #expect(usage.searches == searches)
        #expect(usage.fetches == nil)
        #expect(usage.count == 3)
    }

    @Test
    func `a count that is set and one that is given at first are the same`() {
        var set = Usage()
        set.searches = searches
        set.output = output
        set.input = input
        #expect(set == Usage(input: input, output: output, searches: searches))
        #expect(set != Usage(input: input, output: output))
        #expect(set != Usage(input: input, output: Usage.Count(1, "elsewhere"), searches: searches))
    }

    @Test
    func `what is taken back was never told`() {
        var usage = Usage()
        usage.total = output
        usage.total = nil
        usage.fetches = nil
        #expect(usage == Usage())
        #expect(usage.count == 0)
    }

    @Test
    func `only what is seldom told is rare`() {
        #expect(!Usage().hasRareCounts)
        #expect(!Usage(input: input, reasoning: output).hasRareCounts)
        #expect(Usage(input: input, searches: searches).hasRareCounts)
    }

    @Test
    func `what comes later stands, and what it does not tell stays`() {
        var usage = Usage(input: input, output: output)
        usage.update(with: Usage(output: Usage.Count(7, "out"), searches: searches))
        #expect(usage == Usage(input: input, output: Usage.Count(7, "out"), searches: searches))
        usage.update(with: Usage())
        #expect(usage.count == 3)
    }
}
