import Foundation
import TestSupport
import Testing
import Vocabulary

/// What becomes of promptfoo's checks.
struct InitChecksTests {
    /// The same two checks that nobody takes here, and two that are: in the file, in a table, in lines of JSON.
    @Test(arguments: ["inline", "t.csv", "t.jsonl"])
    func `a refused check is left out and told, wherever it stands, and what is left runs`(
        place: String
    ) throws {
        let tests = [
            #"{"vars":{"word":"one"},"assert":[{"type":"g-eval","value":"polite, and brief"}]}"#,
            #"{"vars":{"word":"a, \"b\""},"assert":[{"type":"contains","value":"b"}]}"#,
            #"{"vars":{"word":"two"},"assert":[{"type":"ruby","value":"output.length > 1"},"#
                + #"{"type":"icontains","value":"two"}]}"#,
        ]
        let scratch = try Scratch([
            "pf/promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: \(place == "inline" ? "[\(tests.joined(separator: ", "))]" : "file://data/\(place)")
            """,
            "pf/data/t.csv": """
            word;__expected;__expected2;__expected3
            one;"g-eval: polite; and brief";;
            "a; ""b"" c";contains: b;;
            two;ruby: output.length > 1;icontains: two;g-eval: polite

            """,
            "pf/data/t.jsonl": tests.joined(separator: "\n"),
        ])
        let made = try Program.run(
            ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("next: cd out && pathproof run\n"))
        for name in ["g-eval", "ruby"] {
            let told = made.errors.split(separator: "\n").filter {
                $0.contains("warning: left out: check '\(name)' of promptfoo is not taken")
            }
            #expect(told.count == 1, "\(made.errors)")
            let file = place == "inline" ? "pf/promptfooconfig.yaml:" : "pf/data/\(place):"
            #expect(told.first?.hasPrefix(file) == true, "\(told)")
        }
        let suite = try scratch.text("out/suites/promptfoo.yaml")
        #expect(suite.contains("check 'g-eval' of promptfoo is not taken"))
        #expect(scratch.has("out/suites/t.csv") == (place == "t.csv"))
        let out = scratch.folder.appending(path: "out")
        let lint = try Program.run(["lint", "suites"], in: out)
        #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
        let run = try Program.run(["run"], in: out)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try scratch.rows("case", in: "out/pathproof-out/results.jsonl").count == 3)
    }

    @Test func `checks that ask others, or bring code along, go over with whom they ask`() throws {
        let scratch = try Scratch([
            "pf/promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests:
              - vars: { word: one }
                assert:
                  - { type: similar, value: two }
                  - { type: llm-rubric, value: is a number }
                  - { type: python, value: file://checks.py }
            """,
            "pf/checks.py": "def get_assert(output, context):\n    return True\n",
        ])
        let made = try Program.run(
            ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        #expect(made.output.contains("pathproof run --allow-code\n"), "\(made.output)")
        #expect(made.output.contains("--budget 1.00 --allow-unpriced --allow-code"))
        let suite = try scratch.text("out/suites/promptfoo.yaml")
        for line in [
            "judge: gpt-5.4-mini", "embedder: text-embedding-3-small", "file://../../pf/checks.py",
        ] {
            #expect(suite.contains(line), "\(suite)")
        }
        let run = try Program.run(
            ["run", "--allow-code"], in: scratch.folder.appending(path: "out"))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test(arguments: ["inline", "t.jsonl"])
    func `a judge that a check or a test names goes over into the suite, wherever it stands`(
        place: String
    ) throws {
        let judge = #""provider":"openai:gpt-5.4-nano""#
        let rubric = #""type":"llm-rubric","value":"polite""#
        for test in [
            #"{"vars":{"word":"one"},"assert":[{\#(rubric),\#(judge)}]}"#,
            #"{"vars":{"word":"one"},"options":{\#(judge)},"assert":[{\#(rubric)}]}"#,
            #"{"vars":{"word":"one"},"options":{\#(judge)}}"#,
        ] {
            // Of the others nothing changes: what one says counts all the same.
            let tests = [#"{"vars":{"word":"two"},"assert":[{\#(rubric)}]}"#, test]
            let scratch = try Scratch([
                "pf/promptfooconfig.yaml": """
                prompts: ["Say {{word}}"]
                providers: openai:gpt-5.4-mini
                tests: \(place == "inline" ? "[\(tests.joined(separator: ", "))]" : "file://data/\(place)")
                """,
                "pf/data/t.jsonl": tests.joined(separator: "\n"),
            ])
            let made = try Program.run(
                ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
            #expect(made.status == 0 && made.errors.isEmpty, "\(test)\n\(made.errors)")
            let suite = try scratch.text("out/suites/promptfoo.yaml")
            #expect(suite.contains("judge: gpt-5.4-nano"), "\(suite)")
            let run = try Program.run(["run"], in: scratch.folder.appending(path: "out"))
            #expect(run.status == 0, "\(run.output)\(run.errors)")
        }
    }

    @Test func `lines of which all can be taken are read where they lie, and asked as they ask`()
        throws
    {
        let scratch = try Scratch([
            "pf/promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: file://data/t.jsonl
            """,
            "pf/data/t.jsonl": """
            {"vars":{"word":"one"},"assert":[],"metadata":{}}
            {"description":"second","vars":{"word":"${two}"},"assert":[{"type":"llm-rubric","value":"polite"}]}
            """,
        ])
        let made = try Program.run(
            ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        let suite = try scratch.text("out/suites/promptfoo.yaml")
        #expect(suite.contains("file://../../pf/data/t.jsonl"), "\(suite)")
        #expect(suite.contains("judge: gpt-5.4-mini"), "\(suite)")
    }

    /// promptfoo looks for them from its configuration, and so does what is written.
    @Test(arguments: ["cases.yaml", "t.jsonl", "t.csv"], [true, false])
    func `files that checks name are found from the configuration, wherever the checks stand`(
        place: String, hasStray: Bool
    ) throws {
        let checks = ["file://asserts/check.py"] + (hasStray ? ["file://only.py"] : [])
        let json = checks.map { #"{"type":"python","value":"\#($0)"}"# }.joined(separator: ",")
        let test = #"{"vars":{"word":"one"},"assert":[\#(json)]}"#
        let scratch = try Scratch([
            "pf/promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: file://tests/\(place)
            """,
            "pf/tests/cases.yaml": "[\(test)]\n", "pf/tests/t.jsonl": test + "\n",
            "pf/tests/t.csv":
                "word,__expected,__expected2\none,\(checks[0]),\(checks.dropFirst().first ?? "")\n",
            "pf/asserts/check.py": "def get_assert(output, context):\n    return True\n",
            // Beside the tests alone: there nobody looks.
            "pf/tests/only.py": "def get_assert(output, context):\n    return True\n",
        ])
        let made = try Program.run(
            ["init", "--from", "pf/promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0, "\(made.errors)")
        let told = made.errors.split(separator: "\n").filter { $0.contains("left out: ") }
        #expect(told.count == (hasStray ? 1 : 0), "\(made.errors)")
        if let first = told.first {
            #expect(first.hasPrefix("pf/tests/\(place):\(place == "t.csv" ? 2 : 1):"), "\(first)")
            #expect(first.contains("cannot read 'pf/only.py'"), "\(first)")
        }
        let file = place == "t.csv" ? "t.csv" : "promptfoo.yaml"
        let written = try scratch.text("out/suites/\(file)")
        #expect(written.contains("file://../../pf/asserts/check.py"), "\(written)")
        #expect(made.output.contains("pathproof run --allow-code\n"), "\(made.output)")
        let run = try Program.run(
            ["run", "--allow-code"], in: scratch.folder.appending(path: "out"))
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test(arguments: [
        ("python: len(output) > 0", "code"), ("fn:output.length > 0", "code"),
        ("not-javascript: false", "code"), ("grade: is polite", "judge"),
        ("similar(0.9): Paris", "embedder"), ("contains: llm-rubric", ""),
        ("equals: grade: similar: python:", ""),
    ])
    func `whom a table's cells ask is known by its checks, and not by its words`(
        cell: String, asks: String
    ) throws {
        let scratch = try Scratch([
            "promptfooconfig.yaml": """
            prompts: ["Say {{word}}"]
            providers: openai:gpt-5.4-mini
            tests: file://t.csv
            """,
            "t.csv": "word,__expected\ngrade: python: similar: x,\(cell)\n",
        ])
        let made = try Program.run(
            ["init", "--from", "promptfooconfig.yaml", "out"], in: scratch.folder)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        let code = asks == "code" ? " --allow-code" : ""
        #expect(made.output.contains("pathproof run\(code)\n"), "\(made.output)")
        let suite = try scratch.text("out/suites/promptfoo.yaml")
        #expect(suite.contains("file://../../t.csv"), "\(suite)")
        #expect(suite.contains("\njudge: ") == (asks == "judge"), "\(suite)")
        #expect(suite.contains("\nembedder: ") == (asks == "embedder"), "\(suite)")
    }
}
