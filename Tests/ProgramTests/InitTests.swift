import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct InitTests {
    private func names(in scratch: Scratch) -> [String] {
        let all = FileManager.default.enumerator(atPath: scratch.folder.path)
        return (all?.allObjects as? [String] ?? []).sorted()
    }

    private func cases(in folder: URL) throws -> [[String: Any]] {
        try rows(
            "case",
            of: String(
                contentsOf: folder.appending(path: "pathproof-out/results.jsonl"), encoding: .utf8))
    }

    // MARK: From nothing

    @Test(arguments: [[], ["proofs"]])
    func `files to start with pass as they stand, and lint finds nothing to mend in them`(
        folder: [String]
    ) throws {
        let scratch = try Scratch()
        let made = try Program.run(["init"] + folder, in: scratch.folder)
        #expect(made.status == 0, "\(made.errors)")
        let place = folder.first.map { "\($0)/" } ?? ""
        #expect(
            made.output.contains("wrote \(place)routes.yaml\nwrote \(place)suites/capitals.yaml\n"))
        #expect(
            made.output.contains("next: \(folder.isEmpty ? "" : "cd proofs && ")pathproof run\n"))
        let here = folder.first.map { scratch.folder.appending(path: $0) } ?? scratch.folder
        let run = try Program.run(["run"], in: here)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try !cases(in: here).isEmpty)
        #expect(try cases(in: here).allSatisfy { $0["verdict"] as? String == "passed" })
        #expect(!run.output.contains("skipped"), "\(run.output)")
        let lint = try Program.run(["lint", "--strict"], in: here)
        #expect(lint.status == 0, "\(lint.output)")
        // What is commented out is right, too: it lacks the keys that it names and nothing else.
        let routes = here.appending(path: "routes.yaml")
        let text = try String(contentsOf: routes, encoding: .utf8)
        let open = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("# providers:") || line.hasPrefix("# gateways:")
                || line.hasPrefix("#   ")
                ? String(line.dropFirst(2)) : String(line)
        }.joined(separator: "\n")
        #expect(open != text)
        try open.write(to: routes, atomically: true, encoding: .utf8)
        let opened = try Program.run(["lint"], in: here)
        #expect(opened.status == 0 && opened.output.contains("unset-key"), "\(opened.output)")
        #expect(!opened.output.contains(#/error: /#), "\(opened.output)")
    }

    @Test func `no file is written over, and each that is in the way is named`() throws {
        let scratch = try Scratch(["routes.yaml": "mine", "suites/other.yaml": "kept"])
        let one = try Program.run(["init"], in: scratch.folder)
        #expect(one.status == 2)
        #expect(one.errors.contains("'routes.yaml' is in the way"), "\(one.errors)")
        #expect(!one.errors.contains("capitals.yaml"))
        #expect(names(in: scratch) == ["routes.yaml", "suites", "suites/other.yaml"])
        #expect(try scratch.text("routes.yaml") == "mine")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.folder.appending(path: "suites/capitals.yaml").path,
            withDestinationPath: "nowhere")
        let two = try Program.run(["init"], in: scratch.folder)
        #expect(two.errors.contains("'routes.yaml' is in the way"))
        #expect(two.errors.contains("'suites/capitals.yaml' is in the way"))
        #expect(!scratch.has("suites/nowhere"))
        let elsewhere = try Program.run(["init", "a/b"], in: scratch.folder)
        #expect(elsewhere.status == 0 && scratch.has("a/b/suites/capitals.yaml"))
    }

    @Test func `what it cannot be made of is told`() throws {
        let scratch = try Scratch([
            "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n",
            "portkey.json": #"{"strategy":{"mode":"fallback"},"targets":[{"provider":"openai"}]}"#,
            "pf.yaml": "prompts: [q]\nproviders: [openai:gpt-5.4]\n",
        ])
        for (words, message) in [
            (
                ["--from", "routes.yaml", "new"],
                "this is neither LiteLLM's configuration nor promptfoo's"
            ),
            (["--from", "portkey.json", "new"], "`pathproof drill portkey.json` needs none"),
            (["--from", "pff.yaml", "new"], "did you mean 'pf.yaml'?"),
            (["--kind", "litellm"], "--kind goes with --from FILE"),
            (
                ["--from", "pf.yaml", "--url", "http://a/v1", "new"],
                "--url says where a LiteLLM runs"
            ),
            (["one", "two"], "needs one folder, found 2"),
        ] {
            let outcome = try Program.run(["init"] + words, in: scratch.folder)
            #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
            #expect(!scratch.has("new"))
        }
        // And who gives promptfoo's file to another command is told what to do with it.
        for command in [["run"], ["lint"], ["drill"]] {
            let outcome = try Program.run(command + ["pf.yaml"], in: scratch.folder)
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.contains("`pathproof init --from pf.yaml` makes a suite"),
                "\(command) \(outcome.errors)")
        }
    }

    // MARK: From LiteLLM

    private static let litellm = """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4, api_key: os.environ/OPENAI_API_KEY } }
          - { model_name: chat, litellm_params: { model: anthropic/claude-haiku-4-5 } }
          - { model_name: small, litellm_params: { model: openai/gpt-5.4-mini } }
          - { model_name: "openai/*", litellm_params: { model: "openai/*" } }
          - { model_name: vectors, litellm_params: { model: openai/text-embedding-3-small }, model_info: { mode: embedding } }
        router_settings: { model_group_alias: { quick: small } }
        general_settings: { master_key: os.environ/PROXY_KEY }
        """

    @Test func `a LiteLLM is asked by each of its names, with its key`() throws {
        let gateway = try CountingGateway(answer: { _ in #"{\"capital\":\"Paris\"}"# })
        let scratch = try Scratch(["deploy/config.yaml": Self.litellm])
        let made = try Program.run(
            ["init", "--from", "deploy/config.yaml", "--url", gateway.url], in: scratch.folder)
        #expect(made.status == 0, "\(made.output)\(made.errors)")
        #expect(
            made.errors.contains("deploy/config.yaml:5:")
                && made.errors.contains("'openai/*' is left out"))
        #expect(
            made.errors.contains("'vectors' is left out: none of its deployments answers chats"))
        #expect(made.output.contains("next: pathproof lint suites --connect\n"))
        let plan = try Program.run(
            ["run", "--plan"], in: scratch.folder, environment: ["PROXY_KEY": "sk-proxy-0123456789"]
        )
        #expect(plan.status == 0, "\(plan.errors)")
        for name in ["chat", "small", "quick"] { #expect(plan.output.contains(name), "\(name)") }
        let run = try Program.run(
            ["run", "--live", "--allow-unpriced"], in: scratch.folder,
            environment: ["PROXY_KEY": "sk-proxy-0123456789"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        // Three names, each plain and streamed.
        #expect(gateway.heads.count == 6)
        #expect(
            gateway.heads.allSatisfy { $0["authorization"] == "Bearer sk-proxy-0123456789" })
    }

    @Test func `a key that is written out is not copied, and a gateway without one gets none`()
        throws
    {
        let scratch = try Scratch([
            "open.yaml": Self.litellm.replacing(
                "general_settings: { master_key: os.environ/PROXY_KEY }", with: ""),
            "literal.yaml": Self.litellm.replacing(
                "os.environ/PROXY_KEY", with: "sk-literal-0123456789"),
        ])
        let open = try Program.run(
            ["init", "--from", "open.yaml", "--url", "http://127.0.0.1:1/v1", "a"],
            in: scratch.folder)
        #expect(open.status == 0, "\(open.errors)")
        #expect(try !scratch.text("a/routes.yaml").contains("api_key"))
        let literal = try Program.run(
            ["init", "--from", "literal.yaml", "--url", "http://127.0.0.1:1/v1", "b"],
            in: scratch.folder)
        #expect(literal.status == 0, "\(literal.errors)")
        #expect(literal.errors.contains("is written out there, and is not copied"))
        let routes = try scratch.text("b/routes.yaml")
        #expect(routes.contains("${LITELLM_MASTER_KEY}"))
        #expect(!(routes + literal.errors + literal.output).contains("0123456789"))
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"),
            "no /usr/bin/python3"), arguments: [[], ["proofs"]])
    func `a LiteLLM that a run starts is gone through without a key`(folder: [String]) throws {
        let stand = try DrillStand()
        let made = try Program.run(
            ["init", "--from", "config.yaml"] + folder, in: stand.scratch.folder)
        #expect(made.status == 0, "\(made.output)\(made.errors)")
        // What is shown is typed where the files are, and finds the configuration from there.
        #expect(
            made.output.contains(
                folder.isEmpty
                    ? "     pathproof drill config.yaml\n"
                    : "     cd proofs && pathproof drill ../config.yaml\n"), "\(made.output)")
        let here =
            folder.first.map { stand.scratch.folder.appending(path: $0) } ?? stand.scratch.folder
        let run = try Program.run(
            ["run", "--litellm-bin", stand.program], in: here,
            environment: ["TMPDIR": stand.scratch.folder.appending(path: "tmp").path])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("4 cases: 4 passed"), "\(run.output)")
        let lint = try Program.run(["lint", "--strict"], in: here)
        #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
    }

    // MARK: From promptfoo

    private static let promptfoo = """
        # yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
        description: translations
        prompts:
          - file://prompts/plain.txt
          - file://prompts/two.txt
          - file://prompts/chat.json
          - 'Translate to {{language}}: {{input}}'
        providers:
          - openai:gpt-5.4
          - id: anthropic:messages:claude-haiku-4-5-20251001
            label: haiku
          - id: openai:chat:llama-of-mine
            config: { temperature: 0 }
          - xai:grok-9
        defaultTest:
          vars: { language: French }
          assert: [{ type: llm-rubric, value: is polite, provider: "openai:gpt-5.4-nano" }]
        tests:
          - vars: { input: Hello world }
            assert:
              - { type: contains, value: Bonjour }
              - { type: ruby, value: output.length > 3 }
          - file://more.yaml
        outputPath: out.csv
        """

    private static let files = [
        "eval/promptfooconfig.yaml": promptfoo,
        "eval/prompts/plain.txt": "In {{language}}: {{input}}\n",
        "eval/prompts/two.txt":
            "One: {{input}} in {{language}}\n---\nTwo: {{input}} in {{language}}\n",
        "eval/prompts/chat.json":
            #"[{"role":"system","content":"Answer in {{language}}."},{"role":"user","content":"{{input}}"}]"#,
        "eval/more.yaml": """
        - description: from a file
          vars: { input: "file://text.md" }
          assert: [{ type: is-json, value: "file://answer.schema.json" }]
        """,
        "eval/text.md": "Good night",
        "eval/answer.schema.json": #"{"type":"object","required":["text"]}"#,
    ]

    @Test(arguments: [
        ("eval", "promptfooconfig.yaml", []), (".", "eval/promptfooconfig.yaml", ["proofs/here"]),
    ])
    func `what promptfoo asks is asked here, and lint takes what was written`(
        start: String, file: String, folder: [String]
    ) throws {
        let scratch = try Scratch(Self.files)
        let here = scratch.folder.appending(path: start)
        let made = try Program.run(["init", "--from", file] + folder, in: here)
        #expect(made.status == 0, "\(made.output)\(made.errors)")
        for line in [
            "\(file):14:5: warning: left out: 'xai:grok-9'",
            "it runs code",
            "\(file):24:1: warning: left out: 'outputPath'",
            "'temperature', which not all of the models have alike",
        ] {
            #expect(made.errors.contains(line), "\(line)\n\(made.errors)")
        }
        let there = folder.first.map { here.appending(path: $0) } ?? here
        let written = try String(
            contentsOf: there.appending(path: "suites/promptfoo.yaml"), encoding: .utf8)
        #expect(written.contains("judge: gpt-5.4-nano"), "\(written)")
        #expect(written.contains("llm-rubric") && !written.contains("provider:"), "\(written)")
        let lint = try Program.run(["lint"], in: there)
        #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
        let run = try Program.run(["run"], in: there)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        let results = try String(
            contentsOf: there.appending(path: "pathproof-out/results.jsonl"), encoding: .utf8)
        let cases = try rows("case", of: results)
        // Five prompts, two tests, three models, plain alone, as promptfoo asks.
        #expect(cases.count == 30)
        #expect(
            Set(cases.compactMap { $0["prompt_id"] as? String })
                == ["plain", "two-1", "two-2", "chat", "prompt-5"])
        #expect(
            Set(cases.compactMap { $0["route"] as? String })
                == ["gpt-5.4", "claude-haiku-4-5", "llama-of-mine"])
        let suite = try String(
            contentsOf: there.appending(path: "suites/promptfoo.yaml"), encoding: .utf8)
        #expect(suite.contains("# What has no equal here:"))
        #expect(suite.contains("(\(file):14") || suite.contains("\(file):14:"))
        // The chain that is proposed is proved by one other line.
        let chained = suite.replacing(#/(?m)^models: .*$/#, with: "through: [chat]")
        try chained.write(
            to: there.appending(path: "suites/promptfoo.yaml"), atomically: true, encoding: .utf8)
        let proved = try Program.run(["run"], in: there)
        #expect(proved.status == 0, "\(proved.output)\(proved.errors)")
    }

    @Test func `a table of promptfoo's stays where it is`() throws {
        let scratch = try Scratch([
            "promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: file://tests.csv
            """,
            "tests.csv": "word,__expected\nhello,contains:hello\nbye,contains:bye\n",
        ])
        let made = try Program.run(
            ["init", "--from", "promptfooconfig.yaml"], in: scratch.folder)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        #expect(try scratch.text("suites/promptfoo.yaml").contains("file://../tests.csv"))
        let run = try Program.run(["run"], in: scratch.folder)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try scratch.rows("case").count == 2)
    }

    @Test func `files that a copied table names are found from where it stands`() throws {
        let scratch = try Scratch([
            "pf/promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: file://data/t.csv
            """,
            "pf/data/t.csv": """
            word,__expected,__expected2,__expected3,__colour
            file://data/one.txt,is-json: file://words/one.json,contains: see file://one,classifier: x,red

            """,
            "pf/data/one.txt": "first word", "pf/words/one.json": #"{"type":"object"}"#,
        ])
        let made = try Program.run(
            ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors.contains("left out: column '__colour' is not known"))
        #expect(
            try scratch.text("out/suites/t.csv") == """
                word,__expected,__expected2,__expected3
                file://../../pf/data/one.txt,is-json: file://../../pf/words/one.json,contains: see file://one,""

                """)
        let run = try Program.run(["run"], in: scratch.folder.appending(path: "out"))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test func `scenarios stand in files, as do their tests and configurations`() throws {
        let scratch = try Scratch([
            "pf.yaml": """
            prompts: ["{{a}} {{b}}"]
            providers: openai:gpt-5.4-mini
            tests: [{ vars: { a: 0, b: 0 } }]
            scenarios: file://s.yaml
            """,
            "s.yaml": """
            - config: [file://config.yaml]
              tests: file://t.yaml
            """,
            "config.yaml": "[{ vars: { a: 1 } }, { vars: { a: 2 } }]",
            "t.yaml": "[{ vars: { b: 3 } }, file://more.yaml]", "more.yaml": "vars: { b: 4 }",
        ])
        let made = try Program.run(["init", "--from", "pf.yaml"], in: scratch.folder)
        #expect(made.status == 0 && !made.errors.contains("left out"), "\(made.errors)")
        let run = try Program.run(["run"], in: scratch.folder)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try scratch.rows("case").count == 5)
    }

    @Test(arguments: [
        (
            "prompts: [q]\nproviders: openai:gpt-5.4-mini\ntests: file://own.yaml",
            "- file://own.yaml"
        ),
        (
            "prompts: [q]\nproviders: openai:gpt-5.4-mini\nscenarios: [file://own.yaml]",
            "[[file://own.yaml]]"
        ),
        ("prompts: [q]\nproviders: [openai:gpt-5.4-mini, file://own.yaml]", "[file://own.yaml]"),
    ])
    func `a file that names itself ends in words`(config: String, own: String) throws {
        let scratch = try Scratch(["pf.yaml": config, "own.yaml": own])
        let made = try Program.run(["init", "--from", "pf.yaml"], in: scratch.folder)
        #expect(made.status == (config.contains("openai:gpt-5.4-mini, file") ? 0 : 2))
        #expect(
            made.errors.contains("left out: a file that leads back to itself"), "\(made.errors)")
        #expect(made.errors.contains("own.yaml:1:"), "\(made.errors)")
    }

    @Test func `what lint will not take of it is said, with exit code 1`() throws {
        let scratch = try Scratch([
            "pf.yaml": """
            prompts: ["Say {{word}} and {{other}}"]
            providers: openai:gpt-5.4-mini
            tests: [{ vars: { word: hello } }]
            """
        ])
        let made = try Program.run(["init", "--from", "pf.yaml"], in: scratch.folder)
        #expect(made.status == 1, "\(made.output)\(made.errors)")
        #expect(made.errors.contains("other"), "\(made.errors)")
        #expect(!made.output.contains("next:"), "\(made.output)")
        #expect(
            made.errors.contains("`run` refuses these files until what is named above is mended"))
        #expect(scratch.has("suites/promptfoo.yaml"))
    }

    @Test func `promptfoo's other word for providers does not make it Portkey's file`() throws {
        let scratch = try Scratch([
            "promptfooconfig.yaml":
                "prompts: [\"Say {{ a }}\"]\ntargets: [openai:gpt-5.4-mini]\ntests: [{ vars: { a: 1 } }]\n"
        ])
        let made = try Program.run(["init", "--from", "promptfooconfig.yaml"], in: scratch.folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(scratch.has("suites/promptfoo.yaml"))
        let run = try Program.run(["run"], in: scratch.folder)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        let lint = try Program.run(["lint", "promptfooconfig.yaml"], in: scratch.folder)
        #expect(lint.errors.contains("this is promptfoo's configuration"), "\(lint.errors)")
    }

    @Test func `what cannot be finished is not begun`() throws {
        let scratch = try Scratch(["b/suites": "x", "litellm.yaml": "model_list: []"])
        let blocked = try Program.run(["init", "b"], in: scratch.folder)
        #expect(blocked.status == 2)
        #expect(
            blocked.errors.contains("cannot make the folder 'b/suites'")
                && blocked.errors.contains("nothing was written"), "\(blocked.errors)")
        #expect(!scratch.has("b/routes.yaml"))
        let file = try Program.run(["init", "litellm.yaml"], in: scratch.folder)
        #expect(file.status == 2)
        #expect(file.errors.contains("`pathproof init --from litellm.yaml`"), "\(file.errors)")
        let nameless = try Program.run(["init", ""], in: scratch.folder)
        #expect(nameless.status == 2 && !scratch.has("routes.yaml"), "\(nameless.output)")
    }
}
