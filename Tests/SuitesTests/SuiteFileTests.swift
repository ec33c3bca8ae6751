import Documents
import Suites
import TestSupport
import Testing
import Vocabulary

private func suite(_ text: String) throws -> Suite { try read(text) }

@Test func `a first suite needs only prompts and tests`() throws {
    let suite = try suite(
        """
        prompts: ["Answer with the capital only: {{ country }}"]
        tests:
          - vars: { country: France }
            assert: [{ type: icontains, value: paris }]
            simulate: Paris
        """)
    #expect(suite.name == "first")
    #expect(suite.through == nil)
    #expect(suite.paths == .legs)
    #expect(suite.streaming == .both)
    #expect(suite.repeats == 1)
    let test = try #require(try tests(of: suite).first)
    #expect(test.name == "France")
    #expect(test.simulated?.rendered(with: [:])?.text == "Paris")
    #expect(test.asserts.count == 1)
    let prompt = suite.prompts[0].prompt(
        with: test.variables, parameters: suite.parameters)
    #expect(prompt?.messages == [Message(.user, "Answer with the capital only: France")])
}

@Test(arguments: [
    ("models: [gpt-5.4]\nprompts: [q]\ntests: [{ vars: {} }]", true),
    ("prompts: [q]\nproviders: {}", true), ("tests: []\naliases: { chat: [gpt-5.4] }", true),
    ("promts: [q]\ntest: []", true), ("models: { house: { provider: openai } }", false),
    ("aliases: { chat: [gpt-5.4] }", false),
])
func `what has prompts or tests is a suite, whatever stands beside them`(
    text: String, isSuite: Bool
) throws {
    let node = try Document.read(SourceText(file: "s.yaml", text: text))
    #expect(SuiteFile.isSuite(node) == isSuite)
}

@Test func `everything a suite can say is read`() throws {
    let suite = try suite(
        """
        description: triage
        task: classification
        through: [fast-chat]
        paths: causes
        stream: true
        repeat: 5
        params: { temperature: 0.10, max_tokens: 300, seed: 7, stop: [END], reasoning_effort: low }
        prompts:
          - { id: triage, system: Be brief., user: "{{ ticket }}" }
        defaultTest:
          vars: { ticket: none }
          assert: [{ type: is-json }]
        tests:
          - { description: first, probe: true }
          - { description: first, vars: { ticket: "7" } }
        """)
    #expect(suite.task == "classification")
    #expect(suite.through?.map(\.name) == ["fast-chat"])
    #expect(suite.paths == .causes)
    #expect(suite.streaming == .streamed)
    #expect(suite.parameters.temperature == "0.10")
    #expect(suite.parameters.stop == ["END"])
    #expect(suite.parameters.effort == .low)
    #expect(suite.defaultAsserts.count == 1)
    let tests = try tests(of: suite)
    #expect(tests.map(\.name) == ["first", "first (2)"])
    #expect(tests.map(\.isProbe) == [true, false])
    #expect(tests[0].variables == ["ticket": "none"])
    #expect(tests[1].variables == ["ticket": "7"])
}

@Test func `every mistake of a suite is told at once, at its place`() throws {
    let marked = Marked(
        """
        1️⃣promts: ["x"]
        paths: 2️⃣cuases
        stream: 3️⃣maybe
        repeat: 4️⃣0
        prompts: ["{{ country 5️⃣"]
        tests:
          - vars: 6️⃣[a]
            7️⃣asert: []
            simulate: Paris
        """.replacingMarkInside())
    let error = try #require(throws: Diagnostics.self) { try suite(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"] == "unknown key 'promts' in a suite")
    #expect(messages["2️⃣"] == "unknown value 'cuases' for 'paths'")
    #expect(messages["3️⃣"] == "`stream:` is 'maybe'")
    #expect(messages["4️⃣"]?.contains("'repeat'") == true)
    #expect(messages["6️⃣"]?.contains("`vars:` needs a mapping") == true)
    #expect(messages["7️⃣"] == "unknown key 'asert' in a test")
    #expect(error.items.contains { $0.message == "'{{' is never closed" })
    #expect(
        error.items.first { $0.message.contains("promts") }?.hint
            == "did you mean 'prompts'? it is already given")
}

extension String {
    /// The mark inside the template stands for nothing: what it would point at is the whole value.
    fileprivate func replacingMarkInside() -> String {
        String(filter { $0 != "5️⃣" })
    }
}

@Test func `the digest of a prompt changes with its words and not with its values`() throws {
    func digest(_ words: String) throws -> String {
        try suite("prompts: [{ user: \"\(words)\" }]\ntests: [{ vars: { a: x } }]").prompts[0]
            .digest
    }
    #expect(try digest("{{ a }}?") == digest("{{ a }}?"))
    #expect(try digest("{{ a }}?") != digest("{{ a }}!"))
    #expect(try digest("{{ a }}?").count == 12)
}

@Test func `the marker stands at the end of the user's words`() throws {
    let prompt = try suite("prompts: [{ system: S, user: U }]\ntests: [{ vars: {} }]").prompts[0]
    let marker = Marker(text: "ppcase000000000001")
    let made = prompt.prompt(with: [:], marker: marker, metadata: ["task": "t"])
    #expect(made?.messages == [Message(.system, "S"), Message(.user, "U\n\n[ppcase000000000001]")])
    #expect(made?.metadata == ["task": "t"])
}

@Test func `a test has a threshold of its own, or that of all tests`() throws {
    let read = try suite(
        """
        prompts: [x]
        defaultTest: { threshold: 0.5 }
        tests: [{ threshold: 0.25 }, { description: y }]
        """)
    #expect(read.defaultThreshold == 0.5)
    #expect(try tests(of: read).map(\.threshold) == [0.25, 0.5])
    #expect(try tests(of: suite("{ prompts: [x], tests: [{}] }")).map(\.threshold) == [nil])
    let mistake = #expect(throws: Diagnostics.self) {
        try suite("{ prompts: [x], tests: [{ threshold: 5 }] }")
    }
    #expect(mistake?.items.first?.message.contains("'threshold'") == true)
}

@Test(arguments: [
    ("prompts: [a]\ntests: []", true), ("promts: [a]", true), ("prompt: a", true),
    ("test: file://data.csv", true), ("tets: [{ vars: {} }]", true),
    ("test: { script: [make] }", false), ("test: make", false),
    ("services: { db: { image: postgres } }", false), ("aliases: { chat: [gpt-5.4] }", false),
    ("- a\n- b", false), ("", false),
])
func `a file in a folder is meant as a suite by its prompts and tests, misspelt or not`(
    text: String, isMeant: Bool
) throws {
    let node = try Document.read(SourceText(file: "x.yaml", text: text))
    #expect(SuiteFile.isMeant(node) == isMeant)
}

@Test func `of a suite with mistakes the rest is read all the same`() throws {
    let text = """
        prompts: [{ user: a, bad: 1 }]
        through: [chat]
        tests: [{ vrs: {} }, { vars: { n: 1 } }]
        """
    let mistakes = Mistakes()
    let suite = SuiteFile.examine(
        try Document.read(SourceText(file: "s.yaml", text: text)), in: mistakes)
    #expect(mistakes.items.map(\.location?.line) == [1, 3])
    #expect(!suite.isSound && suite.through?.map(\.name) == ["chat"])
    guard case .list(let tests) = suite.tests else {
        Issue.record("the tests are a list")
        return
    }
    #expect(tests.map(\.isSound) == [false, true])
}
