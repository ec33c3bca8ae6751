import Foundation
import TestSupport
import Testing

private let routes = "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n"
private let suite = "prompts: [q]\ntests: [{ simulate: a }]\n"
private let litellm = """
    model_list:
    - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05 } }
    general_settings: { master_key: os.environ/KEY, mystery: 1 }
    """

private let others = [
    "routes.yaml": routes, "gateway.yaml": litellm, ".ci.yml": "test: [make]",
    "compose.yaml": "services: { db: { image: postgres } }", "data.yaml": "- { a: b }",
    "empty.yaml": "",
]

@Test func `run takes the suites of a folder and leaves other files aside, with one note`() throws {
    let scratch = try Scratch(others.merging(["s.yaml": suite]) { $1 })
    let outcome = try Program.run(["run", "."], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let note =
        "note: left aside in '.': 'compose.yaml', 'data.yaml', 'empty.yaml', 'gateway.yaml'\n"
    #expect(outcome.errors.components(separatedBy: "left aside").count == 2)
    #expect(outcome.errors.contains(note), "\(outcome.errors)")
    let quiet = try Program.run(["run", ".", "-q"], in: scratch.folder)
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
}

@Test(arguments: [
    ["run", ".", "--plan"], ["run", ".", "--plan", "--json"],
    ["bench", ".", "--pairs", "5", "--warm-up", "1", "--ignore-load"],
    ["bench", ".", "--pairs", "5", "--warm-up", "1", "--ignore-load", "--json"],
])
func `each command that takes a folder of suites tells what it left aside`(
    words: [String]
) throws {
    let scratch = try Scratch(others.merging(["s.yaml": suite]) { $1 })
    let outcome = try Program.run(words, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.components(separatedBy: "note: left aside in '.':").count == 2)
    #expect(!outcome.output.contains("left aside"))
    let quiet = try Program.run(words + ["-q"], in: scratch.folder)
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
}

@Test func `a suite whose keys are mistyped is not left aside`() throws {
    let scratch = try Scratch(
        others.merging(["s.yaml": suite, "t.yaml": "promts: [q]\ntset: [{}]"]) { $1 })
    for command in ["run", "lint"] {
        let outcome = try Program.run([command, "."], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("t.yaml:1:1: error: unknown key 'promts'"))
    }
}

@Test func `a folder without a suite is told with what it has`() throws {
    let scratch = try Scratch(others)
    let outcome = try Program.run(["run", "."], in: scratch.folder)
    #expect(outcome.status == 2)
    let told =
        "no suite in the folder '.': it has 'compose.yaml', 'data.yaml', 'empty.yaml', "
        + "'gateway.yaml', 'routes.yaml'"
    #expect(outcome.errors.contains(told), "\(outcome.errors)")
    let bare = try Scratch(["a.txt": ""])
    let none = try Program.run(["lint", "."], in: bare.folder)
    #expect(none.status == 2 && none.errors.contains("it has no .yaml file"), "\(none.errors)")
}

@Test func `lint looks at every file of a folder that it knows, and names the others`() throws {
    let scratch = try Scratch(others.merging(["s.yaml": suite]) { $1 })
    let outcome = try Program.run(["lint", "."], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("left aside in '.': 'compose.yaml', 'data.yaml', 'empty.yaml'"))
    #expect(!outcome.errors.contains("gateway.yaml"))
    #expect(outcome.output.contains("'mystery' is not known in general_settings"))
    #expect(outcome.output.contains("\n3 files: 0 errors"), "\(outcome.output)")
}

@Test func `lint shows how far each construct of a gateway's file is understood, with its line`()
    throws
{
    let scratch = try Scratch(["gateway.yaml": litellm])
    let outcome = try Program.run(["lint", "gateway.yaml", "--constructs"], in: scratch.folder)
    for line in [
        "gateway.yaml:3:21: exact: general_settings.master_key: a drill puts one of its own",
        "gateway.yaml:3:49: unsupported: general_settings.mystery: not known",
        "gateway.yaml:2:23: exact: model_list[0].litellm_params: read key by key",
    ] {
        #expect(outcome.output.contains(line), "\(line)\n\(outcome.output)")
    }
    let sum = " constructs: 6 exact, 0 approximate, 0 manual, 1 unsupported"
    #expect(outcome.output.hasSuffix("7\(sum)\n"), "\(outcome.output)")
    let short = try Program.run(["lint", "gateway.yaml"], in: scratch.folder)
    #expect(short.output.hasSuffix("7\(sum); --constructs shows each\n"), "\(short.output)")
    #expect(!short.output.contains("exact: "))
    _ = try Program.run(
        ["lint", "gateway.yaml", "--constructs", "--sarif", "c.sarif"], in: scratch.folder)
    #expect(
        try scratch.text("c.sarif").components(separatedBy: #""kind":"informational""#).count == 8)
    _ = try Program.run(["lint", "gateway.yaml", "--sarif", "c.sarif"], in: scratch.folder)
    #expect(try !scratch.text("c.sarif").contains("informational"))
}
