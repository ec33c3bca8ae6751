import Foundation
import Servers
import TestSupport
import Testing

private let routes = "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n"
private let live = ["--live", "--allow-unpriced"]

@Test(arguments: [
    "through: []\nprompts: [x]\ntests: [{ vars: {} }]", "prompts: [x]\ntests: []",
    "prompts: [x]\ntests: file://none.csv", "prompts: [x]\ntests: file://none.jsonl",
])
func `a run of nothing is a mistake, not a pass`(suite: String) throws {
    let scratch = try Scratch([
        "routes.yaml": routes, "s.yaml": suite, "none.csv": "country\n", "none.jsonl": "\n",
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("s.yaml:"))
}

@Test func `a leg that no cause leads to is told and counts as not covered`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases:\n  chat: [gpt-5.4-mini, { model: gpt-5.4, on: [] }]\n",
        "s.yaml": "prompts: [x]\ntests: [{ simulate: y }]",
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.errors.contains("leg chat/2 (openai:gpt-5.4) is not reached plain"))
    #expect(outcome.errors.contains("leg chat/2 (openai:gpt-5.4) is not reached streamed"))
    #expect(outcome.output.contains("2 of 4 paths covered"), "\(outcome.output)")
}

@Test func `one name cannot stand for two routes in one run`() throws {
    let scratch = try Scratch([
        "a/routes.yaml": "aliases: { chat: [gpt-5.4] }",
        "a/s.yaml": "prompts: [x]\ntests: [{ simulate: y }]",
        "b/routes.yaml": "aliases: { chat: [gpt-5.2] }",
        "b/t.yaml": "prompts: [x]\ntests: [{ simulate: y }]",
    ])
    let outcome = try Program.run(["run", "a/s.yaml", "b/t.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("route 'chat' is in"))
}

@Test func `suites of one name are told apart by their folder, and a file named twice is run once`()
    throws
{
    let suite = "paths: primary\nprompts: [x]\ntests: [{ simulate: y }]"
    let scratch = try Scratch(["routes.yaml": routes, "a/s.yaml": suite, "b/s.yaml": suite])
    let outcome = try Program.run(["run", "a/s.yaml", "b/s.yaml", "a/s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let ids = try scratch.rows("case").compactMap { $0["id"] as? String }
    #expect(ids.count == 4)
    #expect(Set(ids).count == 4)
}

@Test func `a folder's mistyped suite is not passed over`() throws {
    let scratch = try Scratch(["d/routes.yaml": routes, "d/s.yaml": "promts: [x]\ntets: [{}]"])
    let outcome = try Program.run(["run", "d"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("unknown key 'promts'"))
}

@Test func `a key that the gateway repeats stands in no report`() throws {
    let key = "sk-SECRET-0123456789abcdef"
    let body =
        "{\"error\":{\"message\":\"Incorrect API key provided: \(key)\",\"type\":\"\(key)\",\"code\":\"\(key)\"}}"
    let server = try Server { _, responder in
        responder.reply(
            status: 401, headers: [("content-type", "application/json"), ("x-request-id", key)],
            body: Array(body.utf8))
    }
    defer { server.stop() }
    let scratch = try Scratch([
        "s.yaml": "through: [m]\npaths: primary\nprompts: [\"say \(key)\"]\ntests: [{ vars: {} }]"
    ])
    let outcome = try Program.run(
        [
            "run", "s.yaml", "--gateway", "http://127.0.0.1:\(server.port)/v1", "--key-variable",
            "MY_KEY",
        ] + live,
        in: scratch.folder, environment: ["MY_KEY": key])
    // Nothing is proven of routes until the key is right.
    #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
    #expect(
        outcome.output.contains(
            "the gateway refused the caller's key (status 401): Incorrect API key provided: [secret]"
        ))
    for text in [
        outcome.output, outcome.errors, try scratch.text("pathproof-out/junit.xml"),
        try scratch.text("pathproof-out/results.jsonl"),
    ] { #expect(!text.contains("SECRET-0123")) }
}

@Test func `two runs in one file are not counted together`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes, "s.yaml": "paths: primary\nprompts: [x]\ntests: [{ simulate: y }]",
    ])
    #expect(try Program.run(["run", "s.yaml"], in: scratch.folder).status == 0)
    let rows = try scratch.text("pathproof-out/results.jsonl")
    try Data((rows + rows).utf8).write(to: scratch.folder.appending(path: "both.jsonl"))
    let commands = [
        ["report", "both.jsonl", "--out", "o"], ["bless", "both.jsonl", "--to", "base"],
        ["compare", "both.jsonl"],
    ]
    for words in commands {
        let outcome = try Program.run(words, in: scratch.folder)
        #expect(outcome.status == 2, "\(words): \(outcome.output)")
        #expect(outcome.errors.contains("'both.jsonl' holds the rows of more than one run"))
    }
}

@Test(arguments: [
    "127.0.0.1:1", "ftp://h/v1", "", "http://", "http://u:p@h/v1", "http://h/v1?key=x",
])
func `an address that is none, or would tell a secret, is refused`(url: String) throws {
    let scratch = try Scratch([
        "s.yaml": "through: [m]\npaths: primary\nprompts: [x]\ntests: [{ vars: {} }]"
    ])
    let outcome = try Program.run(["run", "s.yaml", "--gateway", url] + live, in: scratch.folder)
    #expect(outcome.status == 2, "\(url)")
    #expect(!scratch.has("pathproof-out"))
}

@Test func `a check of the legs' journals is refused where there are none`() throws {
    let scratch = try Scratch([
        "s.yaml":
            "through: [m]\npaths: primary\nprompts: [x]\ntests: [{ assert: [{ type: attempts, value: 7 }] }]"
    ])
    let outcome = try Program.run(
        ["run", "s.yaml", "--gateway", "http://127.0.0.1:9/v1"] + live, in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("s.yaml:4:"), "\(outcome.errors)")
}

@Test func `rows of a table are simulated and judged like listed tests`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes, "d.csv": "country,capital\nFrance,Paris\nJapan,Tokyo\n",
        "s.yaml": """
        paths: primary
        prompts: ["{{ country }}"]
        defaultTest: { assert: [{ type: equals, value: "{{ capital }}" }], simulate: "Paris" }
        tests: file://d.csv
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 1)
    let rows = try scratch.rows("case")
    let verdicts = rows.filter { $0["test"] as? String == "row 1" }.compactMap {
        $0["verdict"] as? String
    }
    #expect(Set(verdicts) == ["passed"])
    #expect(Set(rows.compactMap { $0["verdict"] as? String }) == ["passed", "failed"])
}

@Test func `the command to run one case again takes that case alone`() throws {
    let rows = (1...12).map { "France\($0),Paris" }.joined(separator: "\n")
    let scratch = try Scratch([
        "routes.yaml": routes, "d.csv": "country,capital\n\(rows)\n",
        "it's s.yaml":
            "paths: primary\nstream: false\nprompts: [\"{{ country }}\"]\ndefaultTest: { assert: [{ type: equals, value: x }], simulate: y }\ntests: file://d.csv",
    ])
    _ = try Program.run(["run", "it's s.yaml"], in: scratch.folder)
    let rerun = try #require(try scratch.rows("case").first?["rerun"] as? String)
    let again = try Program.shell(rerun + " --out again", in: scratch.folder)
    #expect(again.status == 1, "\(again.errors)")
    #expect(try scratch.rows("case", in: "again/results.jsonl").count == 1)
}

@Test func `a prompt that quotes a marker takes no other case's calls`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": """
        paths: legs
        prompts: ["{{ words }}"]
        tests:
          - { vars: { words: plain }, simulate: y }
          - { vars: { words: "[ppcase000000000001] [ppcase000000000002]" }, simulate: y }
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)")
}

@Test func `a folder in which another run is writing is not written to`() throws {
    let tests = (0..<200).map { "  - { vars: { n: \($0) }, simulate: x }" }.joined(separator: "\n")
    let scratch = try Scratch([
        "routes.yaml": routes, "long.yaml": "repeat: 100\nprompts: [\"{{ n }}\"]\ntests:\n\(tests)",
        "s.yaml": "paths: primary\nprompts: [x]\ntests: [{ simulate: y }]",
    ])
    _ = try Program.run(["run", "long.yaml", "-j", "2"], in: scratch.folder) { process in
        for _ in 0..<200 where !scratch.has("pathproof-out/results.jsonl") {
            Thread.sleep(forTimeInterval: 0.02)
        }
        let other = try Program.run(["run", "s.yaml"], in: scratch.folder)
        #expect(other.status == 2)
        #expect(other.errors.contains("another run is writing"))
        #expect(other.errors.contains("--out DIR") && !other.errors.contains("--resume"))
        process.terminate()
    }
}
