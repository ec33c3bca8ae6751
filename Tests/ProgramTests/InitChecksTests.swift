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
}
