import Testing
import Vocabulary

@testable import Checks

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("{ type: levenshtein, value: kitten, threshold: 3 }", "sitting", true),
        ("{ type: levenshtein, value: kitten, threshold: 2 }", "sitting", false),
        ("{ type: levenshtein, value: Paris }", "Par", true),
        ("{ type: levenshtein, value: Paris }", "", true),
        ("{ type: levenshtein, value: Parises }", "", false),
        ("{ type: levenshtein, value: \"\", threshold: 0 }", "", true),
        ("{ type: levenshtein, value: Paris, threshold: 0 }", "Paris", true),
        ("{ type: levenshtein, value: Paris, threshold: 0 }", "paris", false),
        ("{ type: levenshtein, value: 😀, threshold: 1 }", "😁", true),
        ("{ type: levenshtein, value: 😀, threshold: 1 }", "🤖", false),
        ("{ type: levenshtein, value: é, threshold: 1 }", "e\u{301}", false),
        ("{ type: not-levenshtein, value: kitten, threshold: 2 }", "sitting", true),
        ("{ type: levenshtein, value: 42, threshold: 1 }", "43", true),
    ])
    func `edits are counted as promptfoo counts them`(check: String, answer: String, holds: Bool)
        throws
    {
        let verdict = try Sample.judge(check, answer)
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `the narrow way agrees with the whole table`() {
        var state: UInt64 = 7
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        for _ in 0..<3000 {
            let one = (0..<next(12)).map { _ in UInt16(next(3)) }
            let other = (0..<next(12)).map { _ in UInt16(next(3)) }
            let distance = Self.distance(one, other)
            let (long, short) = one.count > other.count ? (one, other) : (other, one)
            for limit in 0...12 where long.count - short.count <= limit {
                #expect(
                    EditDistance.isNear(long, short, atMost: limit) == (distance <= limit),
                    "\(one) \(other) \(limit)")
            }
        }
    }

    private static func distance(_ one: [UInt16], _ other: [UInt16]) -> Int {
        guard !one.isEmpty, !other.isEmpty else { return max(one.count, other.count) }
        var table = [[Int]](
            repeating: Array(0...other.count), count: one.count + 1)
        for i in 0..<one.count {
            table[i + 1][0] = i + 1
            for j in 0..<other.count {
                table[i + 1][j + 1] = min(
                    table[i][j + 1] + 1, table[i + 1][j] + 1,
                    table[i][j] + (one[i] == other[j] ? 0 : 1))
            }
        }
        return table[one.count][other.count]
    }

    @Test func `long texts are told apart in bounded time, or not at all`() throws {
        let text = String(repeating: "abcdefghij", count: 10_000)
        let near = "x" + text.dropFirst(3) + "y"
        #expect(try Sample.judge("{ type: levenshtein, value: \(text) }", near).word == .passed)
        let check = "{ type: levenshtein, value: \(text), threshold: 90000 }"
        let verdict = try Sample.judge(check, String(repeating: "z", count: 95_000))
        #expect(verdict.word == .errored)
        #expect(verdict.message?.contains("take more than 50000000 steps") == true)
        // Enough edits for any two texts of these lengths.
        let all = "{ type: levenshtein, value: \(text), threshold: 100000 }"
        #expect(try Sample.judge(all, "zzz").word == .passed)
    }

    @Test(arguments: [
        "{ type: levenshtein, value: [a] }", "{ type: levenshtein, value: a, threshold: -1 }",
        "{ type: levenshtein, value: a, threshold: some }",
        "{ type: levenshtein, value: a, threshold: 1.5 }",
    ])
    func `thresholds are whole numbers and values are text`(check: String) throws {
        let mistakes = try Sample.mistakes(check)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.location?.column ?? 0 > 20)
    }
}
