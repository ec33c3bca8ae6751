import Foundation
import TestSupport
import Testing

@Test(arguments: [
    (
        "checks",
        ["equals", "icontains", "is-json", "answered-by", "attempts", "no-truncated-success"]
    ),
    ("providers", ["openai", "anthropic", "generic"]),
    ("models", ["gpt-5.4-mini", "claude-haiku-4-5-20251001"]),
    ("causes", ["rate-limit", "server-error", "hang", "cut", "markdown-table"]),
    ("vices", ["invented-stop", "cuts-system-prompt", "pays-twice"]),
    ("scenarios", ["S01", "rate-limit-once", "S15", "unavailable-flapping", "S16", "healthy"]),
    ("reports", ["junit.xml"]), ("rows", ["answered_by", "cases_planned", "ledger", "always"]),
    ("bench", ["contenders", "p50_us"]),
])
func `list prints what there is`(name: String, words: [String]) throws {
    let outcome = try Program.run(["list", name])
    #expect(outcome.status == 0)
    for word in words { #expect(outcome.output.contains(word), "\(word)") }
}

@Test func `help names every command and every exit code, and each command has its page`() throws {
    let overview = try Program.run(["--help"])
    #expect(overview.status == 0)
    for command in ["run", "read", "list"] {
        #expect(overview.output.contains("\n  \(command) "))
        let page = try Program.run(["help", command])
        #expect(page.status == 0)
        #expect(page.output.contains("usage: pathproof \(command)"))
        #expect(try Program.run([command, "--help"]).output == page.output)
    }
    for code in ["0", "1", "2", "3", "4", "130", "143"] {
        #expect(overview.output.contains("\n  \(code) "))
    }
}

@Test func `read prints what a recorded answer means`() throws {
    let body =
        "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n"
    let scratch = try Scratch([
        "body": body,
        "response.json": #"{"status": 200, "headers": {"content-type": "text/event-stream"}}"#,
    ])
    for cut in [[], ["--cut", "1"], ["--cut", "7"]] {
        let outcome = try Program.run(
            ["read", "--dialect", "openai", "--headers", "response.json", "--body", "body"] + cut,
            in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let value = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(value["outcome"] as? String == "truncated")
        #expect(value["text"] as? String == "Hi")
        let codes = (value["findings"] as? [[String: Any]] ?? []).compactMap {
            $0["code"] as? String
        }
        #expect(codes.contains("wire.stream.no-finish"), "\(codes)")
    }
}

@Test(arguments: [
    ("openai", "stream"), ("anthropic", "stream"), ("openai", "plain"), ("anthropic", "plain"),
])
func `without a head nothing is said of the content type`(provider: String, form: String) throws {
    let folder = Place.root.appending(path: "fixtures/providers/\(provider)")
    let name = form == "stream" ? "stream.sse" : "plain.json"
    guard FileManager.default.fileExists(atPath: folder.appending(path: name).path) else {
        Issue.record("no \(name) of \(provider)")
        return
    }
    let outcome = try Program.run(
        ["read", "--dialect", provider, "--body", folder.appending(path: name).path])
    #expect(outcome.status == 0 && outcome.output.contains(#""outcome":"ok""#), "\(outcome.output)")
    #expect(!outcome.output.contains("wire.content-type"), "\(outcome.output)")
}

@Test(.enabled(if: Place.shared("recordings") != nil, "no recordings beside this checkout"))
func `read takes a recorded folder`() throws {
    let recordings = try #require(Place.shared("recordings"))
    let names = try FileManager.default.contentsOfDirectory(atPath: recordings.path)
    for start in ["anthropic-messages-text-stream", "openai-chat-tool-calls-plain"] {
        let name = try #require(names.sorted().first { $0.hasPrefix(start) })
        let folder = recordings.appending(path: name)
        let outcome = try Program.run(["read", folder.path])
        let read = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let expected = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.appending(path: "expected.json"))) as? [String: Any])
        for key in ["outcome", "text", "tool_calls", "finish_reason", "model", "id", "usage"] {
            let (got, wanted) = (read[key] as? NSObject, expected[key] as? NSObject)
            #expect(got != nil && got == wanted, "\(name) \(key)")
        }
    }
}

@Test func `list models shows what files give beside the shipped prices`() throws {
    let scratch = try Scratch([
        "routes.yaml": """
        models:
          house: { provider: openai, pin: house-7, context: 32000, price: { input: "3", output: "9", image: "0.0025" } }
        prices:
          "anthropic:*": { multiplier: "0.85" }
        aliases: { chat: [house, claude-haiku-4-5] }
        """,
        "s.yaml": """
        prices:
          gpt-5.4:
            input: "2"
            cached_input: "0.2"
            output: "12"
            audio_minute: "0.006"
            tiers: [{ above: 200000, input: "4" }]
            off_peak: { hours: "16:30-00:30", multiplier: "0.5" }
        prompts: [q]
        tests: [{ vars: {} }]
        """,
        "wrong.yaml": """
        prices: { gtp-5.4: { input: "2", output: "12" } }
        prompts: [q]
        tests: [{ vars: {} }]
        """,
    ])
    let outcome = try Program.run(["list", "models", "routes.yaml", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map {
        $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    for line in [
        "house openai house-7 3 9 USD 32000 given by the user",
        "gpt-5.4 input 2 USD per million s.yaml:2", "input, above 200000 tokens 4 USD per million",
        "minute of audio 0.006 USD each", "all, 16:30-00:30 UTC × 0.5",
        "openai:house-7 input 3 USD per million routes.yaml:2", "image 0.0025 USD each",
        "anthropic:* all, as listed × 0.85 routes.yaml:4",
    ] {
        #expect(lines.contains(line), "\(line)\n\(outcome.output)")
    }
    #expect(lines.contains { $0.hasPrefix("claude-haiku-4-5 anthropic") && $0.contains("×0.85") })
    let wrong = try Program.run(["list", "models", "wrong.yaml"], in: scratch.folder)
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("wrong.yaml:1:11"), "\(wrong.errors)")
    #expect(wrong.errors.contains("did you mean 'gpt-5.4'?"))
}

@Test func `list models of a suite goes by the routes file beside it`() throws {
    let scratch = try Scratch([
        "routes.yaml":
            "prices: { \"anthropic:*\": { multiplier: \"0.85\" } }\naliases: { chat: [gpt-5.4] }",
        "s.yaml": "prompts: [q]\ntests: [{ vars: {} }]\n",
        "other.yaml": "aliases: { chat: [gpt-5.4] }\n",
    ])
    let outcome = try Program.run(["list", "models", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0 && outcome.output.contains("×0.85"), "\(outcome.errors)")
    // Another that is named counts in its place.
    let named = try Program.run(["list", "models", "s.yaml", "other.yaml"], in: scratch.folder)
    #expect(named.status == 0 && !named.output.contains("×0.85"), "\(named.output)")
}
