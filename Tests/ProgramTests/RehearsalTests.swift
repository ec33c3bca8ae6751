import Foundation
import TestSupport
import Testing
import Vocabulary

/// A token of the second leg costs ten times one of the first.
private let routes = """
    models:
      cheap: { provider: openai, pin: cheap-1, price: { input: "1", output: "2" } }
      premium: { provider: openai, pin: premium-1, price: { input: "10", output: "20" } }
    aliases:
      chat:
        - { model: cheap, timeout: 12s }
        - { model: premium, timeout: 20s, on: [rate-limit, timeout] }
    """

private let suite = """
    stream: false
    prompts: ["Answer with the capital only: France"]
    tests: [{ simulate: Paris }]
    """

/// What one rehearsal's row says.
private struct Told {
    let row: [String: Any]

    init(_ scratch: Scratch) throws {
        let rows = try scratch.rows("rehearsal")
        #expect(rows.count == 1)
        row = try #require(rows.first)
    }

    func nanos(_ value: Any?) throws -> Int128 {
        let text = try #require((value as? [String: Any])?["amount"] as? String ?? value as? String)
        return try #require(Money(text, "USD")).nanos
    }

    func day(_ name: String) throws -> [String: Any] {
        let days = try #require(row["days"] as? [[String: Any]])
        return try #require(days.first { $0["day"] as? String == name })
    }

    func leg(_ number: Int, on day: String) throws -> [String: Any] {
        try #require(try self.day(day)["legs"] as? [[String: Any]])[number - 1]
    }

    func count(_ name: String, leg: Int, on day: String) throws -> Int {
        try #require(try self.leg(leg, on: day)[name] as? Int)
    }
}

private func rehearse(
    _ scratch: Scratch, _ mix: String, _ more: [String]
) throws -> Program.Outcome {
    try Program.run(["drill", "s.yaml", "--mix", mix] + more, in: scratch.folder)
}

@Test func `rate limits of the cheap leg move their share of the spend, and retries bring it back`()
    throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try rehearse(
        scratch, "rate-limit=5%", ["--for", "1m", "--rate", "10/s", "--seed", "7"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let told = try Told(scratch)
    #expect(told.row["requests"] as? Int == 600 && told.row["disturbed"] as? Int == 0)
    // On the quiet day the first leg answers everything, at one price.
    #expect(try told.count("answered", leg: 1, on: "quiet") == 600)
    let quiet = try told.nanos(told.day("quiet")["spend"])
    #expect(quiet > 0 && quiet % 600 == 0)
    let cheap = quiet / 600
    // So many of 600 are struck with this seed: `FaultMixTests` draws the same.
    #expect(try told.count("failed", leg: 1, on: "mix") == 29)
    #expect(try told.count("calls", leg: 2, on: "mix") == 29)
    let moved = try told.count("answered", leg: 2, on: "mix")
    #expect(told.row["moved_on"] as? Int == moved)
    let mixed = Int128(571) * cheap + Int128(moved) * 10 * cheap
    #expect(try told.nanos(told.day("mix")["spend"]) == mixed)
    #expect(try told.nanos(told.row["extra"]) == mixed - quiet)
    // The third day by hand: who is struck twice at the first leg goes on to the second.
    let twice = try told.count("calls", leg: 2, on: "retried")
    #expect(try told.count("calls", leg: 1, on: "retried") == 629)
    #expect(try told.count("failed", leg: 1, on: "retried") == 29 + twice)
    let still = try told.count("answered", leg: 2, on: "retried")
    let retried = Int128(600 - twice) * cheap + Int128(still) * 10 * cheap
    #expect(try told.nanos(told.row["saved"]) == mixed - retried)
    // One percent more or less of the requests moves a tenth of the spend.
    let extra = try #require(told.row["extra"] as? [String: Any])
    let (low, high) = (try told.nanos(extra["low"]), try told.nanos(extra["high"]))
    #expect(low > 0 && low < mixed - quiet && high > mixed - quiet && high < 2 * (mixed - quiet))
    #expect(outcome.output.contains("rehearsal of chat: rate-limit=5% of all calls, 600 requests"))
    #expect(outcome.output.contains("asked once more"))
    #expect(!outcome.output.contains("0 cases"))
    let summary = try scratch.text("pathproof-out/summary.md")
    #expect(summary.contains("## Rehearsal") && summary.contains("| `answered` | 600 |"))
    #expect(try scratch.text("pathproof-out/summary.json").contains(#""rehearsal":[{"type":"#))
    #expect(!scratch.has("pathproof-out/junit.xml"))
    // From the rows alone it is the same again.
    let again = try Program.run(["report"], in: scratch.folder)
    #expect(again.output.contains("rehearsal of chat: rate-limit=5% of all calls, 600 requests"))
}

@Test(.enabled(if: Place.runsLongTests, "long"))
func `a call that hangs costs the file's time-out in seconds, and nobody knows what in money`()
    throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let begun = Date()
    let words = ["--for", "40s", "--rate", "60/m", "--seed", "3", "-j", "40"]
    let outcome = try rehearse(scratch, "hang=20%", words)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    // Each of its time-outs would be 12 s.
    #expect(Date().timeIntervalSince(begun) < 100)
    let told = try Told(scratch)
    let hung = try told.count("failed", leg: 1, on: "mix")
    #expect(hung > 0)
    #expect(try told.count("unknown", leg: 1, on: "mix") == hung)
    #expect(try told.count("waited_us", leg: 1, on: "mix") == hung * 12_000_000)
    let longest = try #require(try told.day("mix")["longest_us"] as? Int)
    #expect(longest >= 12_000_000)
    #expect(try told.day("quiet")["longest_us"] as? Int == 0)
    #expect(outcome.output.contains("of unknown cost in no sum"))
    // The same seed strikes the same calls, another one others.
    let first = try scratch.text("pathproof-out/results.jsonl")
    _ = try rehearse(scratch, "hang=20%", words + ["-j", "17"])
    let same = try scratch.text("pathproof-out/results.jsonl")
    #expect(rehearsals(same) == rehearsals(first))
    _ = try rehearse(scratch, "hang=20%", words + ["--seed", "4"])
    #expect(try rehearsals(scratch.text("pathproof-out/results.jsonl")) != rehearsals(first))
}

@Test(arguments: [true, false])
func `a leg of another currency or without a price keeps the days from being compared in all`(
    hasPrice: Bool
) throws {
    let price = ##", price: { input: "10", output: "20" }"##
    let own = hasPrice ? ##", price: { input: "10", output: "20", currency: CNY }"## : ""
    let scratch = try Scratch([
        "routes.yaml": routes.replacing(price, with: own), "s.yaml": suite,
    ])
    let outcome = try rehearse(
        scratch, "rate-limit=40%", ["--for", "1m", "--rate", "1/s", "--seed", "7"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let told = try Told(scratch)
    #expect(told.row["currency"] as? String == "USD")
    #expect(told.row["extra"] == nil && told.row["saved"] == nil)
    let answered = try told.count("answered", leg: 2, on: "mix")
    #expect(answered > 0)
    // An error of a leg without a price is no call that hung.
    #expect(try told.count("failed", leg: 2, on: "mix") > 0)
    #expect(try told.count("unknown", leg: 2, on: "mix") == 0)
    let line = try told.leg(2, on: "mix")
    #expect(line["unpriced"] as? Int == (hasPrice ? nil : answered))
    #expect(line["currency"] as? String == (hasPrice ? "CNY" : nil))
    let summary = try scratch.text("pathproof-out/summary.md")
    #expect(
        summary.contains(
            hasPrice
                ? "leg 2, openai:premium, is billed in CNY"
                : "leg 2, openai:premium, has no known price for \(answered) answers with the mix"),
        "\(summary)")
    for words in [" in all, ", "30 days", "hangs or breaks off"] {
        #expect(!summary.contains(words), "\(words)\n\(summary)")
    }
}

@Test func `a suite with a key is refused, since a rehearsal asks as nobody's client`() throws {
    let keyed = routes + "\nkeys: { free: { key: \"${FREE_KEY}\", models: [cheap] } }\n"
    let scratch = try Scratch(["routes.yaml": keyed, "s.yaml": "key: free\n" + suite])
    let outcome = try rehearse(scratch, "rate-limit=5%", [])
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(
        outcome.errors.contains("s.yaml:1:6: error: a rehearsal asks as no client of `keys:`"),
        "\(outcome.errors)")
    #expect(outcome.errors.contains("take `key:` out"), "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out"))
}

private func rehearsals(_ results: String) -> [Substring] {
    results.split(separator: "\n").filter { $0.hasPrefix(#"{"type":"rehearsal""#) }
}

@Test(
    arguments: [
        (["--mix", "rate-limitt=5%"], "did you mean 'rate-limit'?"),
        (["--mix", "rate-limit=60%,hang=41%"], "the shares of the mix are 101 % together"),
        (["--mix", "rate-limit=5"], "has the share '5', not one from"),
        (["--mix", "rate-limit=5%,rate-limit=1%"], "'rate-limit' stands twice"),
        (["--mix", "markdown-table=5%"], "'markdown-table' cannot be part of a mix"),
        (["--mix", "refused=5%"], "'refused' cannot be part of a mix"),
        (["--mix", "hang=1%", "--rate", "20"], "not a rate as in 20/s"),
        (["--mix", "hang=1%", "--for", "300d"], "and a rehearsal has from 1 to"),
        (["--mix", "hang=1%", "--for", "1s", "--rate", "1/h"], "a longer time, or a higher rate"),
        (["--mix", "hang=1%", "--mix", "hang=2%"], "'hang' stands twice"),
        (["--mix", "hang=1%", "--cause", "hang"], "'--cause' does not go with --mix"),
        (["--mix", "hang=1%", "--route", "chatt"], "did you mean 'chat'?"),
        (["--for", "10m"], "option '--for' belongs to a rehearsal"),
    ])
func `a mistake in a rehearsal is told before anything is sent`(
    words: [String], told: String
) throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(["drill", "s.yaml"] + words, in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(told), "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out"))
}

/// A first leg that never answers shows how often it is asked: by the file, and on the third day.
@Test(
    arguments: [
        ("{ times: 2, on: [timeout] }", 1, 3, true), ("{ times: 1, on: [timeout] }", 1, 2, false),
        ("{ times: 1, on: [rate-limit] }", 2, 3, false),
    ])
func `one more try is one, however often the file has the leg asked for other failures`(
    retry: String, before: Int, after: Int, isTold: Bool
) throws {
    let routes = routes.replacing("timeout: 12s", with: "timeout: 12s, retry: \(retry)")
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try rehearse(scratch, "rate-limit=100%", ["--for", "2s", "--rate", "10/s"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let told = try Told(scratch)
    #expect(try told.count("calls", leg: 1, on: "mix") == 20 * before)
    #expect(try told.count("calls", leg: 1, on: "retried") == 20 * after)
    let warning = "route 'chat' retries its first leg on timeout and not on all of the mix"
    #expect(outcome.errors.contains(warning) == isTold, "\(outcome.errors)")
    #expect(outcome.output.contains("no answer for 20 requests (100 %) with the mix, 20 requests"))
}

@Test func `a rehearsal that is interrupted ends at once and reports what was done until then`()
    throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let outcome = try Program.run(
        ["drill", "s.yaml", "--mix", "rate-limit=5%", "--for", "1h", "--rate", "55/s"],
        in: scratch.folder
    ) { process in
        // The folder is made just before signals are listened to.
        for _ in 0..<500 where !scratch.has("pathproof-out") { Thread.sleep(forTimeInterval: 0.02) }
        Thread.sleep(forTimeInterval: 1.5)
        process.interrupt()
    }
    #expect(outcome.status == 130, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("interrupted by SIGINT"), "\(outcome.output)")
    let told = try Told(scratch)
    let end = try #require(try scratch.rows("end").first)
    #expect(end["interrupted_by"] as? String == "SIGINT")
    let sent = try #require(try told.day("quiet")["requests"] as? Int)
    #expect(sent > 0 && sent < 198_000 && end["requests"] as? Int == sent)
    #expect(try told.count("answered", leg: 1, on: "quiet") == sent)
    #expect(try scratch.text("pathproof-out/summary.md").contains("ended early"))
}

@Test func `rehearsals of two routes are parts of one job, of one route twice or other mixes not`()
    throws
{
    let other =
        routes + """

              code:
                - { model: cheap, timeout: 12s }
                - { model: premium, timeout: 20s, on: [rate-limit, timeout] }
            """
    let scratch = try Scratch(["routes.yaml": other, "s.yaml": suite])
    for (out, route, mix) in [
        ("one", "chat", "rate-limit=5%"), ("two", "code", "rate-limit=5%"),
        ("same", "chat", "rate-limit=5%"), ("mix", "code", "rate-limit=6%"),
    ] {
        let outcome = try rehearse(
            scratch, mix, ["--route", route, "--for", "1s", "--rate", "10/s", "--out", out])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
    func report(_ words: String...) throws -> Program.Outcome {
        try Program.run(["report"] + words + ["--out", "union"], in: scratch.folder)
    }
    #expect(
        try report("one", "same").errors.contains(
            "the rehearsal of route 'chat' is in 'one/results.jsonl' and in 'same/results.jsonl'"))
    #expect(try report("one", "mix").errors.contains("its mix is 'rate-limit=6%'"))
    #expect(!scratch.has("union"))
    let whole = try report("one", "two")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(
        whole.output.contains("rehearsal of chat") && whole.output.contains("rehearsal of code"))
}

@Test(
    .enabled(if: Place.liteLLMProgram != nil, "long tests only, and LiteLLM in .venv-litellm"),
    .timeLimit(.minutes(5)))
func `a real LiteLLM is rehearsed at the pace of the day, for a part of it`() throws {
    let scratch = try Scratch([
        "config.yaml": """
        model_list:
          - model_name: chat
            litellm_params: { model: openai/gpt-5.4-mini, api_key: sk-x, timeout: 20 }
          - model_name: premium
            litellm_params: { model: anthropic/claude-opus-5-5, api_key: sk-x, timeout: 20 }
        litellm_settings:
          num_retries: 0
          fallbacks: [{ chat: [premium] }]
        """
    ])
    let program: URL = try #require(Place.liteLLMProgram)
    let outcome = try Program.run(
        [
            "drill", "config.yaml", "--litellm-bin", program.path, "--route", "chat", "--mix",
            "rate-limit=20%", "--for", "1h", "--rate", "5/s",
            // A busy machine is late, and must not time out for it.
            "--real-time",
        ], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let told = try Told(scratch)
    #expect(told.row["measured"] as? Bool == true && told.row["saved"] == nil)
    // Half a minute of the hour.
    #expect(told.row["requests"] as? Int == 150)
    #expect(told.row["duration_us"] as? Int == 30_000_000)
    #expect(try told.count("answered", leg: 1, on: "quiet") == 150)
    let failed = try told.count("failed", leg: 1, on: "mix")
    #expect((10...60).contains(failed))
    // LiteLLM asks the fallback once for each.
    #expect(try told.count("calls", leg: 2, on: "mix") == failed)
    let moved = try told.count("answered", leg: 2, on: "mix")
    #expect(told.row["moved_on"] as? Int == moved)
    let extra = try told.nanos(told.row["extra"])
    #expect(extra > 0)
    let mean = try #require(try told.day("quiet")["mean"] as? [String: Any])
    let microseconds = try #require(mean["us"] as? Int)
    #expect(microseconds > 1000)
}
