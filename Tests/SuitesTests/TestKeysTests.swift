import Documents
import Suites
import TestSupport
import Testing
import Vocabulary

@Test func `lists among the variables make a test for each combination`() throws {
    let suite = try read(
        """
        prompts: ["{{ city }} {{ lang }} {{ n }}"]
        tests:
          - description: each
            vars: { lang: [en, de], city: [Paris, Rome], n: 1 }
          - { vars: { lang: en, city: [x, y], n: 2 }, options: { disableVarExpansion: true } }
        """)
    let made = try tests(of: suite)
    #expect(
        made.map { suite.prompts[0].prompt(with: $0.variables)?.allText } == [
            "Paris en 1", "Paris de 1", "Rome en 1", "Rome de 1", #"["x","y"] en 2"#,
        ])
    #expect(
        made.map(\.name).prefix(4) == [
            "each: Paris, en", "each: Paris, de", "each: Rome, en", "each: Rome, de",
        ])
    #expect(made.map(\.index) == [0, 1, 2, 3, 4])
}

@Test func `lists that make too many tests are refused at their place`() throws {
    let list = "[" + (0..<101).map(String.init).joined(separator: ", ") + "]"
    let error = try #require(throws: Diagnostics.self) {
        try read("prompts: [x]\ntests:\n  - vars: { a: \(list), b: \(list) }")
    }
    #expect(error.items[0].message == "the lists of this test make more than 10000 tests")
    #expect(error.items[0].location?.line == 3)
}

@Test func `tags, labels and pass rates come from the suite, its default test and the test`() throws
{
    let suite = try read(
        """
        tags: [smoke]
        task: classification
        metadata: { owner: maps }
        pass_rate: 0.8
        prompts: [x]
        defaultTest: { metadata: { team: a, area: west }, pass_rate: 0.5 }
        tests:
          - { vars: {}, tags: [german, smoke], metadata: { team: b }, pass_rate: 1 }
          - { vars: {} }
        """)
    let made = try tests(of: suite)
    #expect(made.map(\.tags) == [["smoke", "german"], ["smoke"]])
    #expect(
        made.map(\.metadata) == [
            ["owner": "maps", "team": "b", "area": "west"],
            ["owner": "maps", "team": "a", "area": "west"],
        ])
    #expect(made.map(\.passRate) == [1, 0.5])
    #expect(suite.passRate == 0.8)
    #expect(suite.routing(of: made[0]) == ["task": "classification", "tags": "smoke,german"])
}

@Test func `assertion templates stand for checks, and what stands beside them counts`() throws {
    let suite = try read(
        """
        prompts: [x]
        assertionTemplates:
          short: { type: word-count, value: 5, weight: 2 }
        tests:
          - assert: [{ $ref: "#/assertionTemplates/short" }, { type: is-json }]
          - assert: [{ $ref: "#/assertionTemplates/short", value: 7 }]
        """)
    let made = try tests(of: suite)
    #expect(made.map(\.written) == [["word-count: 5", "is-json: -"], ["word-count: 7"]])
    #expect(made[1].asserts[0].items?[0]["weight"]?.asInt == 2)
    let error = try #require(throws: Diagnostics.self) {
        try read(
            """
            prompts: [x]
            assertionTemplates: { short: { type: word-count, value: 5 } }
            tests: [{ assert: [{ $ref: "#/assertionTemplates/shrt" }] }]
            """)
    }
    #expect(error.items[0].hint == "did you mean '#/assertionTemplates/short'?")
    #expect(error.items[0].location?.line == 3)
}

@Test func `a simulated answer may have tool calls, reasoning and a reason to stop`() throws {
    let suite = try read(
        """
        prompts: [x]
        tests:
          - vars: { city: 'P"aris', n: 3 }
            simulate:
              text: "It is {{ n }} degrees."
              reasoning: "The city is {{ city }}."
              tool_calls:
                - { name: get_weather, arguments: { city: "{{ city }}", days: "{{ n }}", at: "{{ n }} h", metric: true } }
                - { name: raw, arguments: '{"city": {{ city | dump }}' }
                - { name: none }
              finish: tool-calls
        """)
    let test = try #require(try tests(of: suite).first)
    let answer = try #require(test.simulated?.rendered(with: test.variables))
    #expect(answer.text == "It is 3 degrees.")
    #expect(answer.reasoning == "The city is P\"aris.")
    #expect(answer.finish == .toolCalls)
    #expect(
        answer.toolCalls.map(\.arguments) == [
            #"{"city":"P\"aris","days":3,"at":"3 h","metric":true}"#, #"{"city": "P\"aris""#, "{}",
        ])
    #expect(test.simulated?.firstMissing(in: ["n": "1"]) == "city")
}

@Test func `mistakes in a test's new keys are told at their places`() throws {
    let marked = Marked(
        """
        prompts: [x]
        pass_rate: 1️⃣2
        tags: [2️⃣"a,b"]
        tests:
          - simulate: { 3️⃣tol_calls: [], text: a, finish: 4️⃣tool_calls }
            options: { 5️⃣prefixx: a }
          - simulate: 6️⃣{}
        """)
    let error = try #require(throws: Diagnostics.self) { try read(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"]?.contains("'pass_rate'") == true)
    #expect(messages["2️⃣"]?.hasPrefix("expected a tag without commas") == true)
    #expect(messages["3️⃣"] == "unknown key 'tol_calls' in 'simulate'")
    #expect(messages["4️⃣"] == "unknown value 'tool_calls' for 'finish'")
    #expect(messages["5️⃣"] == "unknown key 'prefixx' in 'options'")
    #expect(messages["6️⃣"] == "'simulate' holds no answer")
}

@Test func `models are called directly, and not through a gateway as well`() throws {
    let suite = try read("models: [gpt-5.4-mini]\nprompts: [x]\ntests: [{ vars: {} }]")
    #expect(suite.models?.map(\.name) == ["gpt-5.4-mini"])
    let marked = Marked(
        """
        models: [gpt-5.4-mini]
        1️⃣through: [chat]
        2️⃣gateway: ci
        paths: 3️⃣causes
        prompts: [x]
        tests: [{ vars: {} }]
        """)
    let error = try #require(throws: Diagnostics.self) { try read(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"] == "'models' calls legs directly, and 'through' a gateway")
    #expect(messages["2️⃣"] == "'models' calls legs directly, and 'gateway' a gateway")
    #expect(messages["3️⃣"]?.contains("there is no gateway to move on") == true)
}
