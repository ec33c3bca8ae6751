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
