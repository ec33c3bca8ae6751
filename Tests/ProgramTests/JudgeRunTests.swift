import Foundation
import TestSupport
import Testing
import Vocabulary

private let judgeKey = "sk-judge-4711-very-secret"

/// A suite whose answers a model judges: who asks it, when, and for how much.
@Suite struct JudgeRunTests {
    private func scratch(
        _ provider: JudgingProvider, tests: Int = 1, stream: String = "false",
        check: String = "{ type: llm-rubric, value: 'names {{ what }}', threshold: 0.5 }",
        more: String = "", limits: String = "", timeout: String = "10s"
    ) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: "${MY_KEY}" }
              mistral: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: "${JUDGE_KEY}"\(limits) }
            models:
              gpt-5.4-mini: { price: { input: "1000", output: "1000" } }
              mistral-small-2603: { price: { input: "1000", output: "1000" } }
            aliases:
              chat: [gpt-5.4-mini]
              spare: [{ model: mistral-small-2603, timeout: \(timeout) }]
            """,
            "s.yaml": """
            through: [chat]
            judge: mistral-small-2603
            prompts: ["Capital of France, {{ n }}?"]
            stream: \(stream)
            params: { max_tokens: 4 }
            \(more.isEmpty ? "paths: primary" : more)
            defaultTest:
              vars: { what: the capital }
              assert: [\(check)]
            tests: file://d.csv
            """,
            "d.csv": "n\n" + (0..<tests).map { "\($0)\n" }.joined(),
        ])
    }

    private func run(
        _ scratch: Scratch, _ words: [String] = ["--live", "--budget", "100"]
    ) throws -> Program.Outcome {
        try Program.run(
            ["run", "s.yaml"] + words, in: scratch.folder,
            environment: ["MY_KEY": "sk-answers-1", "JUDGE_KEY": judgeKey])
    }

    private func check(_ row: [String: Any]) -> (verdict: String, message: String)? {
        let checks = row["checks"] as? [[String: Any]] ?? []
        return checks.first { $0["check"] as? String == "llm-rubric" }.map {
            ($0["verdict"] as? String ?? "", $0["message"] as? String ?? "")
        }
    }

    /// Every file that the run left, in one text.
    private func everything(in scratch: Scratch) throws -> String {
        let folder = scratch.folder.appending(path: "pathproof-out")
        let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
        return names.compactMap { name in
            (name as? String).flatMap {
                try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
            }
        }.joined(separator: "\n")
    }

    // MARK: What is asked, and what it costs

    @Test func `a judge is asked once for each answer, directly, and its cost stands by itself`()
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 2, stream: "both")
        let outcome = try run(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(provider.asked == 4)
        let judged = provider.judged
        #expect(judged.count == 4)
        for question in judged {
            #expect(question.key == "Bearer \(judgeKey)")
            #expect(question.body.contains(#""temperature":0"#))
            #expect(question.body.contains("names the capital"))
            #expect(question.body.contains("It is Paris."))
            #expect(!question.body.contains(Marker.prefix), "\(question.body)")
        }
        let questions = try scratch.rows("question")
        #expect(questions.count == 4)
        for row in questions {
            #expect(row["asked"] as? String == "mistral:mistral-small-2603")
            #expect(row["cost"] as? String == "0.12" && row["currency"] as? String == "USD")
            #expect(row["input_tokens"] as? Int == 100 && row["output_tokens"] as? Int == 20)
            #expect((row["said"] as? String)?.contains("as asked") == true)
        }
        // Not mixed into what the judged leg cost.
        for row in try scratch.rows("case") {
            #expect(row["cost"] as? String == "0.014", "\(row)")
        }
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let own = try #require(limits.first { $0["of"] as? String == "the run" })
        #expect(own["booked"] as? String == "0.536")
        #expect(
            outcome.output.contains(
                #/judge:mistral-small-2603\n +1 mistral:mistral-small-2603 +0\.48 USD/#),
            "\(outcome.output)")
        #expect(outcome.errors.contains("for 4 questions about answers"), "\(outcome.errors)")
        #expect(try scratch.text("pathproof-out/summary.md").contains("judge:mistral-small-2603/1"))
    }

    @Test
    func `an answer that a judge finds wanting fails, with its words, its score and its name`()
        throws
    {
        let provider = try JudgingProvider { _, _ in
            .says(
                "Here it is:\n```json\n{\"reason\": \"too short\", \"pass\": true, \"score\": 0.25}\n```"
            )
        }
        let scratch = try scratch(provider)
        let outcome = try run(scratch)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        let row = try #require(try scratch.rows("case").first)
        let found = try #require(check(row))
        #expect(found.verdict == "failed")
        #expect(
            found.message
                == "expected the answer to meet 'names the capital'; mistral:mistral-small-2603 judged: "
                + "score 0.25, below the threshold 0.5: 'too short'; got 'It is Paris.'")
    }

    @Test(arguments: [
        ("garbage", JudgingProvider.Manner.says("I cannot say."), "no JSON object with 'pass'"),
        ("two", .says(#"{"pass": true} or {"pass": false}"#), "two judgements that differ"),
        ("429", .status(429), "status 429"), ("500", .status(500), "status 500"),
        ("401", .status(401), "refused its key with status 401"),
        ("400", .status(400), "answered without a judgement with status 400: not now"),
        ("hangs", .hangs, "could not be asked to the end"),
    ])
    func `a judge that does not judge makes an error, and neither a pass nor a failure`(
        name: String, manner: JudgingProvider.Manner, words: String
    ) throws {
        let provider = try JudgingProvider { _, _ in manner }
        let scratch = try scratch(provider, timeout: "1s")
        let outcome = try run(scratch)
        #expect(outcome.status == 3, "\(name) \(outcome.output)\(outcome.errors)")
        let row = try #require(try scratch.rows("case").first)
        #expect(row["verdict"] as? String == "errored")
        let found = try #require(check(row))
        #expect(found.verdict == "errored")
        #expect(found.message.contains(words), "\(found.message)")
        #expect(provider.judged.count == 1)
    }

    @Test func `a key that a judge says back is nowhere in what a run leaves`() throws {
        let provider = try JudgingProvider { _, _ in .echoesKey }
        let scratch = try scratch(provider)
        let tapes = scratch.folder.appending(path: "tapes").path
        let outcome = try run(scratch, ["--record", tapes, "--budget", "100"])
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        let left = try everything(in: scratch)
        #expect(left.contains("you sent Bearer [secret]"))
        let texts = try FileManager.default.contentsOfDirectory(atPath: tapes).map {
            try String(contentsOfFile: "\(tapes)/\($0)", encoding: .utf8)
        }
        #expect(texts.count == 2)
        for text in [left, outcome.output, outcome.errors] + texts {
            #expect(!text.contains("4711"))
        }
    }

    @Test
    func `legs that are asked without a gateway, and a gateway by its address, are judged alike`()
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider)
        let suite = try scratch.text("s.yaml")
        let file = scratch.folder.appending(path: "s.yaml")
        try Data(suite.replacing("through: [chat]", with: "models: [gpt-5.4-mini]").utf8)
            .write(to: file)
        let direct = try run(scratch)
        #expect(direct.status == 0, "\(direct.output)\(direct.errors)")
        #expect(provider.judged.count == 1 && provider.asked == 1)
        try Data(suite.utf8).write(to: file)
        let gateway = try CountingGateway(answer: { _ in "It is Paris." })
        let words = ["--gateway", gateway.url, "--live", "--allow-unpriced"]
        let uncapped = try run(scratch, words)
        #expect(uncapped.status == 2)
        #expect(
            uncapped.errors.contains("s.yaml:2:8: error: the judge 'mistral-small-2603' is asked"),
            "\(uncapped.errors)")
        let behind = try run(scratch, words + ["--budget", "10"])
        #expect(behind.status == 0, "\(behind.output)\(behind.errors)")
        #expect(provider.judged.count == 2 && provider.asked == 1)
        #expect(try scratch.rows("question").first?["cost"] as? String == "0.12")
    }

    // MARK: When nobody is asked

    @Test func `a simulated run asks nobody, spends nothing, and says what it did not judge`()
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 3)
        let suite = try scratch.text("s.yaml").replacing(
            "defaultTest:", with: "defaultTest:\n  simulate: It is Paris.")
        try Data(suite.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        let outcome = try run(scratch, [])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(provider.judged.isEmpty && provider.asked == 0)
        #expect(try scratch.rows("question").isEmpty)
        for row in try scratch.rows("case") {
            let found = try #require(check(row))
            #expect(found.verdict == "skipped")
            #expect(found.message == "a simulated run asks no judge: --live does")
        }
        #expect(outcome.output.contains("a simulated run asks no judge"), "\(outcome.output)")
        // The plan tells what judges would cost, whether or not there is something to simulate.
        let bare = try scratch.text("s.yaml").replacing("  simulate: It is Paris.\n", with: "")
        try Data(bare.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        let plan = try run(scratch, ["--plan"])
        #expect(plan.output.contains("of it for 3 questions about answers: "))
        #expect(provider.judged.isEmpty)
    }

    @Test
    func
        `a fault that only a judge could see is no blindness of a suite whose judge was not asked`()
        throws
    {
        let provider = try JudgingProvider { _, words in
            .says("{\"pass\": \(words.contains("It is Paris."))}")
        }
        let scratch = try scratch(
            provider, check: "{ type: llm-rubric, value: names it }",
            more: "causes: [prose-for-json]")
        let suite = try scratch.text("s.yaml").replacing(
            "defaultTest:", with: "defaultTest:\n  simulate: '{\"a\":1}'")
        try Data(suite.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        let simulated = try run(scratch, [])
        let broken = try #require(
            try scratch.rows("case").first { $0["cause"] as? String == "prose-for-json" })
        #expect(broken["verdict"] as? String == "skipped", "\(broken)\(simulated.errors)")
        let told = (broken["checks"] as? [[String: Any]] ?? []).map {
            $0["message"] as? String ?? ""
        }
        #expect(told.contains { $0.contains("whether 'llm-rubric' sees it cannot be told") })
        let live = try run(scratch)
        let caught = try #require(
            try scratch.rows("case").first { $0["cause"] as? String == "prose-for-json" })
        #expect(caught["verdict"] as? String == "passed", "\(caught)\(live.output)")
        #expect("\(caught)".contains("noticed by llm-rubric"), "\(caught)")
    }

    @Test func `an error that surfaces is judged by nobody`() throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, more: "causes: [server-error]")
        let outcome = try run(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try scratch.rows("case").count == 2)
        #expect(provider.judged.count == 1)
    }

    // MARK: Money

    @Test(arguments: [1, 8])
    func `a budget that judgements would pass ends the run before it is passed`(jobs: Int) throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 20)
        let outcome = try run(scratch, ["--live", "--budget", "5", "-j", "\(jobs)"])
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("the budget of 5 USD was reached"))
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let booked = try #require(
            (limits.first?["booked"] as? String).flatMap { Money($0, "USD") })
        #expect(booked.nanos <= 5_000_000_000)
        #expect(provider.judged.count > 2 && provider.judged.count < 20)
        // What was answered was judged: nobody paid for an answer that nobody could judge.
        #expect(try scratch.rows("case").count == provider.judged.count)
        #expect(provider.asked == provider.judged.count)
    }

    @Test func `the budget of the judge's own provider counts its judgements and nothing else`()
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 20, limits: ", budget_usd: 4")
        let outcome = try run(scratch, ["--live", "--budget", "100", "-j", "1"])
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(
            outcome.errors.contains("the budget of 4 USD for provider 'mistral'"),
            "\(outcome.errors)")
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let own = try #require(limits.first { $0["of"] as? String == "provider 'mistral'" })
        let count = provider.judged.count
        #expect(count > 2 && count < 20)
        #expect(own["booked"] as? String == Money(nanos: Int128(count) * 120_000_000, "USD").amount)
    }

    @Test func `a judge is asked no more often than its provider allows`() throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 5, limits: ", rpm: 600")
        let outcome = try run(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let times = provider.judged.map(\.at).sorted()
        let took = try #require(times.last).timeIntervalSince(try #require(times.first))
        // A tenth of a second between two.
        #expect(times.count == 5 && took > 0.33, "\(took)")
    }

    @Test func `a judge of unknown price is refused where a budget has to hold`() throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider)
        let suite = try scratch.text("s.yaml").replacing(
            "judge: mistral-small-2603", with: "judge: deepseek-chat")
        try Data(suite.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        let outcome = try run(scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("no price is known for deepseek:deepseek-chat"),
            "\(outcome.errors)")
        #expect(provider.asked == 0)
    }

    // MARK: Again

    @Test func `a recording judges again as it did, and asks nobody`() throws {
        let provider = try JudgingProvider { number, _ in
            .says("{\"pass\": \(number % 2 == 0), \"reason\": \"number \(number)\"}")
        }
        let scratch = try scratch(
            provider, tests: 3, stream: "both",
            check: "{ type: llm-rubric, value: 'names {{ n }}' }")
        let tapes = scratch.folder.appending(path: "tapes").path
        func verdicts() throws -> [String: String] {
            Dictionary(
                try scratch.rows("case").map { row in
                    (row["id"] as? String ?? "", check(row)?.message ?? "passed")
                }, uniquingKeysWith: { $1 })
        }
        let first = try run(scratch, ["--record", tapes, "--budget", "100"])
        let recorded = try verdicts()
        #expect(recorded.count == 6, "\(first.output)\(first.errors)")
        #expect(Set(recorded.values).count > 1)
        let (asked, judged) = (provider.asked, provider.judged.count)
        // The plain answer and the streamed one are the same words: one judgement.
        #expect(judged == 3)
        let second = try run(scratch, ["--replay", tapes])
        #expect(try verdicts() == recorded, "\(second.output)\(second.errors)")
        #expect(second.status == first.status)
        #expect(provider.asked == asked && provider.judged.count == judged)
    }

    @Test
    func `a run that goes on asks nothing twice that was judged, and what was spent stays spent`()
        throws
    {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider, tests: 6)
        let cut = try run(scratch, ["--live", "--budget", "100", "--max-cases", "4", "-j", "1"])
        #expect(provider.judged.count == 4, "\(cut.output)\(cut.errors)")
        let results = scratch.folder.appending(path: "pathproof-out/results.jsonl")
        // As a kill leaves it.
        let lines = try scratch.text("pathproof-out/results.jsonl").split(separator: "\n")
        try lines.filter { !$0.contains(#""type":"end""#) }.joined(separator: "\n")
            .appending("\n").write(to: results, atomically: true, encoding: .utf8)
        let whole = try Program.run(
            ["run", "--resume", "--budget", "100"], in: scratch.folder,
            environment: ["MY_KEY": "sk-answers-1", "JUDGE_KEY": judgeKey])
        let cases = try scratch.rows("case")
        #expect(cases.count == 6, "\(whole.output)\(whole.errors)")
        #expect(provider.judged.count == cases.count)
        #expect(provider.asked == cases.count)
        #expect(try scratch.rows("question").count == cases.count)
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        #expect(
            limits.first?["booked"] as? String
                == Money(nanos: Int128(cases.count) * 134_000_000, "USD").amount)
    }

    @Test func `every repeat of a case is judged, and each judgement is told`() throws {
        let provider = try JudgingProvider { number, _ in .says("{\"pass\": \(number != 1)}") }
        let scratch = try scratch(
            provider, check: "{ type: llm-rubric, value: names it }",
            more: "paths: primary\nrepeat: 3\npass_rate: 0.6")
        let outcome = try run(scratch, ["--live", "--budget", "100", "-j", "1"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(provider.judged.count == 3)
        #expect(try scratch.rows("question").count == 3)
        #expect(try scratch.rows("case").first?["repeats_passed"] as? Int == 2)
    }

    // MARK: Mistakes

    @Test(arguments: [
        (
            "judge: mistral-small-2603\n", "", "s.yaml:8:39",
            "'llm-rubric' needs a judge, and the suite names none", "judge: gpt-5.4-mini"
        ),
        (
            "judge: mistral-small-2603", "judge: mistral-smal-2603", "s.yaml:2:8",
            "unknown judge 'mistral-smal-2603'", "did you mean 'mistral-small-2603'?"
        ),
        (
            "threshold: 0.5", "threshold: 5", "s.yaml:9:", "must be a number from 0 to 1", "score"
        ),
        (
            "threshold: 0.5", "provider: openai:gpt-5.4", "s.yaml:9:",
            "'provider' of 'llm-rubric' is not taken", "`judge:` of the suite"
        ),
        (
            "value: 'names {{ what }}'", "value: 'names {{ waht }}'", "s.yaml:9:",
            "'{{ waht }}' has no value", "'what'"
        ),
        ("value: 'names {{ what }}', ", "", "s.yaml:9:", "needs 'value'", "llm-rubric"),
        (
            "llm-rubric", "llm-rubrik", "s.yaml:9:", "unknown check 'llm-rubrik'",
            "did you mean 'llm-rubric'?"
        ),
    ])
    func `a mistake in who judges or what is told at its line before anybody is asked`(
        written: String, slip: String, place: String, message: String, hint: String
    ) throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider)
        let suite = try scratch.text("s.yaml").replacing(written, with: slip)
        try Data(suite.utf8).write(to: scratch.folder.appending(path: "s.yaml"))
        for command in [["run", "s.yaml", "--live", "--budget", "1"], ["lint", "s.yaml"]] {
            let outcome = try Program.run(
                command, in: scratch.folder,
                environment: ["MY_KEY": "sk-answers-1", "JUDGE_KEY": judgeKey])
            #expect(outcome.status == 2 || command[0] == "lint" && outcome.status == 1)
            let told = outcome.errors + outcome.output
            #expect(told.contains(place), "\(place)\n\(told)")
            #expect(told.contains(message) && told.contains(hint), "\(told)")
        }
        #expect(provider.asked == 0 && provider.judged.isEmpty)
    }

    @Test func `a judge without a key is told before anything is sent`() throws {
        let provider = try JudgingProvider()
        let scratch = try scratch(provider)
        let outcome = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: ["MY_KEY": "sk-answers-1", "JUDGE_KEY": "", "MISTRAL_API_KEY": ""])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("there is no key for provider 'mistral'"), "\(outcome.errors)")
        #expect(provider.asked == 0)
    }
}
