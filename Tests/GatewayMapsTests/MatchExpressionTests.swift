import Documents
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

/// A routes file with one rule, whose condition stands after `match: ` in line 2.
private func map(_ match: String) throws -> RouteMap {
    let text = "routes:\n- match: \(match)\n  model: gpt-5.4\n- default: gpt-5.2\n"
    return try RoutesFile.read(
        try Document.read(SourceText(file: "routes.yaml", text: text), environment: { _ in nil }),
        knownProviders: ["openai"])
}

private func expression(_ match: String) throws -> MatchExpression {
    try #require(try map(match).rules.first?.match)
}

private let large = RequestFacts(
    contextLength: 90_000, taskType: "reasoning", tags: ["nightly", "eu"], hasImage: true,
    isStreamed: true)

@Test(arguments: [
    ("context_length > 80000", true), ("context_length > 90000", false),
    ("context_length >= 90000", true), ("context_length < 90000", false),
    ("context_length <= 90000", true), ("context_length == 90000", true),
    ("80000 < context_length", true), ("context_length != 90000", false),
    (#"task_type == "reasoning""#, true), ("task_type != 'reasoning'", false),
    (#"task_type in ["code", "reasoning"]"#, true), (#"task_type in ("code", "x")"#, false),
    (#"task_type in ("reasoning")"#, true), (#"task_type not in ["code"]"#, true),
    ("context_length in [1, 90000]", true), (#"task_type in []"#, false),
    ("has_image", true), ("has_tools", false), ("not has_tools", true), ("not not stream", true),
    ("stream == true", true), ("stream != has_image", false), ("true", true),
    ("has_tools or stream and has_image", true), ("(has_tools or stream) and has_tools", false),
    ("has_tools and stream or has_image", true), ("not has_tools and not has_image", false),
    ("not (has_tools and has_image)", true), ("has_image == (context_length > 1)", true),
])
func `a condition holds or does not`(match: String, isTrue: Bool) throws {
    #expect(try expression(match).holds(for: large) == isTrue)
}

@Test func `what a list of tags holds is asked with quotes round the whole, as YAML wants it`()
    throws
{
    let nightly = try expression(#"'"nightly" in tags and "us" not in tags'"#)
    #expect(nightly.holds(for: large))
    #expect(!nightly.holds(for: RequestFacts(tags: ["nightly", "us"])))
    #expect(!nightly.holds(for: RequestFacts()))
}

@Test func `two ways to write one condition are one`() throws {
    #expect(
        try expression("context_length>1 and (stream)")
            == expression("context_length > 1 and stream")
    )
    #expect(try expression("stream") != expression("not stream"))
}

@Test(arguments: [
    (#"1️⃣context_lenght > 80000"#, "unknown name 'context_lenght'", "'context_length'"),
    (#"has_image and 1️⃣task_typ == "x""#, "unknown name 'task_typ'", "'task_type'"),
    (#"task_type == 1️⃣reasoning"#, "unknown name 'reasoning'", "put quotes round it"),
    (#"task_type == 1️⃣gpt-5.4"#, "unknown name 'gpt-5.4'", "put quotes round it"),
    (
        #"context_length == 1️⃣"x""#, "these can never be equal: 'context_length' is a number",
        "write a number"
    ),
    (
        #"context_length > 1️⃣"80000""#,
        "'>' compares numbers: 'context_length' is a number and '\"80000\"' is text", ""
    ),
    (#"1️⃣task_type > 5"#, "'>' compares numbers: 'task_type' is text", ""),
    (#"1️⃣tags == "x""#, "a list is not compared whole", "\"nightly\" in tags"),
    (#"context_length in 1️⃣["a", "b"]"#, "'in' cannot look here", ""),
    (#"task_type in 1️⃣task_type"#, "'in' cannot look here", "a list follows"),
    (
        #"1️⃣context_length"#, "a rule asks for a condition, and 'context_length' is a number",
        "context_length > 80000"
    ),
    (
        #"stream and 1️⃣task_type"#, "'and' stands between conditions, and 'task_type' is text",
        "compare it"
    ),
    (#"not 1️⃣tags"#, "'not' turns a condition round, and 'tags' is a list of texts", "in tags"),
    (#"context_length 1️⃣= 5"#, "'=' is no sign", "write =="),
    (#"stream 1️⃣&& has_image"#, "'&&' is no sign", "write and"),
    (#"context_length > 1️⃣80k"#, "'80k' is no whole number", "digits alone"),
    (#"1 < context_length 1️⃣< 5"#, "a comparison cannot be compared again", "write `and`"),
    (#"stream 1️⃣AND has_image"#, "expected the end of the expression, found 'AND'", "'and'"),
    (#"1️⃣(stream and has_image"#, "'(' is not closed", "close it"),
    (#"context_length >1️⃣"#, "the expression ends where a value is expected", ""),
    (#"task_type in [1, 1️⃣"a"]"#, "a list holds texts or numbers, not both", ""),
    (#"task_type in ["a", 1️⃣task_type]"#, "a list holds texts or numbers as they are", ""),
    (#"task_type == 1️⃣"abc"#, "this text has no end", "close it"),
    (#"context_length > 1️⃣99999999999999999999"#, "is no whole number", ""),
    (#"1️⃣or stream"#, "expected a value, found 'or'", ""),
])
func `a mistake is told in words, at the word that is wrong`(
    marked: String, message: String, hint: String
) throws {
    let sample = Marked(marked)
    let error = try #require(throws: Diagnostics.self) { try map(sample.text) }
    let told = try #require(error.items.first)
    #expect(told.message.contains(message), "\(told.message)")
    if hint.isEmpty { return }
    #expect(told.hint?.contains(hint) == true, "\(told.hint ?? "no hint")")
    let place = try #require(sample.places["1️⃣"])
    #expect(told.location?.line == 2)
    #expect(told.location?.column == place.column + "- match: ".count)
}

@Test func `all unknown names of a condition are told, each where it stands`() throws {
    let error = try #require(throws: Diagnostics.self) { try map("foo > 1 or bar and stream") }
    #expect(error.items.map(\.message) == ["unknown name 'foo'", "unknown name 'bar'"])
    #expect(error.items.map(\.location?.column) == [10, 21])
    #expect(error.items.map(\.length) == [3, 3])
}

@Test
func `a place inside quotes counts from behind the quote, and a folded text is pointed at whole`()
    throws
{
    let quoted = try #require(throws: Diagnostics.self) { try map(#"'strem and has_image'"#) }
    #expect(quoted.items.first?.location?.column == 11)
    let folded = try #require(throws: Diagnostics.self) {
        try map(">\n    stream and\n    has_imag")
    }
    #expect(folded.items.first?.location?.line == 2)
    #expect(folded.items.first?.location?.column == 10)
    #expect(folded.items.first?.message == "unknown name 'has_imag'")
}

@Test func `no nesting is too deep for the reader's stack`() throws {
    let deep = String(repeating: "(", count: 100_000) + "stream"
    let error = try #require(throws: Diagnostics.self) { try map(deep) }
    #expect(error.items.first?.message.contains("more than 50 parentheses") == true)
    let denied = "not " + String(repeating: "not ", count: 50_001) + "stream"
    #expect(try expression(denied).holds(for: large))
}

@Test func `facts are counted by bytes, images and metadata`() {
    let prompt = Prompt(
        messages: [
            Message(.system, "äöü"),
            Message(.user, [.text("abc"), .image(.url("https://x/i.png"))]),
        ],
        tools: [Tool(name: "f", schema: "{}")],
        metadata: ["task": "reasoning", "tags": "nightly, eu"])
    #expect(
        RequestFacts(prompt, isStreamed: true)
            == RequestFacts(
                contextLength: 3 + 1_000, taskType: "reasoning", tags: ["nightly", "eu"],
                hasImage: true, hasTools: true, isStreamed: true))
    #expect(RequestFacts(Prompt(messages: []), isStreamed: false) == RequestFacts())
}
