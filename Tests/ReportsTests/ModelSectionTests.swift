import Foundation
import Ledger
import Rows
import Testing
import Vocabulary

@testable import Reports

/// What a run's own reports tell of the models that it asked.
struct ModelSectionTests {
    private let settings: ReportSettings = {
        var settings = ReportSettings(width: 140)
        settings.declaration = { name in
            name.hasPrefix("own:")
                ? RecommendedRoutes.Declaration(provider: "own", pin: "house-1", isGuess: false)
                : nil
        }
        return settings
    }()

    /// One suite that asks models by name, a case and its call each.
    private func rows(
        _ mode: RunRow.Mode, _ models: [(name: String, nanos: Int128, isRight: Bool)]
    ) -> [Row] {
        var run = SampleRun.run
        run.mode = mode
        run.tasks = [RunRow.Task(suite: "s", name: "triage | <b>")]
        var rows: [Row] = [.run(run)]
        for (name, nanos, isRight) in models {
            let leg = LegID(route: String(name.split(separator: ":")[1]), index: 0)
            var row = SampleRun.row(
                "s", leg, nil, stream: false, "t", isRight ? .passed : .failed)
            row.legName = name
            var call = CallRow(leg: leg, arrived: .zero)
            (call.caseID, call.status, call.isComplete) = (row.id, 200, true)
            call.cost = Money(nanos: nanos, Money.dollars)
            rows += [.call(call), .case(row)]
        }
        return rows + [.end(SampleRun.end())]
    }

    private let three: [(name: String, nanos: Int128, isRight: Bool)] = [
        ("openai:big", 9000, true), ("own:house", 500, true), ("openai:tiny", 10, false),
    ]

    private func summary(_ rows: [Row]) throws -> [String: Any] {
        let text = try rendered(SummaryReport.self, rows, settings)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require(object?["models"] as? [String: Any])
    }

    @Test(arguments: [RunRow.Mode.live, .simulated])
    func `every report has the table of each task, the front and what is recommended`(
        mode: RunRow.Mode
    ) throws {
        let rows = rows(mode, three)
        let markdown = try rendered(MarkdownReport.self, rows, settings)
        for words in [
            "## Models by task\n", #"### triage \| &#60;b&#62;"#, "| →◆ | `own:house` | 100.0 % |",
            "|  ◆ | `openai:tiny` | 0.0 % |", "0.0005 USD", "own:house for all costs",
            "- match: ", "    model: house\n", "pin: house-1",
        ] {
            #expect(markdown.contains(words), "\(words): \(markdown)")
        }
        let console = try rendered(ConsoleReport.self, rows, settings)
        #expect(console.contains("→◆ own:house"), "\(console)")
        let page = try rendered(HTMLReport.self, rows, settings)
        for words in [
            #"["task","triage | \u003cb>",["model","right""#, #"["→◆ own:house","100.0 %""#,
            #"["routings",["routing of 1,000 answers of each task""#, #"pin: house-1"#,
        ] {
            #expect(page.contains(words), "\(words)")
        }
        let task = try #require((try summary(rows)["tasks"] as? [[String: Any]])?.first)
        #expect(task["recommended"] as? String == "own:house")
        let models = try #require(task["models"] as? [[String: Any]])
        #expect(models.map { $0["pareto"] as? Bool } == [false, true, true])
        #expect((models[0]["total_p50_us"] == nil) == false)
    }

    @Test
    func `where there is nothing to choose people are told nothing, and programs the figures`()
        throws
    {
        let one = rows(.live, Array(three.prefix(1)))
        // A chain's second model, asked with answers that the suite made up.
        var chain = rows(.simulated, Array(three.prefix(2)))
        for place in chain.indices {
            guard case .case(var row) = chain[place] else { continue }
            (row.leg, row.route) = (
                LegID(route: "chat", index: row.legName == "openai:big" ? 0 : 1), "chat"
            )
            row.answeredBy = row.leg
            chain[place] = .case(row)
        }
        for rows in [one, chain] {
            for type in [MarkdownReport.self, ConsoleReport.self] as [any Report.Type] {
                let text = try rendered(type, rows, settings)
                #expect(!text.contains("◆") && !text.contains("Models by task"), "\(text)")
            }
            #expect(!(try rendered(HTMLReport.self, rows, settings).contains(#"["task","#)))
            #expect(try summary(rows)["tasks"] != nil)
        }
        // Real answers of a chain decide something.
        guard case .run(var run) = chain[0] else { return }
        run.mode = .live
        chain[0] = .run(run)
        let text = try rendered(ConsoleReport.self, chain, settings)
        // Its calls are of other legs, so nothing is known of what these cost.
        #expect(text.contains("→◆ openai:big"), "\(text)")
    }

    @Test(arguments: [80, 100, 140]) func `a terminal's lines keep to its width`(width: Int) throws
    {
        var settings = settings
        settings.width = width
        let long = (1...3).map {
            ("provider-\($0):a-model-of-a-name-that-is-quite-long-\($0)", Int128($0), true)
        }
        let text = try rendered(ConsoleReport.self, rows(.live, long), settings)
        #expect(text.contains("→◆ provider-1:a-mode"), "\(text)")
        for line in text.split(separator: "\n") {
            #expect(TerminalText.columns(String(line)) <= width, "\(line)")
        }
    }
}
