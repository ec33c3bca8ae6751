import Foundation
import TestSupport
import Testing
import Vocabulary

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s }
        - { model: claude-haiku-4-5, timeout: 10s }
    """

private let suite = """
    paths: legs
    stream: false
    params: { max_tokens: 100 }
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        simulate: Paris
      - vars: { country: Japan }
        simulate: Tokyo, the largest city of the world
    """

/// Dollars for a million tokens of input and output.
private let rates = ["chat/1": (0.75, 4.5), "chat/2": (1.0, 5.0)]

@Test func `every call has its cost by the price list, and a case the sum of its calls`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let calls = try scratch.rows("call")
    var sums: [String: Int128] = [:]
    var all: Int128 = 0
    for call in calls {
        let leg = try #require(call["leg"] as? String)
        let (input, output) = try #require(rates[leg])
        let money = try #require((call["cost"] as? String).flatMap { Money($0, "USD") })
        #expect(call["currency"] as? String == "USD")
        if call["status"] as? Int == 200 {
            let tokens = (call["input_tokens"] as? Int ?? 0, call["output_tokens"] as? Int ?? 0)
            #expect(tokens.0 > 10 && tokens.1 > 0)
            // Thousandths of a dollar a million are billionths a token.
            let nanos = Double(tokens.0) * input * 1_000 + Double(tokens.1) * output * 1_000
            #expect(money.nanos == Int128(nanos.rounded()))
        } else {
            #expect(money.nanos == 0)
        }
        sums[call["case"] as? String ?? "", default: 0] += money.nanos
        all += money.nanos
    }
    let cases = try scratch.rows("case")
    #expect(cases.count == 4)
    for row in cases {
        let nanos = (row["cost"] as? String).flatMap { Money($0, "USD") }?.nanos
        #expect(nanos == sums[row["id"] as? String ?? ""])
    }
    #expect(outcome.output.contains("  in all"))
    #expect(outcome.output.contains("\(Money(nanos: all, "USD"))"))
    #expect(outcome.output.contains("simulated: nothing of it was paid"))
    let junit = try String(
        contentsOf: scratch.folder.appending(path: "pathproof-out/junit.xml"), encoding: .utf8)
    let first = try #require(cases.first?["cost"] as? String)
    #expect(junit.contains("name=\"pathproof.cost_usd\" value=\"\(first)\""))
}

@Test func `a plan tells what it would cost, and that this is a guess`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(["run", "s.yaml", "--plan"], in: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("estimate: 0.00"))
    #expect(outcome.output.contains("if these calls were live"))
    #expect(outcome.output.contains("`max_tokens`"))
}

@Test func `a budget ends a run before it is passed, and the rest is told as not run`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    // A case is taken to cost some 0.0005 dollars, and costs a tenth of it.
    let arguments = ["run", "s.yaml", "-j", "1", "--budget", "0.00055"]
    let outcome = try Program.run(arguments, in: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("the budget of 0.00055 USD was reached"))
    #expect(outcome.errors.contains("of 4 cases were not run"))
    let cases = try scratch.rows("case")
    #expect((1...3).contains(cases.count))
    let spent = cases.compactMap { ($0["cost"] as? String).flatMap { Money($0, "USD") }?.nanos }
    #expect(spent.reduce(0, +) <= 550_000)
    let enough = try Program.run(["run", "s.yaml", "--budget", "1"], in: scratch.folder)
    #expect(enough.status == 0, "\(enough.errors)")
}

@Test func `tiny prompts by the hundred, many at once, do not pass the budget and use it well`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": """
        paths: legs
        params: { max_tokens: 4 }
        prompts: ["Capital of {{ n }}?"]
        defaultTest: { simulate: Paris }
        tests: file://d.csv
        """,
        "d.csv": "n\n" + (0..<300).map { "\($0)\n" }.joined(),
    ])
    // The less a case is of the budget, the more of it is used.
    for (jobs, cap, least) in [
        ("1", "0.0005", Int128(300)), ("64", "0.0005", 300), ("64", "0.005", 4_500),
    ] {
        let outcome = try Program.run(
            ["run", "s.yaml", "-j", jobs, "--budget", cap, "--repeat", "2"], in: scratch.folder)
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let text = try #require(
            limits.first { $0["of"] as? String == "the run" }?["booked"] as? String)
        let booked = try #require(Money(text, "USD")).nanos
        #expect(booked <= Money(cap, "USD")?.nanos ?? 0, "\(booked) with -j \(jobs)")
        #expect(booked >= least * 1_000, "\(booked) with -j \(jobs)")
    }
}

@Test func `whatever breaks on the way, and is asked again or elsewhere, is within the budget`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": """
        aliases:
          chat:
            - { model: gpt-5.4-mini, timeout: 1s, retry: { times: 1, on: [server-error] } }
            - { model: claude-haiku-4-5, timeout: 1s, on: [any] }
        """,
        "s.yaml": """
        causes: [server-error, server-error-once, rate-limit, cut, error-in-200, wrong-schema, empty-body]
        params: { max_tokens: 3 }
        prompts: ["Capital of {{ n }}?"]
        defaultTest: { simulate: Paris is the capital of France and a good deal more }
        tests: [{ vars: { n: [1, 2, 3] } }]
        """,
    ])
    for cap in ["0.0003", "0.001", "0.002"] {
        let outcome = try Program.run(
            ["run", "s.yaml", "-j", "32", "--budget", cap], in: scratch.folder)
        #expect(outcome.errors.contains("was reached"), "\(outcome.output)\(outcome.errors)")
        let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
        let booked = try #require(
            (limits.first?["booked"] as? String).flatMap { Money($0, "USD") })
        #expect(try booked.nanos <= #require(Money(cap, "USD")).nanos, "\(booked) of \(cap)")
    }
}

@Test func `a budget that cannot be kept is refused before anything is sent`() throws {
    let other = """
        aliases:
          chat:
            - { model: deepseek-chat, timeout: 10s }
            - { model: doubao-seed-2-1-pro-260915, timeout: 10s }
        """
    let scratch = try Scratch(["routes.yaml": other, "s.yaml": suite])
    let outcome = try Program.run(["run", "s.yaml", "--budget", "1"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("no price is known for deepseek:deepseek-chat"))
    #expect(outcome.errors.contains("--budget is in USD, and doubao:doubao-seed-2-1-pro-260915"))
    #expect(outcome.errors.contains("priced in CNY"))
    #expect(outcome.errors.contains("as in `rates: { CNY: 0.14 }`"), "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out"))
    for amount in ["0", "-1", "a lot", "1,5"] {
        let outcome = try Program.run(["run", "s.yaml", "--budget", amount], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("'--budget' has '\(amount)'"), "\(outcome.errors)")
    }
}

@Test
func `a budget says over which legs it does not hold, and asks only of the routes that are taken`()
    throws
{
    let other = """
        aliases:
          chat: [deepseek-chat]
          dear: [doubao-seed-2-1-pro-260915]
        """
    let scratch = try Scratch(["routes.yaml": other, "s.yaml": suite])
    let outcome = try Program.run(
        ["run", "s.yaml", "--route", "chat", "--budget", "1", "--allow-unpriced"],
        in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(
        outcome.errors.contains(
            "warning: no price is known for deepseek:deepseek-chat: --budget does not hold there"))
}

private let twoCurrencies = """
    aliases:
      chat: [{ model: gpt-5.4-mini, timeout: 10s }]
      chinese: [{ model: doubao-seed-2-1-pro-260915, timeout: 10s }]
    rates: { CNY: 0.14 }
    keys: { free: { key: "${FREE_KEY}", budget_usd: 1 } }
    """

/// What the calls cost, by currency, and what was booked for them against the first cap.
private func booked(
    _ scratch: Scratch
) throws -> (costs: [String: Int128], booked: Int128, rates: [String]?) {
    var costs: [String: Int128] = [:]
    for call in try scratch.rows("call") {
        let currency = try #require(call["currency"] as? String)
        let cost = try #require((call["cost"] as? String).flatMap { Money($0, currency) })
        costs[currency, default: 0] += cost.nanos
    }
    let limits = try #require(try scratch.rows("end").first?["limits"] as? [[String: Any]])
    let amount = try #require((limits.first?["booked"] as? String).flatMap { Money($0, "USD") })
    return (costs, amount.nanos, limits.first?["rates"] as? [String])
}

@Test(arguments: [("", Int128(14)), ("rates: { CNY: 0.2 }\n", 20)])
func `a budget counts calls in another currency by the rate of the routes file, or the suite's own`(
    own: String, percent: Int128
) throws {
    let scratch = try Scratch(["routes.yaml": twoCurrencies, "s.yaml": own + suite])
    let outcome = try Program.run(["run", "s.yaml", "--budget", "1"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let found = try booked(scratch)
    let (dollars, yuan) = (found.costs["USD"] ?? 0, found.costs["CNY"] ?? 0)
    #expect(dollars > 0 && yuan > 0)
    // Each of two calls may be half a billionth off.
    #expect((found.booked - dollars - yuan * percent / 100).magnitude <= 2)
    let rate = "1 CNY = 0.\(percent == 14 ? "14" : "2") USD"
    #expect(found.rates == [rate])
    #expect(outcome.output.contains("by the rate \(rate)"), "\(outcome.output)")
    // The ledger of spend stays each currency's own.
    #expect(outcome.output.contains(" CNY") && outcome.output.contains(" USD"))
    let run = try #require(try scratch.rows("run").first)
    #expect((run["rates"] as? [String: String]) == ["CNY": percent == 14 ? "0.14" : "0.2"])
}

@Test func `a budget in which another currency's calls have no room ends the run by its rate`()
    throws
{
    let scratch = try Scratch(["routes.yaml": twoCurrencies, "s.yaml": suite])
    // A call is taken to cost less than three thousandths of a yuan, of which the rate makes a seventh.
    for (cap, isEnough) in [("0.01", true), ("0.00001", false)] {
        let outcome = try Program.run(
            ["run", "s.yaml", "--route", "chinese", "--budget", cap], in: scratch.folder)
        #expect(outcome.status == (isEnough ? 0 : 3), "\(outcome.output)\(outcome.errors)")
    }
}

@Test func `a key's budget cannot be held over another currency without a rate`() throws {
    let scratch = try Scratch([
        "routes.yaml": twoCurrencies.replacing("rates: { CNY: 0.14 }\n", with: ""),
        "s.yaml": "key: free\n" + suite,
    ])
    let environment = ["FREE_KEY": "sk-free-7"]
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder, environment: environment)
    #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
    #expect(
        outcome.errors.contains(
            "`budget_usd` of key 'free' is in USD, and doubao:doubao-seed-2-1-pro-260915 is"),
        "\(outcome.errors)")
}

@Test func `one run has one rate for a currency`() throws {
    let scratch = try Scratch([
        "routes.yaml": twoCurrencies, "a.yaml": suite, "b.yaml": "rates: { CNY: 0.2 }\n" + suite,
    ])
    let outcome = try Program.run(["run", "a.yaml", "b.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("1 CNY = 0.14 USD and 1 CNY = 0.2 USD"), "\(outcome.errors)")
}

@Test func `models are listed with their prices, and what is unknown is called so`() throws {
    let outcome = try Program.run(["list", "models"])
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
    let mini = try #require(lines.first { $0.first == "gpt-5.4-mini" })
    #expect(mini.contains("0.75") && mini.contains("4.5") && mini.contains("400000"))
    let retired = try #require(lines.first { $0.first == "deepseek-chat" })
    #expect(retired.contains("unknown") && retired.contains("2026-07-24"))
    let doubao = try #require(lines.first { $0.first == "doubao-seed-2-0-pro-260215" })
    #expect(doubao.contains("CNY") && doubao.contains("3.2+"))
}

@Test func `a check on cost knows what the answer cost, failed legs and all`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": suite.replacingOccurrences(
            of: "tests:",
            with: "defaultTest: { assert: [{ type: cost, threshold: 0.000001 }] }\ntests:"),
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.output)")
    let rows = try scratch.rows("case")
    #expect(rows.count == 4)
    for row in rows {
        let check = (row["checks"] as? [[String: Any]])?.first { $0["check"] as? String == "cost" }
        #expect(check?["verdict"] as? String == "failed")
        let cost = try #require(row["cost"] as? String)
        #expect((check?["message"] as? String)?.contains(cost) == true)
    }
}

@Test func `a suite's prices count for its cases, pictures by the piece among them`() throws {
    let scratch = try Scratch([
        "routes.yaml":
            "aliases: { chat: [gpt-5.4-mini] }\nprices: { gpt-5.4-mini: { input: 9, output: 9 } }",
        "s.yaml": """
        prices: { gpt-5.4-mini: { input: "0", output: "0", image: "0.0025" } }
        stream: false
        prompts:
          - { id: none, user: q }
          - { id: two, user: q, image: ["https://example.com/a.png", "https://example.com/b.png"] }
        tests: [{ simulate: x }]
        """,
        "t.yaml": "stream: false\nprompts: [q]\ntests: [{ simulate: x }]",
        "u.yaml": """
        prices: { "openai:*": { multiplier: "0.5" } }
        stream: false
        prompts: [q]
        tests: [{ simulate: x }]
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml", "t.yaml", "u.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let rows = try scratch.rows("case")
    func costs(_ prompt: String, of suite: String) throws -> String {
        let row = rows.first {
            ($0["prompt_id"] as? String, $0["suite"] as? String) == (prompt, suite)
        }
        return try #require(row?["cost"] as? String, "\(prompt)")
    }
    #expect(try costs("none", of: "s") == "0")
    #expect(try costs("two", of: "s") == "0.005")
    let whole = try #require(Money(try costs("prompt", of: "t"), "USD"))
    let half = try #require(Money(try costs("prompt", of: "u"), "USD"))
    #expect(whole.nanos > 0 && half.nanos * 2 == whole.nanos)
}

@Test func `a limit of dollars holds an answer in yuan by the suite's rate, and says by which`()
    throws
{
    func suite(_ rates: String, _ threshold: String) -> String {
        """
        \(rates)
        stream: false
        prompts: ["Answer with the capital only: {{ country }}"]
        tests:
          - vars: { country: France }
            simulate: Paris
            assert: [{ type: cost, threshold: \(threshold) }]
        """
    }
    let routes = "aliases: { chat: [{ model: doubao-seed-2-1-pro-260628 }] }\n"
    func message(_ rates: String, _ threshold: String) throws -> (verdict: String, message: String)
    {
        let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite(rates, threshold)])
        _ = try Program.run(["run", "s.yaml"], in: scratch.folder)
        let row = try #require(try scratch.rows("case").first)
        let checks = row["checks"] as? [[String: Any]]
        return (row["verdict"] as? String ?? "", checks?.first?["message"] as? String ?? "")
    }
    let unknown = try message("", "1")
    #expect(unknown.verdict == "errored")
    #expect(unknown.message.contains("CNY, and no rate says what that is in US dollars"))
    #expect(try message("rates: { CNY: 0.14 }", "1").verdict == "passed")
    let dear = try message("rates: { CNY: 0.14 }", "0")
    #expect(dear.verdict == "failed")
    #expect(dear.message.contains("US dollars at 1 CNY = 0.14 USD, allowed 0"), "\(dear.message)")
}
