import Documents
import GatewayMaps
import Suites
import Vocabulary

extension LintRule {
    /// Nobody can count it by hand, and `match: context_length > …` needs a number.
    static let contextLength = LintRule(
        "context-length", .note,
        "the `context_length` that route rules will see, over a suite's tests"
    ) { subject in
        subject.suites.flatMap { suite, document -> [Diagnostic] in
            do throws(Diagnostics) {
                guard let (range, tests) = try range(of: suite) else { return [] }
                let lengths =
                    range.lowerBound == range.upperBound
                    ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
                return [
                    document.diagnostic(
                        "suite '\(suite.name)' asks with a `context_length` of \(lengths), over "
                            + "\(tests) test\(tests == 1 ? "" : "s")")
                ]
            } catch {
                return error.items
            }
        }
    }

    /// As long as what a run adds to a prompt, and so what the gateway will measure.
    private static let marker = Marker(
        text: Marker.prefix + String(repeating: "0", count: Marker.digits))

    private static func range(
        of suite: Suite
    ) throws(Diagnostics) -> (ClosedRange<Int>, tests: Int)? {
        var lengths: ClosedRange<Int>?
        var count = 0
        var tests = suite.tests.makeIterator()
        while let test = try tests.next() {
            count += 1
            for prompt in suite.prompts {
                // A test that lacks a variable is told elsewhere.
                guard
                    let asked = prompt.prompt(
                        with: test.variables, parameters: suite.parameters, marker: marker,
                        metadata: suite.routing(of: test), surroundings: test.surroundings)
                else { continue }
                let length = RequestFacts(asked, isStreamed: false).contextLength
                let known = lengths ?? length...length
                lengths = min(known.lowerBound, length)...max(known.upperBound, length)
            }
        }
        return lengths.map { ($0, count) }
    }
}
