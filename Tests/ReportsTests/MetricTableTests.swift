import Rows
import Testing
import Vocabulary

@testable import Reports

@Suite struct MetricTableTests {
    private func text(_ rows: [[Metric]]) throws -> String {
        let cases = rows.map { metrics in
            var row = SampleRun.cases[0]
            row.metrics = metrics
            return Row.case(row)
        }
        return try rendered(ConsoleReport.self, cases, ReportSettings(width: 80))
    }

    @Test func `named scores are shown as their means over all cases`() throws {
        let shown = try text([
            [
                Metric(name: "tone", score: 1, weight: 1),
                Metric(name: "facts", score: 0, weight: 1),
            ],
            [Metric(name: "tone", score: 0, weight: 2)], [],
        ])
        #expect(shown.contains("metric           score     cases\n"))
        #expect(shown.contains("  tone           0.333         2\n"))
        #expect(shown.contains("  facts          0.000         1\n"))
    }

    @Test func `files that people and programs read have them, too`() throws {
        let rows = [0.0, 1.0].map { score in
            var row = SampleRun.cases[0]
            row.metrics = [Metric(name: "to|ne", score: score, weight: 1)]
            return Row.case(row)
        }
        #expect(try rendered(MarkdownReport.self, rows).contains("| `to\\|ne` | 0.500 | 2 |"))
        #expect(
            try rendered(SummaryReport.self, rows).contains(
                #""metrics":[{"metric":"to|ne","score":0.5,"weight":2.0,"cases":2}]"#))
        #expect(
            try rendered(HTMLReport.self, rows).contains(
                #"["table","metrics","to|ne","0.500","2"]"#))
        #expect(!(try rendered(HTMLReport.self, []).contains(#"["table","metrics""#)))
    }

    @Test func `without names there is no table, and names of strangers are harmless`() throws {
        #expect(!(try text([[]])).contains("metric"))
        let shown = try text([[Metric(name: "\u{1B}[31mred\n", score: 1, weight: 1)]])
        #expect(!shown.contains("\u{1B}"))
        #expect(shown.contains("1.000"))
    }

    @Test func `each suite of JUnit's has those of its cases as properties`() throws {
        var row = SampleRun.cases[0]
        row.metrics = [Metric(name: "to|ne <b>", score: 0.5, weight: 2)]
        let junit = try rendered(JUnitReport.self, [.case(row)])
        #expect(junit.contains(#"name="pathproof.metric.to|ne &lt;b&gt;" value="0.500""#))
    }

    @Test func `a name for each row of a dataset makes no table of their length`() throws {
        let shown = try text((0..<300).map { [Metric(name: "row-\($0)", score: 1, weight: 1)] })
        #expect(shown.contains("row-99 "))
        #expect(!shown.contains("row-100 "))
    }
}
