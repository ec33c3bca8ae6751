import Documents
import Suites
import TestSupport
import Testing
import Vocabulary

private let marker = Marker(text: "ppcase000000000001")
private let mark = "\n\n[ppcase000000000001]"

private func prompt(_ text: String, tests: String = "tests: [{ vars: { q: Why? } }]") throws
    -> PromptTemplate
{
    let suite = try read("prompts:\n  - " + text.replacing("\n", with: "\n    ") + "\n" + tests)
    return try #require(suite.prompts.first)
}

@Test func `messages of several turns keep their roles, calls and results`() throws {
    let template = try prompt(
        """
        messages:
          - { role: developer, content: Be brief. }
          - { role: user, content: "Weather in {{ city }}?" }
          - role: assistant
            content: null
            tool_calls:
              - { id: c1, type: function, function: { name: get_weather, arguments: '{"city": "x"}' } }
              - { id: c2, name: get_time, arguments: { city: "{{ city }}" } }
          - { role: tool, tool_call_id: c1, content: "{{ city }} is warm", is_error: true }
          - { role: user, content: And now? }
        """)
    let made = template.prompt(with: ["city": "Rome"], marker: marker)
    #expect(
        made?.messages == [
            Message(.system, "Be brief."), Message(.user, "Weather in Rome?"),
            Message(
                .assistant,
                [
                    .toolCall(id: "c1", name: "get_weather", arguments: #"{"city": "x"}"#),
                    .toolCall(id: "c2", name: "get_time", arguments: #"{"city":"Rome"}"#),
                ]),
            Message(.tool, [.toolResult(id: "c1", text: "Rome is warm", isError: true)]),
            Message(.user, "And now?" + mark),
        ])
    #expect(template.firstMissing(in: [:]) == "city")
}

@Test func `pictures are addresses, or the picture itself where a file is named`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("dot.png", [0x89, 0x50, 0x4E, 0x47, 0x0D])
    let suite = try folder.suite(
        """
        prompts:
          - { user: What is it?, image: file://dot.png }
          - messages:
              - role: user
                content:
                  - { type: text, text: Look }
                  - { type: image_url, image_url: { url: "https://example.com/{{ n }}.png" } }
                  - { image: "{{ photo }}" }
        tests: [{ vars: { n: 1, photo: file://dot.png } }]
        """)
    let test = try #require(try tests(of: suite).first)
    let picture = Message.Part.image(.data(mediaType: "image/png", base64: "iVBORw0="))
    let made = suite.prompts.map { $0.prompt(with: test.variables, marker: marker)?.messages }
    #expect(made[0] == [Message(.user, [.text("What is it?" + mark), picture])])
    #expect(
        made[1] == [
            Message(
                .user,
                [.text("Look" + mark), .image(.url("https://example.com/1.png")), picture])
        ])
    let error = try #require(throws: Diagnostics.self) {
        try folder.suite("prompts: [{ user: a, image: file://dot.tiff }]\ntests: [{ vars: {} }]")
    }
    #expect(error.items[0].hint?.contains(".png") == true)
}

@Test func `tools are ours or OpenAI's, in the suite or in a file`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
        "tools.json",
        #"[{"type": "function", "function": {"name": "get_weather", "description": "d", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}, "strict": true}}]"#
    )
    let suite = try folder.suite(
        """
        prompts:
          - { user: a, tools: file://tools.json, tool_choice: { type: function, function: { name: get_weather } } }
          - { user: a, tools: [{ name: now }, { name: later }], tool_choice: required }
          - { user: a, tools: [{ name: now }], tool_choice: now }
        tests: [{ vars: {} }]
        """)
    let prompts = suite.prompts
    #expect(
        prompts[0].tools == [
            Tool(
                name: "get_weather", summary: "d",
                schema: #"{"type":"object","properties":{"city":{"type":"string"}}}"#,
                isStrict: true)
        ])
    #expect(prompts.map(\.toolChoice) == [.named("get_weather"), .required, .named("now")])
    #expect(prompts[1].tools.map(\.schema) == Array(repeating: #"{"type":"object"}"#, count: 2))
    #expect(prompts[0].prompt(with: [:])?.tools == prompts[0].tools)
    #expect(Set(prompts.map(\.digest)).count == 3)
}

@Test func `a format is JSON, or a schema in the suite or beside it`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("triage.schema.json", #"{"type": "object"}"#)
    let suite = try folder.suite(
        """
        prompts:
          - { user: a, format: json }
          - { user: a, format: file://triage.schema.json }
          - { user: a, format: { name: answer, strict: false, schema: { type: string } } }
        tests: [{ vars: {} }]
        """)
    #expect(
        suite.prompts.map(\.format) == [
            .json, .schema(name: "triage", schema: #"{"type":"object"}"#, isStrict: true),
            .schema(name: "answer", schema: #"{"type":"string"}"#, isStrict: false),
        ])
}

@Test func `words for one provider take the place of the common ones where it is asked directly`()
    throws
{
    let template = try prompt(
        """
        system: Common.
        user: "{{ q }}"
        for:
          anthropic: { system: For Claude. }
        """)
    let made = { (provider: String?) in
        template.prompt(with: ["q": "Why?"], for: provider)?.messages
    }
    #expect(made(nil) == [Message(.system, "Common."), Message(.user, "Why?")])
    #expect(made("openai") == made(nil))
    #expect(made("anthropic") == [Message(.system, "For Claude."), Message(.user, "Why?")])
    #expect(template.variants.map(\.provider) == ["anthropic"])
}

@Test func `prompts may be files of words, of messages and of prompts`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("plain.txt", "Name {{ city }}.")
    _ = try folder.write(
        "chat.json",
        #"[{"role": "system", "content": "S"}, {"role": "user", "content": "{{ city }}"}]"#)
    _ = try folder.write("list.yaml", "- { id: one, user: 1 }\n- { id: two, user: 2 }\n")
    let suite = try folder.suite(
        "prompts: [file://plain.txt, file://chat.json]\ntests: [{ vars: { city: Rome } }]")
    #expect(
        suite.prompts.map { $0.prompt(with: ["city": "Rome"])?.messages } == [
            [Message(.user, "Name Rome.")], [Message(.system, "S"), Message(.user, "Rome")],
        ])
    #expect(suite.prompts.map(\.id) == ["prompt-1", "prompt-2"])
    for (name, ids) in [
        ("list.yaml", ["one", "two"]), ("chat.json", ["prompt"]), ("plain.txt", ["prompt"]),
    ] {
        let suite = try folder.suite("prompts: file://\(name)\ntests: [{ vars: { city: x } }]")
        #expect(suite.prompts.map(\.id) == ids)
    }
}

@Test func `what a test puts round its prompt stands round the user's last words`() throws {
    let suite = try read(
        """
        prompts: [{ system: S, user: U }]
        defaultTest: { options: { suffix: " End." } }
        tests: [{ vars: {} }, { options: { prefix: "Start. " } }]
        """)
    let made = try tests(of: suite).map { test in
        suite.prompts[0].prompt(
            with: [:], marker: marker, surroundings: test.surroundings)?.messages.last
    }
    #expect(
        made == [
            Message(.user, "U End." + mark), Message(.user, "Start. U End." + mark),
        ])
}

@Test func `mistakes of prompts are told at their places`() throws {
    let marked = Marked(
        """
        prompts:
          - { user: a, tool_choice: 1️⃣nwo, tools: [{ name: now }] }
          - { user: a, format: 2️⃣jsn }
          - messages: 3️⃣[{ role: system, content: a }]
          - { user: a, tools: [{ name: b, parameters: { type: 4️⃣objekt } }] }
          - messages:
              - { role: 5️⃣usr, content: a }
              - { role: user, 6️⃣contnt: a }
          - { id: x, 7️⃣usr: a }
        tests: [{ vars: {} }]
        """)
    let error = try #require(throws: Diagnostics.self) { try read(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"] == "unknown tool 'nwo'")
    #expect(messages["2️⃣"] == "unknown value 'jsn' for 'format'")
    #expect(messages["4️⃣"]?.contains("the name of a type") == true)
    #expect(messages["5️⃣"] == "unknown value 'usr' for 'role'")
    #expect(messages["6️⃣"] == "unknown key 'contnt' in a message")
    #expect(messages["7️⃣"] == "unknown key 'usr' in a prompt")
    let alone = try #require(throws: Diagnostics.self) {
        try read("prompts:\n  - messages: [{ role: system, content: a }]\ntests: [{ vars: {} }]")
    }
    #expect(alone.items[0].message == "a prompt needs a message of the user")
    #expect(alone.items[0].location?.line == 2)
}

@Test func `a prompt's beginning is marked for the cache, up to the user's last words`() throws {
    let plain = try prompt("{ system: Be brief., user: \"{{ q }}\", cache: true }")
    #expect(
        plain.prompt(with: ["q": "Why?"])?.messages == [
            Message(.system, [.text("Be brief.")], isKept: true), Message(.user, "Why?"),
        ])
    let turns = try prompt(
        """
        cache: true
        messages:
          - { role: system, content: Be brief. }
          - { role: user, content: One. }
          - { role: assistant, content: Two. }
          - { role: user, content: "{{ q }}" }
        """)
    #expect(
        turns.prompt(with: ["q": "Why?"])?.messages.map(\.isKept) == [false, false, true, false])
    let unmarked = try prompt("{ system: Be brief., user: \"{{ q }}\" }")
    #expect(unmarked.prompt(with: ["q": "Why?"])?.messages.contains { $0.isKept } == false)
    #expect(unmarked.digest != plain.digest)
}

@Test func `a prompt with nothing before the question has nothing to keep`() throws {
    let mistakes = #expect(throws: Diagnostics.self) {
        _ = try prompt("{ user: \"{{ q }}\", cache: true }")
    }
    #expect(mistakes?.items.first?.message.contains("nothing does") == true)
}
