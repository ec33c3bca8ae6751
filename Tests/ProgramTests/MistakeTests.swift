import Foundation
import TestSupport
import Testing

private let routes = "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n"
private let suite = """
    through: [chat]
    prompts: ["{{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: icontains, value: paris }]
        simulate: Paris
    """

/// What is mistyped, and what the program must say of it.
private struct Slip: CustomTestStringConvertible {
    var testDescription: String
    var files: [String: String]
    var arguments = ["run", "s.yaml"]
    var place: String
    var message: String
    var hint: String
}

private let slips = [
    Slip(
        testDescription: "a key", files: ["s.yaml": suite.replacing("prompts:", with: "promts:")],
        place: "s.yaml:2:1", message: "unknown key 'promts'", hint: "'prompts'"),
    Slip(
        testDescription: "a check",
        files: ["s.yaml": suite.replacing("icontains", with: "icontans")],
        place: "s.yaml:5:22", message: "unknown check 'icontans'", hint: "'icontains'"),
    Slip(
        testDescription: "a check's key",
        files: ["s.yaml": suite.replacing("value: paris", with: "valeu: paris")],
        place: "s.yaml:5:", message: "'valeu'", hint: "'value'"),
    Slip(
        testDescription: "a route", files: ["s.yaml": suite.replacing("[chat]", with: "[chad]")],
        place: "s.yaml:1:11", message: "unknown route 'chad'", hint: "'chat'"),
    Slip(
        testDescription: "a model",
        files: ["routes.yaml": routes.replacing("gpt-5.4-mini", with: "gpt-5.4-mimi")],
        place: "routes.yaml:2:10", message: "unknown model 'gpt-5.4-mimi'", hint: "'gpt-5.4-mini'"),
    Slip(
        testDescription: "a variable",
        files: ["s.yaml": suite.replacing("{{ country }}", with: "{{ contry }}")],
        place: "s.yaml:4:", message: "'{{ contry }}'", hint: "'country'"),
    Slip(
        testDescription: "a path", files: [:], arguments: ["run", "s.yml"], place: "",
        message: "'s.yml'", hint: "'s.yaml'"),
    Slip(
        testDescription: "an option", files: [:], arguments: ["run", "--routs", "x", "s.yaml"],
        place: "",
        message: "unknown option '--routs'", hint: "'--routes'"),
    Slip(
        testDescription: "a command", files: [:], arguments: ["rnu"], place: "",
        message: "unknown command 'rnu'", hint: "'run'"),
    Slip(
        testDescription: "a cause", files: [:],
        arguments: ["run", "s.yaml", "--cause", "rate-limt"], place: "",
        message: "unknown cause 'rate-limt'", hint: "'rate-limit'"),
]

@Test(arguments: slips.indices)
func `what is mistyped is told with its place and the nearest right word, and nothing is sent`(
    index: Int
) throws {
    let slip = slips[index]
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite].merging(slip.files) { $1 })
    let outcome = try Program.run(slip.arguments, in: scratch.folder)
    #expect(outcome.status == 2, "\(slip.testDescription)")
    #expect(outcome.output == "")
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    let told = lines.first { $0.contains("error: ") && $0.contains(slip.message) }
    #expect(told?.hasPrefix(slip.place) == true, "\(outcome.errors)")
    #expect(outcome.errors.contains("hint: did you mean \(slip.hint)"), "\(outcome.errors)")
    #expect(!scratch.has("pathproof-out"))
}

@Test func `a hint names what the command at hand takes`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite, "x.yaml": "a: 1\n"])
    let run = try Program.run(["run", "--gateway", "s.yaml", "s.yaml"], in: scratch.folder)
    #expect(run.status == 2)
    #expect(run.errors.contains("`pathproof run` proves it without --gateway"), "\(run.errors)")
    #expect(run.errors.contains("`pathproof drill s.yaml --mix 'rate-limit=5%'`"))
    let made = try Program.run(
        ["init", "--from", "x.yaml", "--kind", "foo"], in: scratch.folder)
    #expect(made.status == 2)
    #expect(made.errors.contains("one of litellm, promptfoo\n"), "\(made.errors)")
}

@Test func `mistakes of all files are told in one go`() throws {
    let scratch = try Scratch([
        "routes.yaml": routes.replacing("claude-haiku-4-5", with: "claude-haiku-45"),
        "a.yaml": suite.replacing("icontains", with: "icontans"),
        "b.yaml": suite.replacing("prompts:", with: "promts:"),
    ])
    let outcome = try Program.run(["run", "."], in: scratch.folder)
    #expect(outcome.status == 2)
    for words in ["claude-haiku-45", "promts"] {
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}

@Test func `a live run needs to be asked for in as many words`() throws {
    let scratch = try Scratch(["s.yaml": suite])
    for arguments in [
        ["run", "s.yaml", "--gateway", "http://127.0.0.1:9/v1"],
        ["run", "s.yaml", "--gateway", "http://127.0.0.1:9/v1", "--live"],
        ["run", "s.yaml", "--live"],
    ] {
        let outcome = try Program.run(arguments, in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("--live") || outcome.errors.contains("--allow-unpriced"))
    }
}

@Test func `colour goes to terminals only`() throws {
    let plain = try Program.run(["rnu"])
    #expect(!plain.errors.contains("\u{1B}"))
    let forced = try Program.run(["rnu"], environment: ["FORCE_COLOR": "1"])
    #expect(forced.errors.contains("\u{1B}"))
    let refused = try Program.run(["rnu"], environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"])
    #expect(!refused.errors.contains("\u{1B}"))
}

/// One mistake for each stage at which a suite may be wrong.
private let wrongEverywhere = """
    through: [chad]
    prompts: [{ user: "{{ country }}", bad: 1 }]
    defaultTest: { simulate: Paris }
    tests:
      - vars: { country: France }
        asert: []
        assert:
          - { type: icontans, value: Paris }
          - { type: regex, value: "((" }
          - { type: icontains, value: Paris, vale: Paris }
    """

@Test(arguments: [["run", "s.yaml"], ["lint", "s.yaml"]])
func `mistakes of all stages are told in one go`(words: [String]) throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": wrongEverywhere])
    let outcome = try Program.run(words, in: scratch.folder)
    #expect(outcome.status == 2)
    for (line, message) in [
        (1, "unknown route 'chad'"), (2, "unknown key 'bad'"), (6, "unknown key 'asert'"),
        (8, "unknown check 'icontans'"), (9, "no regular expression"), (10, "unknown key 'vale'"),
    ] {
        let told = outcome.errors.split(separator: "\n").first { $0.contains(message) }
        #expect(told?.hasPrefix("s.yaml:\(line):") == true, "\(message)\n\(outcome.errors)")
    }
    #expect(outcome.errors.components(separatedBy: "error: ").count == 7, "\(outcome.errors)")
}

@Test func `mistakes of the routes file are told beside those of the suite`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ modle: gpt-5.4-mini }] }", "s.yaml": wrongEverywhere,
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    for words in ["'modle'", "'bad'", "'icontans'", "no regular expression", "'vale'"] {
        #expect(outcome.errors.contains(words), "\(words)\n\(outcome.errors)")
    }
    // Which routes there are, nobody knows.
    #expect(!outcome.errors.contains("unknown route"))
}

@Test(arguments: [
    "prompts: [\"{{ a }}\"]\ntests: [{ vrs: { a: b }, assert: [{ type: equals, value: \"{{ a }}\" }] }]",
    "prompts: [{ user: q, bad: 1 }]\ntests: [{ assert: [{ type: is-valid-openai-tools-call }] }]",
    "prompts: [q]\ntset: [{}]",
])
func `what follows from a mistake is not told as another`(text: String) throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": text])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    let count = outcome.errors.components(separatedBy: "error: ").count - 1
    #expect(count == (text.contains("tset") ? 2 : 1), "\(outcome.errors)")
}

@Test(arguments: [
    ("{{ country }}", "{{ countri }}", "asks for '{{ countri }}'"),
    ("value: paris", "value: \"{{ nope }}\"", "'{{ nope }}' has no value"),
    ("[chat]", "[chad]", "unknown route 'chad'"), ("value: paris", "vale: paris", "'vale'"),
    ("through: [chat]", "through: [chat]\nkey: free", "no key is called 'free'"),
    ("through: [chat]", "gateway: ci\nthrough: [chat]", "unknown gateway 'ci'"),
])
func `lint finds what run would refuse`(old: String, new: String, words: String) throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite.replacing(old, with: new)])
    let run = try Program.run(["run", "s.yaml"], in: scratch.folder)
    let lint = try Program.run(["lint", "s.yaml"], in: scratch.folder)
    for outcome in [run, lint] {
        #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
    }
}

@Test func `a gateway that nobody knows hides no mistake of the suite`() throws {
    let text = "gateway: ci\n" + suite.replacing("icontains", with: "icontans")
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": text])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    for words in ["unknown gateway 'ci'", "unknown check 'icontans'"] {
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
}

@Test func `lint of a suite with nothing wrong passes, with and without its routes`() throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    #expect(try Program.run(["lint", "s.yaml"], in: scratch.folder).status == 0)
    let alone = try Scratch(["s.yaml": suite])
    let outcome = try Program.run(["lint", "s.yaml"], in: alone.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
}
