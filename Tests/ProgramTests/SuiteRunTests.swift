import Foundation
import TestSupport
import Testing

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s, retry: { times: 1, on: [rate-limit] } }
        - { model: claude-haiku-4-5, timeout: 10s }
    """

private func run(
    _ suite: String, _ options: [String] = [], files: [String: String] = [:]
) throws -> (Program.Outcome, Scratch) {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite].merging(files) { $1 })
    return (try Program.run(["run", "s.yaml"] + options, in: scratch.folder), scratch)
}

private func ids(_ scratch: Scratch) throws -> [String] {
    try scratch.rows("case").compactMap { $0["id"] as? String }
}

private let capital = """
    paths: causes
    prompts: ["Answer with the capital only: {{ country }}"]
    tests: [{ vars: { country: France }, assert: [{ type: equals, value: Paris }], simulate: Paris }]
    """

@Test func `a retry is seen to cure what strikes once, and a leg that comes and goes to come back`()
    throws
{
    let (outcome, scratch) = try run(
        capital, ["--cause", "rate-limit-once", "--cause", "unavailable-flapping"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let rows = try scratch.rows("case").filter { $0["stream"] as? Bool == false }
    #expect(
        rows.compactMap { $0["id"] as? String } == [
            "s/chat/1/rate-limit-once/plain/prompt/France",
            "s/chat/1/unavailable-flapping/plain/prompt/France",
        ])
    #expect(rows[0]["calls"] as? [String: Int] == ["chat/1": 2])
    #expect(rows[0]["answered_by"] as? String == "chat/1")
    #expect(rows[1]["repeats"] as? Int == 4 && rows[1]["repeats_passed"] as? Int == 4)
    let calls = try scratch.rows("call").filter {
        $0["case"] as? String == rows[1]["id"] as? String
    }
    #expect(calls.compactMap { $0["status"] as? Int } == [503, 200, 200, 503, 200, 200])
    #expect(outcome.output.contains("unavailable-"))
}

@Test func `a test with a schema and no answer is simulated by what fits the schema`() throws {
    let (outcome, scratch) = try run(
        """
        paths: causes
        prompts: ["Classify: {{ ticket }}"]
        defaultTest:
          assert:
            - type: is-json
              value: { type: object, required: [queue, n], properties: { queue: { enum: [billing, account] }, n: { type: integer } } }
        tests: [{ vars: { ticket: a }, assert: [{ type: icontains, value: outage }] }]
        """, ["--route", "chat"])
    let rows = try scratch.rows("case")
    #expect(rows.filter { $0["verdict"] as? String == "failed" }.isEmpty, "\(outcome.output)")
    #expect(rows.contains { ($0["id"] as? String ?? "").contains("/fenced-json/") })
    let checks = rows.flatMap { $0["checks"] as? [[String: Any]] ?? [] }
    let skipped = checks.filter { $0["verdict"] as? String == "skipped" }
    #expect(Set(skipped.compactMap { $0["check"] as? String }).contains("icontains"))
    #expect(!skipped.contains { $0["check"] as? String == "is-json" })
}

@Test func `tools are asked for, simulated, and broken where a test has a tool call`() throws {
    let (outcome, scratch) = try run(
        """
        paths: causes
        prompts:
          - user: Weather?
            tools:
              - name: get_weather
                parameters: { type: object, properties: { city: { type: string } }, required: [city] }
        tests:
          - assert: [{ type: is-valid-openai-tools-call }]
            simulate: { tool_calls: [{ name: get_weather, arguments: { city: Rome } }] }
        """, ["--cause", "bad-tool-arguments", "--cause", "healthy"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try ids(scratch).filter { $0.contains("bad-tool-arguments") }.count == 4)
    #expect(try ids(scratch).filter { $0.contains("healthy") }.count == 4)
}

@Test func `models are asked directly, each in its own language and with its own words`() throws {
    let (outcome, scratch) = try run(
        """
        models: [gpt-5.4-mini, claude-haiku-4-5, gemini-3.6-flash]
        prompts: [{ system: Be brief., user: "{{ q }}", for: { anthropic: { system: file://claude.md } } }]
        tests: [{ vars: { q: Why? }, assert: [{ type: equals, value: no }], simulate: Because. }]
        """, files: ["claude.md": "Be brief, Claude."])
    #expect(outcome.status == 1, "\(outcome.errors)")
    let rows = try scratch.rows("case")
    #expect(rows.count == 6)
    for row in rows {
        let route = row["route"] as? String ?? ""
        #expect(row["answered_by"] as? String == "\(route)/1")
        #expect((row["output"] as? String) == "Because.")
        let asked = row["prompt"] as? String ?? ""
        #expect(asked.hasPrefix(route.hasPrefix("claude") ? "Be brief, Claude." : "Be brief."))
        #expect(!asked.contains("ppcase"))
    }
}

@Test func `a suite that asks models directly is a suite to every command`() throws {
    let scratch = try Scratch([
        "suites/routes.yaml": "aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }",
        "suites/s.yaml": """
        models: [gpt-5.4]
        prompts: ["2+2"]
        tests: [{ simulate: "4", assert: [{ type: equals, value: "4" }] }]
        """,
    ])
    func pathproof(_ words: String...) throws -> Program.Outcome {
        try Program.run(words, in: scratch.folder)
    }
    let lint = try pathproof("lint", "suites")
    #expect(lint.status == 0 && lint.errors.isEmpty, "\(lint.output)\(lint.errors)")
    #expect(lint.output.contains("suite 's' asks with a `context_length`"), "\(lint.output)")
    let list = try pathproof("list", "models", "suites/s.yaml")
    #expect(list.status == 0 && list.errors.isEmpty, "\(list.errors)")
    let mix = try pathproof("drill", "suites/s.yaml", "--mix", "rate-limit=5%")
    #expect(mix.status == 2, "\(mix.output)")
    #expect(mix.errors.contains("asks models without a gateway"), "\(mix.errors)")
    let drill = try pathproof("drill", "suites/s.yaml")
    #expect(drill.status == 2 && drill.errors.contains("a file of pathproof's own"))
    // In a folder it is not passed over.
    let run = try pathproof("run")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(try scratch.rows("case").allSatisfy { $0["route"] as? String == "gpt-5.4" })
}

@Test func `tests are chosen by tag, by label, from the start and by chance`() throws {
    let tests = (0..<20).map {
        "  - { vars: { n: \($0) }, simulate: x, tags: [\($0 % 2 == 0 ? "even" : "odd")], metadata: { third: \($0 % 3) } }"
    }
    let suite =
        "stream: false\nthrough: [chat]\npaths: primary\nprompts: [\"{{ n }}\"]\ntests:\n"
        + tests.joined(separator: "\n")
    func numbers(_ options: [String]) throws -> [Int] {
        let (outcome, scratch) = try run(suite, options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try ids(scratch).compactMap { $0.split(separator: "/").last.flatMap { Int($0) } }
    }
    #expect(try numbers(["--tag", "odd"]) == Array(stride(from: 1, to: 20, by: 2)))
    #expect(try numbers(["--first", "3"]) == [0, 1, 2])
    #expect(try numbers(["--tag", "odd", "--first", "2"]) == [1, 3])
    #expect(try numbers(["--metadata", "third=1", "--tag", "even"]) == [4, 10, 16])
    let sampled = try numbers(["--sample", "5", "--seed", "7"])
    #expect(sampled.count == 5 && sampled == sampled.sorted())
    #expect(try numbers(["--sample", "5", "--seed", "7"]) == sampled)
    #expect(try numbers(["--sample", "5", "--seed", "8"]) != sampled)
    let (outcome, _) = try run(suite, ["--tag", "evn"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("no test has the tag 'evn'"))
    #expect(outcome.errors.contains("did you mean 'even'?"))
}

@Test func `too little coverage is told, and ends with 3`() throws {
    let lonely = "aliases: { chat: [gpt-5.4, { model: gpt-5.2, on: [] }] }"
    let suite = "prompts: [x]\ntests: [{ simulate: y }]"
    for (share, status) in [("50", Int32(0)), ("50.5", 3), ("0", 0), ("100", 3)] {
        let (outcome, _) = try run(
            suite, ["--min-coverage", share], files: ["routes.yaml": lonely])
        #expect(outcome.status == status, "\(share): \(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("coverage is 50.0 %: 2 of 4") == (status == 3))
    }
    let (outcome, _) = try run(suite, ["--min-coverage", "many"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("not a number from 0 to 100"))
}

@Test func `a plan is printed as JSON, with the calls that are expected`() throws {
    let (outcome, scratch) = try run(capital, ["--plan", "--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out"))
    let plan = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let suite = try #require((plan["suites"] as? [[String: Any]])?.first)
    let paths = try #require(suite["paths"] as? [[String: Any]])
    #expect(paths.compactMap { $0["requests"] as? Int }.reduce(0, +) == plan["requests"] as? Int)
    let calls = paths.compactMap { $0["calls"] as? [String: Int] }.flatMap(\.values).reduce(0, +)
    #expect(calls == plan["calls"] as? Int)
    let once = try #require(paths.first { $0["cause"] as? String == "rate-limit-once" })
    #expect(once["calls"] as? [String: Int] == ["chat/1": 2])
    #expect((once["expected"] as? [[String: Any]])?.first?["answered_by"] as? String == "chat/1")
    let flapping = try #require(paths.first { $0["cause"] as? String == "unavailable-flapping" })
    #expect((flapping["expected"] as? [[String: Any]])?.count == 4)
    #expect(flapping["calls"] as? [String: Int] == ["chat/1": 4, "chat/2": 2])
    let text = try Program.run(["run", "s.yaml", "--plan"], in: scratch.folder)
    #expect(text.output.contains("moves on to chat/2, then answers"))
    #expect(text.output.contains("\(plan["calls"] as? Int ?? -1) calls expected"))
    // The printed plan's money, and no other.
    let estimate = try #require(plan["estimate"] as? [String: Any])
    let dollars = try #require(estimate["USD"] as? String)
    #expect(text.output.contains("estimate: \(dollars) USD"))
    #expect(estimate["unknown"] as? Int == 0)
}

@Test func `a part of the repeats is enough where the suite says so`() throws {
    // The answer is what it is, so a rate of 0 is the only one that makes a wrong answer pass.
    let suite = { (rate: String) in
        "paths: primary\nstream: false\nrepeat: 3\npass_rate: \(rate)\nprompts: [x]\n"
            + "tests: [{ assert: [{ type: equals, value: a }], simulate: b }]"
    }
    let (kept, scratch) = try run(suite("0"))
    #expect(kept.status == 0, "\(kept.output)")
    #expect(try scratch.rows("case").first?["repeats_passed"] as? Int == 0)
    #expect(try scratch.text("pathproof-out/junit.xml").contains("flakyFailure"))
    #expect(try run(suite("0.3")).0.status == 1)
}

@Test func `promptfoo's columns are checked row by row`() throws {
    let (outcome, scratch) = try run(
        "paths: primary\nstream: false\nprompts: [\"{{ country }}\"]\n"
            + "defaultTest: { simulate: \"{{ answer }}\" }\ntests: file://data.csv",
        files: [
            "data.csv":
                "country,answer,__expected,__expected2\nFrance,Paris,icontains: paris,Paris\nJapan,Tokyo,Kyoto,\n"
        ])
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(
        try scratch.rows("case").compactMap { $0["verdict"] as? String } == ["passed", "failed"])
    let (unknown, _) = try run(
        "prompts: [\"{{ country }}\"]\ntests: file://data.csv",
        files: ["data.csv": "country,__expected\nFrance,g-eval: is nice\n"])
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("check 'g-eval' of promptfoo is not taken"))
    #expect(unknown.errors.contains("data.csv:2:8"))
}

@Test func `names that a suite gets wrong are told with the nearest ones`() throws {
    let (provider, _) = try run(
        "prompts: [{ user: a, for: { antropic: { system: b } } }]\ntests: [{ vars: {} }]")
    #expect(provider.status == 2)
    #expect(provider.errors.contains("unknown provider 'antropic'"))
    #expect(provider.errors.contains("did you mean 'anthropic'?"))
    let (way, _) = try run(
        "prompts: [\"{{ user.nme }}\"]\ntests: [{ vars: { user: { name: Ada } } }]")
    #expect(way.errors.contains("asks for '{{ user.nme }}', which this test does not give"))
    #expect(way.errors.contains("did you mean 'user.name'?"))
    let (gateway, _) = try run("gateway: ci\nprompts: [a]\ntests: [{ vars: {} }]")
    #expect(gateway.status == 2)
    #expect(gateway.errors.contains("s.yaml:1:10: error: unknown gateway 'ci'"))
}

@Test func `a prompt that wants its answer by a schema is simulated by what fits it`() throws {
    let (outcome, scratch) = try run(
        """
        paths: primary
        prompts: [{ user: a, format: { schema: { type: object, properties: { n: { const: 7 } }, required: [n] } } }]
        tests: [{ assert: [{ type: json-path, path: $.n, value: 7 }, { type: equals, value: b }] }]
        """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let checks = try scratch.rows("case").flatMap { $0["checks"] as? [[String: Any]] ?? [] }
    #expect(checks.compactMap { $0["check"] as? String } == ["equals", "equals"])
    #expect(checks.allSatisfy { $0["message"] as? String == "simulated answer" })
}

@Test func `a tenth is a tenth: rates are not lost to rounding`() throws {
    let tests = (0..<2).map { "{ vars: { n: \($0) }, pass_rate: \($0 == 0 ? "0" : "0.01") }" }
    let (outcome, scratch) = try run(
        "paths: primary\nstream: false\nthrough: [chat]\nrepeat: 100\nprompts: [\"{{ n }}\"]\n"
            + "defaultTest: { assert: [{ type: equals, value: a }], simulate: b }\n"
            + "tests: [\(tests.joined(separator: ", "))]")
    #expect(outcome.status == 1)
    #expect(
        try scratch.rows("case").compactMap { $0["verdict"] as? String } == ["passed", "failed"])
}

@Test func `what a user of a simulated tool call says is what every provider says`() throws {
    let (outcome, scratch) = try run(
        """
        paths: primary
        models: [gpt-5.4-mini, claude-haiku-4-5, gemini-3.6-flash, mistral-large-2512, deepseek-v4-pro]
        prompts:
          - { user: Weather?, tools: [{ name: get_weather, parameters: { type: object } }] }
        tests:
          - assert: [{ type: is-valid-openai-tools-call }, { type: finish-reason, value: tool_calls }]
            simulate: { tool_calls: [{ name: get_weather, arguments: { city: Rome } }] }
        """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try scratch.rows("case").count == 10)
}
