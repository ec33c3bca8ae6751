import Documents
import Foundation
import GatewayMaps
import Lint
import Suites
import TestSupport
import Testing
import Vocabulary

private func subject(
    routes: String, suite: String? = nil, today: String = "2026-11-21"
) throws -> LintSubject {
    let document = try Document.read(
        SourceText(file: "routes.yaml", text: routes),
        environment: { ["SET": "sk-123456"][$0] ?? "" })
    let map = try RoutesFile.read(
        document, knownProviders: ["openai", "anthropic", "deepseek", "google", "mistral"])
    var subject = LintSubject(
        document: document, map: map, today: try #require(Day(today)))
    if let suite {
        let node = try Document.read(SourceText(file: "suites/first.yaml", text: suite))
        subject.suites = [(try SuiteFile.read(node), node)]
    }
    return subject
}

/// Rule and mark of each finding.
private func found(_ marked: Marked, today: String = "2026-11-21") throws -> Set<String> {
    let subject = try subject(routes: marked.text, today: today)
    return Set(
        Lint.findings(in: subject).map { "\($0.rule) \(marked.mark(of: $0.diagnostic) ?? "?")" })
}

@Test func `a file with nothing wrong gives no finding`() throws {
    let findings = try found(
        Marked(
            """
            providers: { openai: { api_key: "${SET}" } }
            aliases:
              chat:
                - { model: gpt-5.4, timeout: 20s, retry: { times: 1, on: [timeout] } }
                - { model: claude-opus-5-5, on: [timeout, server-error] }
            """))
    #expect(findings.isEmpty)
}

@Test func `each rule finds its mistake, at its place, and no other rule does`() throws {
    let findings = try found(
        Marked(
            """
            providers:
              openai: { api_key: 1️⃣sk-live-0123456789 }
              anthropic: { api_key: 2️⃣"${NOT_SET}" }
            models:
              house: { provider: openai, pin: gpt-5.4-mini }
              newest: { provider: mistral, pin: mistral-large-latest }
            aliases:
              moved:
                - { model: 3️⃣house, retry: { times: 5, on: [timeout] } }
                - { model: claude-opus-5-5 }
              latest: [{ model: 4️⃣newest }, { model: claude-opus-5-5 }]
              gone: [{ model: 5️⃣deepseek-chat }, { model: claude-opus-5-5 }]
              going: [{ model: 6️⃣claude-sonnet-4-5 }, { model: gpt-5.4 }]
              hidden:
                - { model: gpt-5.4 }
                - { model: claude-opus-5-5 }
                - { model: 7️⃣gemini-3.6-flash, on: [] }
              twice: [{ model: gpt-5.4 }, { model: 8️⃣gpt-5.4 }]
              alone: [{ model: 9️⃣gpt-5.4 }]
            """))
    #expect(
        findings == [
            "literal-key 1️⃣", "unset-key 2️⃣", "unpinned-model 3️⃣", "many-calls 3️⃣",
            "unpinned-model 4️⃣", "retired-model 5️⃣", "retiring-model 6️⃣", "unreachable-leg 7️⃣",
            "repeated-leg 8️⃣", "no-fallback 9️⃣",
        ])
}

@Test func `a chain is told to be shorter where nobody retries`() throws {
    let models = Array(repeating: "{ model: gpt-5.4 }", count: 7).joined(separator: ", ")
    for (legs, words) in [
        (models, "name fewer legs"),
        ("{ model: gpt-5.4, retry: { times: 6 } }", "lower `retry: { times: … }`"),
    ] {
        let subject = try subject(routes: "aliases: { chat: [\(legs)] }")
        let found = Lint.findings(in: subject).first { "\($0.rule)" == "many-calls" }
        #expect(found?.diagnostic.hint == "\(words): the application may retry, too")
    }
}

@Test func `a key is found in an address and in a head, and none where a variable stands`() throws {
    let findings = try found(
        Marked(
            """
            providers:
              openai: { base_url: 1️⃣"https://user:pw@llm.example.com/v1", api_key: "${NOT_SET}" }
              google: { base_url: 2️⃣"https://llm.example.com/v1?alt=sse&key=AIza1" }
              anthropic:
                base_url: "https://llm.example.com/v1?api-version=2024"
                headers: { x-team: blue, API-Key: 3️⃣abc, x-app-token: 4️⃣def, Cookie: "${NOT_SET}" }
            gateways:
              one: { kind: litellm, url: 5️⃣"https://llm.example.com/?sig=1", api_key: 6️⃣sk-1 }
              two: { kind: litellm, url: "https://u:${NOT_SET}@llm.example.com/?token=${NOT_SET}" }
            aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
            """))
    #expect(
        findings.filter { $0.hasPrefix("literal-key") }.sorted()
            == (1...6).map { "literal-key \($0)\u{FE0F}\u{20E3}" })
}

@Test func `two models of one provider in a chain fail together`() throws {
    let findings = try found(
        Marked(
            """
            aliases:
              chat: [{ model: gpt-5.4 }, { model: 1️⃣gpt-5.2 }, { model: claude-opus-5-5 }]
            """))
    #expect(findings == ["one-provider 1️⃣"])
}

@Test(
    arguments: [
        ("2026-08-31", []), ("2026-09-01", ["retiring-model"]), ("2026-11-29", ["retiring-model"]),
        ("2026-11-30", ["retired-model"]), ("2027-03-01", ["retired-model"]),
    ] as [(String, [String])])
func `a shutdown is announced ninety days before and an error from its day on`(
    today: String, rules: [String]
) throws {
    let subject = try subject(
        routes: "aliases: { chat: [{ model: claude-sonnet-4-5 }, { model: gpt-5.4 }] }",
        today: today)
    // Shut down on 2026-11-30, by its provider's own list.
    #expect(Lint.findings(in: subject).map(\.rule) == rules)
}

@Test func `a literal key is not printed`() throws {
    let subject = try subject(
        routes: """
            providers: { openai: { api_key: sk-live-canary } }
            aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
            """)
    let findings = Lint.findings(in: subject)
    #expect(findings.map(\.rule) == ["literal-key"])
    let text = DiagnosticText.render(findings.map(\.shown))
    #expect(text.hasPrefix("routes.yaml:1:33: error: "))
    #expect(!text.contains("canary"))
    #expect(
        !String(decoding: SARIF.bytes(findings, version: "1"), as: UTF8.self).contains("canary"))
}

@Test func `suites that ask nothing, and variables that nobody asks for, are found`() throws {
    let marked = Marked(
        """
        1️⃣prompts: ["Answer with the capital only: {{ country }}"]
        tests:
          - vars: { country: France, 2️⃣continent: Europe }
            simulate: Paris
        """)
    let subject = try subject(
        routes: "aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }",
        suite: marked.text)
    let found = Lint.findings(in: subject).map {
        "\($0.rule) \(marked.mark(of: $0.diagnostic) ?? "?")"
    }
    #expect(Set(found) == ["blind-suite 1️⃣", "unused-variable 2️⃣", "context-length 1️⃣"])
}

@Test(arguments: ["suites/first.yaml", "suites/broken/first.yaml"])
func `a planted fault is noted where nobody looks for one`(file: String) throws {
    let marked = Marked(
        """
        planted: 1️⃣{ gpt-5.4: markdown-table }
        prompts: ["Answer with the capital only: {{ country }}"]
        tests: [{ vars: { country: France }, assert: [{ type: equals, value: Paris }] }]
        """)
    let node = try Document.read(SourceText(file: file, text: marked.text))
    let subject = LintSubject(
        suites: [(try SuiteFile.read(node), node)], today: try #require(Day("2026-11-21")))
    let found = Lint.findings(in: subject).filter { $0.rule == "planted-fault" }.map {
        "\($0.rule) \(marked.mark(of: $0.diagnostic) ?? "?")"
    }
    #expect(found == (file.contains("broken") ? [] : ["planted-fault 1️⃣"]))
}

@Test func `days are counted as calendars do`() throws {
    let day = try #require(Day("2026-11-21"))
    #expect(day.days(until: try #require(Day("2026-11-30T08:00:00Z"))) == 9)
    #expect(day.days(until: try #require(Day("2027-11-21"))) == 365)
    #expect(try #require(Day("2024-02-28")).days(until: try #require(Day("2024-03-01"))) == 2)
    #expect(try #require(Day("1970-01-01")).days(until: day) == 20_778)
    #expect(Day("2026-13-01") == nil)
    #expect(Day("soon") == nil)
}

@Test func `SARIF has what code hosts read`() throws {
    let subject = try subject(
        routes: """
            aliases:
              chat: [{ model: deepseek-chat }]
            """)
    let bytes = SARIF.bytes(Lint.findings(in: subject), version: "1.2.3")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(root["version"] as? String == "2.1.0")
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(Set(rules.compactMap { $0["id"] as? String }) == ["retired-model", "no-fallback"])
    let gone = try #require(results.first { $0["ruleId"] as? String == "retired-model" })
    #expect(gone["level"] as? String == "error")
    let place = try #require(
        ((gone["locations"] as? [[String: Any]])?.first?["physicalLocation"]) as? [String: Any])
    #expect((place["artifactLocation"] as? [String: Any])?["uri"] as? String == "routes.yaml")
    let region = try #require(place["region"] as? [String: Int])
    #expect(region == ["startLine": 2, "startColumn": 19])
    let fingerprint = try #require(gone["partialFingerprints"] as? [String: String])
    #expect(fingerprint["pathproof/v1"]?.count == 32)
}

@Test func `constructs stand in SARIF behind the findings, as information without a level`() throws
{
    let constructs = [
        Construct("a.b", .exact, "", at: SourceLocation(file: "c.yaml", line: 2, column: 5)),
        Construct(
            "a.c", .unsupported, "not known",
            at: SourceLocation(file: "c.yaml", line: 3, column: 7)),
    ]
    let finding = LintFinding(
        rule: "retired-model", diagnostic: Diagnostic("gone", severity: .error))
    let bytes = SARIF.bytes([finding], constructs: constructs, version: "1.2.3")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(rules.compactMap { $0["id"] as? String } == ["retired-model", "construct"])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(
        results.compactMap { $0["ruleId"] as? String } == [
            "retired-model", "construct", "construct",
        ])
    // No kind means that something failed; of another kind, no other level is allowed.
    #expect(results[0]["kind"] == nil && results[0]["level"] as? String == "error")
    for result in results.dropFirst() {
        #expect(result["kind"] as? String == "informational")
        #expect(result["level"] as? String == "none")
    }
    let texts = results.compactMap { ($0["message"] as? [String: String])?["text"] }
    #expect(texts == ["gone", "exact: a.b", "unsupported: a.c: not known"])
    let place = try #require(
        ((results[2]["locations"] as? [[String: Any]])?.first?["physicalLocation"])
            as? [String: Any])
    #expect(place["region"] as? [String: Int] == ["startLine": 3, "startColumn": 7])
    let prints = results.compactMap { $0["partialFingerprints"] as? [String: String] }
    #expect(Set(prints.compactMap { $0["pathproof/v1"] }).count == 3)
    let plain = String(decoding: SARIF.bytes([finding], version: "1"), as: UTF8.self)
    #expect(!plain.contains("construct"))
}

@Test func `SARIF of a file that could not be read says so, and has no result`() throws {
    let failure = Diagnostic(
        "this is no YAML", at: SourceLocation(file: "r.yaml", line: 3, column: 7), hint: "close it")
    let bytes = SARIF.bytes([], failures: [failure], version: "1.2.3")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    #expect((run["results"] as? [Any])?.isEmpty == true)
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == false)
    let told = try #require(invocation["toolExecutionNotifications"] as? [[String: Any]])
    #expect(told.count == 1 && told[0]["level"] as? String == "error")
    #expect((told[0]["message"] as? [String: String])?["text"] == "this is no YAML (close it)")
    #expect((told[0]["locations"] as? [Any])?.count == 1)
}

@Test func `rules of a routes file are looked at as aliases are, and once`() throws {
    let findings = try found(
        Marked(
            """
            providers:
              openai:
                api_key: 5️⃣${NOT_SET}
            aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
            routes:
            - { match: stream, model: chat }
            - { match: has_tools, model: 1️⃣deepseek-chat }
            - 2️⃣{ match: (stream), model: chat }
            - default: 3️⃣gpt-5.4
            keys: { free: { key: "${SET}", models: [4️⃣chatt] } }
            """))
    #expect(
        findings == [
            "retired-model 1️⃣", "no-fallback 1️⃣", "unreachable-rule 2️⃣", "no-fallback 3️⃣",
            "without-effect 4️⃣", "unset-key 5️⃣",
        ])
}

@Test(
    arguments: [
        // Behind a default, the same in other words, and implied by one, by all together, by nothing.
        ["default", "has_tools"],
        ["context_length > 80000", "not (context_length <= 80000)"],
        ["context_length > 80000", "has_image and context_length >= 90000"],
        ["task_type in [\"code\", \"chat\"]", "task_type == \"code\" and stream"],
        ["\"batch\" in tags", "\"night\" in tags and \"batch\" in tags"],
        ["has_tools", "not has_tools and context_length < 5", "context_length < 4"],
        ["context_length > 10 and context_length < 11"],
        ["has_tools and not has_tools"],
    ])
func `a rule that no request reaches is found`(rules: [String]) throws {
    let findings = try found(Marked(routes(of: rules)))
    #expect(findings == ["unreachable-rule 1️⃣"])
}

@Test(
    arguments: [
        ["context_length > 80000", "context_length >= 80000"],
        ["context_length > 10 and context_length < 12", "context_length > 9 and stream"],
        ["has_image and has_tools", "has_image"],
        ["task_type == \"code\"", "task_type != \"code\""],
        ["\"batch\" in tags", "\"night\" in tags"],
        ["task_type in tags", "\"batch\" in tags", "\"batch\" not in tags"],
        // A default behind rules that take everything is prudence.
        ["has_tools", "not has_tools", "default"],
    ])
func `a rule that some request reaches is none of them`(rules: [String]) throws {
    #expect(try found(Marked(routes(of: rules))).isEmpty)
}

/// All rules lead to one alias; the last one is marked.
private func routes(of rules: [String]) -> String {
    let lines = rules.enumerated().map { index, rule in
        let mark = index == rules.count - 1 ? "1️⃣" : ""
        return rule == "default"
            ? "- \(mark){ default: chat }" : "- \(mark){ match: '\(rule)', model: chat }"
    }
    return """
        aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
        routes:
        \(lines.joined(separator: "\n"))

        """
}

@Test func `a key's scope that leaves a fallback out is found`() throws {
    let findings = try found(
        Marked(
            """
            aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
            keys:
              free: { key: "${SET}", models: [1️⃣gpt-5.4] }
            """))
    #expect(findings == ["scope-escape 1️⃣"])
}

@Test(arguments: ["[chat]", "[gpt-5.4, claude-opus-5-5]", "[claude-opus-5-5]", "[]"])
func `a key that may ask for all of an alias, or for none of it, is right`(scope: String) throws {
    let findings = try found(
        Marked(
            """
            aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
            keys:
              free: { key: "${SET}", models: \(scope) }
            """))
    #expect(findings.isEmpty)
}

@Test
func `a prompt that does not fit into a declared window is told, with the room for its answer`()
    throws
{
    func messages(_ context: String, _ rest: String = "") throws -> [String] {
        let subject = try subject(
            routes: """
                models:
                  house: { provider: openai, pin: gpt-5.4-mini, context: \(context) }
                aliases:
                  chat: [{ model: claude-opus-5-5 }, { model: house }]
                  other: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }]
                """,
            suite: """
                prompts: [{ id: long, user: "{{ text }}" }, { id: short, user: "Hi" }]
                params: { max_tokens: 10 }
                defaultTest: { assert: [{ type: is-json }] }
                tests:
                  - vars: { text: "\(String(repeating: "a", count: 80))" }
                  - vars: { text: "\(String(repeating: "a", count: 40))" }
                \(rest)
                """)
        return Lint.findings(in: subject).filter { $0.rule == "long-prompt" }
            .map(\.diagnostic.message)
    }
    let told = [
        "prompt 'long' has about 30 tokens with the room for its answer, and openai:house takes 29"
    ]
    #expect(try messages("29") == told)
    #expect(try messages("30").isEmpty)
    #expect(try messages("29", "through: [chat]") == told)
    #expect(try messages("29", "through: [other]").isEmpty)
    #expect(try messages("29", "models: [house]") == told)
    #expect(try messages("29", "models: [gpt-5.4]").isEmpty)
    // What goes through another gateway comes to its legs, whatever the names.
    #expect(try messages("29", "gateway: far").isEmpty)
    #expect(try messages("29", "gateway: far\nthrough: [chat]").isEmpty)
    #expect(try messages("29", "gateway: embedded") == told)
}

@Test func `a suite's prompts are measured as rules measure them`() throws {
    let subject = try subject(
        routes: "aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }",
        suite: """
            prompts: ["{{ text }}"]
            defaultTest: { assert: [{ type: is-json }] }
            tests:
              - vars: { text: "\(String(repeating: "a", count: 60))" }
              - vars: { text: "\(String(repeating: "é", count: 50))" }
            """)
    let findings = Lint.findings(in: subject)
    #expect(findings.map(\.rule) == ["context-length"])
    // Behind each prompt a run puts two line ends and a marker of 18 letters in brackets.
    #expect(
        findings.first?.diagnostic.message
            == "suite 'first' asks with a `context_length` of 21 to 31, over 2 tests")
    #expect(findings.first?.diagnostic.severity == .note)
}

@Suite struct SchemaOddityTests {
    @Test func `words of a schema that ask nothing are told where they stand`() throws {
        let marked = Marked(
            """
            prompts: ["{{ q }}"]
            defaultTest:
              assert:
                - type: is-json
                  value:
                    type: object
                    1️⃣requird: [day]
                    properties:
                      day: { type: string, format: 2️⃣dat }
                      requird: { type: string, x-own: 1, examples: [{ requird: 1 }] }
                      name: { type: string, 3️⃣nullable: true, format: email }
                    propertyOrdering: [day, name]
            tests:
              - vars: { q: { type: is-json, value: { requird: 1 } } }
                assert:
                  - type: assert-set
                    assert: [{ type: not-contains-json, value: 4️⃣'{"minimun": 1}' }]
                  - type: contains-json
                    value: { $schema: "http://json-schema.org/draft-07/schema#", 5️⃣$defz: 1, 6️⃣minContains: 1 }
            """)
        let findings = Lint.findings(
            in: try subject(routes: "aliases: { chat: [{ model: gpt-5.4 }] }", suite: marked.text)
        ).filter { $0.rule.hasPrefix("schema-") }
        let told = findings.map {
            "\($0.rule) \(marked.mark(of: $0.diagnostic) ?? "?") \($0.diagnostic.message) | \($0.diagnostic.hint ?? "")"
        }
        #expect(
            told == [
                "schema-keyword 1️⃣ unknown keyword 'requird': it asks nothing | did you mean 'required'?",
                "schema-keyword 3️⃣ unknown keyword 'nullable': it asks nothing | write type: [string, \"null\"]",
                "schema-keyword 4️⃣ the schema at /minimun: unknown keyword 'minimun': it asks nothing "
                    + "| did you mean 'minimum'?",
                "schema-keyword 5️⃣ unknown keyword '$defz': it asks nothing | JSON Schema has no such word",
                "schema-keyword 6️⃣ unknown keyword 'minContains': it asks nothing "
                    + "| only draft 2020-12 has it: '$schema' says which one is meant",
                "schema-format 2️⃣ unknown format 'dat': it is not judged | did you mean 'date'?",
            ])
        #expect(findings.allSatisfy { $0.diagnostic.severity == .warning })
    }

    @Test func `a schema in a file beside the suite is told of once, at its own lines`() throws {
        let folder = try TemporaryFolder()
        let schema = try folder.write("day.schema.json", Array(#"{"format": "datetime"}"#.utf8))
        let path = try folder.write(
            "suite.yaml",
            Array(
                """
                prompts: ["a"]
                tests:
                  - assert: [{ type: is-json, value: file://day.schema.json }]
                  - assert: [{ type: is-json, value: file://day.schema.json }]
                """.utf8))
        let node = try Document.read(path: path)
        var subject = LintSubject(today: try #require(Day("2026-11-21")))
        subject.suites = [(try SuiteFile.read(node), node)]
        let findings = Lint.findings(in: subject).filter { $0.rule == "schema-format" }
        #expect(findings.map(\.diagnostic.location?.file) == [schema])
        #expect(findings.first?.diagnostic.hint == "did you mean 'date-time'?")
    }
}
