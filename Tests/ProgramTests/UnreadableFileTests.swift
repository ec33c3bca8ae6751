import Foundation
import TestSupport
import Testing

private let broken = "aliases: { chat: [gpt-5.4-mini\n"
private let suite = "prompts: [x]\ntests: [{ vars: { a: b } }]\n"

@Test(arguments: [["lint", "."], ["run", "."], ["run", "s.yaml"]])
func `a mistake of a file that is read for two reasons is told once`(words: [String]) throws {
    let scratch = try Scratch(["routes.yaml": broken, "s.yaml": suite])
    let outcome = try Program.run(words, in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.components(separatedBy: "error: ").count == 2, "\(outcome.errors)")
}

@Test func `SARIF is written where a file cannot be read, and says so`() throws {
    let scratch = try Scratch(["routes.yaml": broken, "s.yaml": suite, "l.sarif": "old"])
    let outcome = try Program.run(["lint", ".", "--sarif", "l.sarif"], in: scratch.folder)
    #expect(outcome.status == 2)
    let text = try scratch.text("l.sarif")
    #expect(text.contains(#""executionSuccessful":false"#))
    #expect(text.contains("toolExecutionNotifications") && text.contains("routes.yaml"))
}

@Test(arguments: [
    ("5", "expected an object with a member 'headers'"),
    (#"{ "headers": 5 }"#, "expected an object for 'headers', found '5'"),
    (#"{ "headers": { "retry-after": 5 } }"#, "expected a text for the field 'retry-after'"),
])
func `heads that are none are told`(text: String, message: String) throws {
    let scratch = try Scratch(["h.json": text, "b": "{}"])
    let outcome = try Program.run(
        ["read", "--dialect", "openai-chat", "--headers", "h.json", "--body", "b"],
        in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
}
