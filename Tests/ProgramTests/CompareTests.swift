import Foundation
import TestSupport
import Testing

private let suite = """
    task: capitals
    models: [gpt-5.4-mini, claude-haiku-4-5]
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: icontains, value: paris }]
        simulate: Paris
      - vars: { country: Japan }
        assert: [{ type: icontains, value: tokyo }]
        simulate: Tokyo
    """

@Test func `runs are compared by task, priced by traffic, and leave a routing that can be read`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n", "s.yaml": suite,
        "traffic.csv": "task,volume,input_tokens,output_tokens\ncapitals,1000000,100,10\n",
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let outcome = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    // 100 × 0.75 + 10 × 4.5 dollars for the million.
    for words in [
        "task capitals", "→◆ openai:gpt-5.4-mini", "anthropic:claude-haiku-4-5", "100.0 %",
        "the traffic costs 120 USD", "simulated: costs are at list prices",
        "what is right in them says nothing of the models",
    ] {
        #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
    }
    #expect(try scratch.text("pathproof-out/compare.md").contains("| →◆ | `openai:gpt-5.4-mini` |"))
    let json = try Program.run(["compare", "pathproof-out", "--json"], in: scratch.folder)
    #expect(json.output == (try scratch.text("pathproof-out/compare.json")))
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["format"] as? String == "pathproof-comparison")
    let routes = try scratch.text("pathproof-out/recommended-routes.yaml")
    #expect(routes.contains("- match: task_type == \"capitals\"\n    model: gpt-5.4-mini"))
    let plan = try Program.run(
        ["run", "s.yaml", "--plan", "--routes", "pathproof-out/recommended-routes.yaml"],
        in: scratch.folder)
    #expect(plan.status == 0, "\(plan.errors)")
}

@Test func `a contract on a price that depends on the hour leaves it its hours`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n",
        "s.yaml": suite.replacingOccurrences(of: "claude-haiku-4-5", with: "deepseek-v4-pro")
            + "\nprices: { 'deepseek:*': { multiplier: '0.5' } }\n",
        "traffic.csv": "task,volume,input_tokens,output_tokens\ncapitals,1000,8,2\n",
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let priced = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    // Half of what the next test has without a contract.
    #expect(priced.output.contains("0.00462 USD to 0.00924 USD"), "\(priced.output)")
}

@Test func `a price that depends on the hour is the same range with traffic and without`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n",
        "s.yaml": suite.replacingOccurrences(of: "claude-haiku-4-5", with: "deepseek-v4-pro"),
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let measured = try Program.run(["compare"], in: scratch.folder)
    for words in [
        "what deepseek:deepseek-v4-pro costs depends on the hour", "at the dearest", " to 0.0",
    ] {
        #expect(measured.output.contains(words), "\(words): \(measured.output)")
    }
    try Data("task,volume,input_tokens,output_tokens\ncapitals,1000,8,2\n".utf8).write(
        to: scratch.folder.appending(path: "traffic.csv"))
    let priced = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    // 8 × 1.32 + 2 × 3.96 dollars for a thousand million, and half of it.
    #expect(priced.output.contains("0.00924 USD to 0.01848 USD"), "\(priced.output)")
    #expect(priced.output.contains("→◆ openai:gpt-5.4-mini"))
    #expect(priced.output.contains("a column `off_peak_share` says when"))
    try Data(
        "task,volume,input_tokens,output_tokens,off_peak_share\ncapitals,1000,8,2,1\n".utf8
    ).write(to: scratch.folder.appending(path: "traffic.csv"))
    let quiet = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    #expect(quiet.output.contains("→◆ deepseek:deepseek-v4-pro"), "\(quiet.output)")
    #expect(!quiet.output.contains("depends on the hour"))
    let list = try Program.run(["list", "models"])
    let lines = list.output.split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
        lines.contains {
            $0.hasPrefix("deepseek-v4-pro deepseek 0.66 0.022 1.98 USD outside office hours")
        }, "\(list.output)")
}

private let twoRoutes = """
    task: capitals
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: icontains, value: paris }]
        simulate: Paris
    """

@Test func `traffic is priced under the routes that were run, and each model for all`() throws {
    let scratch = try Scratch([
        "routes.yaml": """
        aliases:
          fast: [{ model: gpt-5.4-mini }, { model: claude-haiku-4-5, on: [any] }]
          big: [{ model: gpt-5.4 }]
        """,
        "s.yaml": twoRoutes,
        "traffic.csv": "task,volume,input_tokens,output_tokens\ncapitals,1000000,100,10\n",
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let outcome = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    // 100 × 0.75 + 10 × 4.5, × 1 + × 5, and × 2.5 + × 15 dollars for the million.
    for words in [
        "per 1,000 of the traffic", "0.12 USD",
        "as it was run it costs 260 USD: a saving of 140 USD",
        "openai:gpt-5.4 for all", "400 USD",
    ] {
        #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
    }
    let text = try scratch.text("pathproof-out/compare.json")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let routings = try #require(object?["routings"] as? [String: Any])
    let totals = try #require(routings["all"] as? [[String: Any]]).map { routing in
        let total = routing["total"] as? [String: Any]
        return "\(routing["name"] as? String ?? "?"): \(total?["USD"] as? String ?? "?")"
    }
    #expect(
        totals == [
            "recommended: 120", "as it was run: 260", "route fast: 120", "route big: 400",
            "openai:gpt-5.4-mini for all: 120", "anthropic:claude-haiku-4-5 for all: 150",
            "openai:gpt-5.4 for all: 400",
        ])
    #expect((routings["saving_of_present"] as? [String: String])?["amount"] == "140")
}

@Test func `two currencies are compared by a rate alone`() throws {
    let routes = """
        aliases: { a: [{ model: gpt-5.4 }, { model: doubao-seed-2-1-pro-260628, on: [any] }] }

        """
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": twoRoutes])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let apart = try Program.run(["compare"], in: scratch.folder)
    #expect(apart.status == 3, "\(apart.output)")
    #expect(apart.output.contains(" ◆ openai:gpt-5.4 "), "\(apart.output)")
    #expect(apart.output.contains(" ◆ doubao:doubao-seed-2-1-pro-260628 "))
    #expect(apart.output.contains("none is recommended by its price"))
    #expect(!scratch.has("pathproof-out/recommended-routes.yaml"))
    // Given after the run, or before it.
    let rated = try Scratch([
        "routes.yaml": routes + "rates: { CNY: 0.14 }\n", "s.yaml": twoRoutes,
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: rated.folder).status == 0)
    let later = rated.folder.appending(path: "routes.yaml").path
    for (words, folder) in [
        (["compare", "--routes", later], scratch.folder), (["compare"], rated.folder),
    ] {
        let turned = try Program.run(words, in: folder)
        #expect(turned.status == 0, "\(turned.output)\(turned.errors)")
        #expect(turned.output.contains("→◆ doubao:doubao-seed-2-1-pro-260628"))
        #expect(turned.output.contains("turned by the rate 1 CNY = 0.14 USD"))
        #expect(!turned.output.contains("◆ openai"))
    }
    let recommended = try rated.text("pathproof-out/recommended-routes.yaml")
    #expect(recommended.contains("- default: doubao-seed-2-1-pro-260628"), "\(recommended)")
}

@Test
func `suites that ask the same models are one run, and its reports tell which suits which task`()
    throws
{
    let other = suite.replacing("task: capitals", with: "task: towns")
        .replacing("[gpt-5.4-mini, ", with: "[gpt-5.4, gpt-5.4-mini, ")
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n", "a.yaml": suite,
        "b.yaml": other,
    ])
    let run = try Program.run(["run", "a.yaml", "b.yaml"], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    // Two tests, plain and streamed, of two models and of three.
    #expect(try scratch.rows("case").count == 20)
    #expect(Set(try scratch.rows("path").compactMap { $0["leg"] as? String }).count == 3)
    for words in ["task capitals", "task towns", "→◆ openai:gpt-5.4-mini"] {
        #expect(run.output.contains(words), "\(words): \(run.output)")
    }
    let markdown = try scratch.text("pathproof-out/summary.md")
    #expect(
        markdown.contains("### towns") && markdown.contains("Recommended routes"), "\(markdown)")
    let summary =
        try JSONSerialization.jsonObject(
            with: Data(try scratch.text("pathproof-out/summary.json").utf8)) as? [String: Any]
    let models = try #require(summary?["models"] as? [String: Any])
    let tasks = try #require(models["tasks"] as? [[String: Any]])
    #expect(
        tasks.map { $0["recommended"] as? String }
            == Array(repeating: "openai:gpt-5.4-mini", count: 2))
    // An alias of that name is asked of the gateway: in the tables it would be the same.
    let mixed = try Scratch([
        "routes.yaml": "aliases: { gpt-5.4-mini: [{ model: gpt-5.4-mini }] }\n", "a.yaml": suite,
        "c.yaml": twoRoutes,
    ])
    let refused = try Program.run(["run", "a.yaml", "c.yaml"], in: mixed.folder)
    #expect(
        refused.status == 2 && refused.errors.contains("models asked by name"), "\(refused.errors)")
}

@Test func `repeats of a case add up: answers, tokens and money`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n",
        "s.yaml": suite + "\nrepeat: 4\n",
    ])
    let run = try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let attempts = try scratch.rows("attempt")
    for row in try scratch.rows("case") {
        let own = attempts.filter { $0["case"] as? String == row["id"] as? String }
        #expect(own.count == 4)
        for tokens in ["input_tokens", "output_tokens"] {
            let sum = own.compactMap { $0[tokens] as? Int }.reduce(0, +)
            #expect(row[tokens] as? Int == sum && sum > 0, "\(tokens): \(row)")
        }
        #expect(own.allSatisfy { $0["calls"] as? [String: Int] == row["calls"] as? [String: Int] })
        let isStreamed = row["stream"] as? Bool == true
        #expect(own.allSatisfy { ($0["first_answer_us"] != nil) == isStreamed }, "\(own)")
    }
    let summary = try scratch.text("pathproof-out/summary.json")
    // Two tests, plain and streamed, four times each.
    #expect(summary.contains(#""answers":16,"latency_p50_us":"#), "\(summary)")
    #expect(
        summary.contains(#""passed":16,"judged":16,"unanswered":0,"unjudged":0,"cases":4"#),
        "\(summary)")
}

/// The traffic's cost as compare.json has it, of the recommended routing, and by what it was priced.
private func priced(_ scratch: Scratch, _ words: [String] = []) throws -> (
    cost: String?, by: String?
) {
    let outcome = try Program.run(
        ["compare", "--traffic", "traffic.csv", "--json"] + words, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let routings = object?["routings"] as? [String: Any]
    let all = routings?["all"] as? [[String: Any]]
    let total = all?.first { $0["name"] as? String == "recommended" }?["total"] as? [String: Any]
    return (total?["USD"] as? String, object?["priced_by"] as? String)
}

@Test func `traffic is priced by the suite's own prices, before the routes file's and the list's`()
    throws
{
    let routes = "aliases: { chat: [{ model: gpt-5.4-mini }] }\n"
    let prices = "prices: { gpt-5.4-mini: { input: \"RATE\", output: \"10\" } }\n"
    let scratch = try Scratch([
        "routes.yaml": routes, "s.yaml": twoRoutes + "\n" + prices.replacing("RATE", with: "3"),
        "traffic.csv": "task,volume,input_tokens,output_tokens\ncapitals,1000000,100,10\n",
        "other.yaml": routes + prices.replacing("RATE", with: "5"),
    ])
    func run(_ suite: String = "s.yaml", out: String = "pathproof-out") throws {
        let outcome = try Program.run(["run", suite, "--quiet", "--out", out], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
    func write(_ text: String, to name: String) throws {
        try text.write(
            to: scratch.folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    try run()
    // 100 × 3 + 10 × 10 dollars for the million.
    let own = try priced(scratch)
    #expect(own.cost == "400")
    #expect(own.by?.contains("openai:gpt-5.4-mini by s.yaml:7") == true, "\(own.by ?? "")")
    // What is named in the line counts before it.
    let named = try priced(scratch, ["--routes", "other.yaml"])
    #expect(named.cost == "600" && named.by?.contains("by other.yaml") == true)
    // A contract of the routes file, which nobody has to name again; then the list alone.
    try write(routes + "prices: { \"openai:*\": { multiplier: \"0.5\" } }\n", to: "routes.yaml")
    try write(twoRoutes, to: "s.yaml")
    try run()
    let agreed = try priced(scratch)
    #expect(agreed.cost == "60")
    #expect(agreed.by?.contains("routes.yaml:2") == true, "\(agreed.by ?? "")")
    try write(routes, to: "routes.yaml")
    try run()
    let listed = try priced(scratch)
    #expect(
        listed.cost == "120"
            && listed.by?.hasPrefix("the traffic is priced by the shipped list") == true)
    // A tier that the suite asks for is the price of its traffic.
    try write(twoRoutes + "\nparams: { service_tier: flex }\n", to: "s.yaml")
    try run(out: "flex")
    let flex = try priced(scratch, ["flex"])
    #expect(flex.cost == "60" && flex.by?.contains("service tier 'flex'") == true, "\(flex)")
    let both = try Program.run(
        ["compare", "flex", "pathproof-out", "--traffic", "traffic.csv"], in: scratch.folder)
    #expect(both.status == 2)
    #expect(both.errors.contains("was run with different prices of 'openai:gpt-5.4-mini'"))
}

@Test func `what cannot be compared is said`() throws {
    let scratch = try Scratch(["s.yaml": "x: y\n"])
    let missing = try Program.run(["compare", "nowhere"], in: scratch.folder)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("name the folder of a run, or its results.jsonl"))
    let tolerance = try Program.run(["compare", "--tolerance", "x"], in: scratch.folder)
    #expect(tolerance.status == 2)
}
