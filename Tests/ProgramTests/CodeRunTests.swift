import Foundation
import TestSupport
import Testing

private func isThere(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
}

private let hasNode = isThere("node")

/// A suite that brings code along: what may be run, when, and what comes of what it gives.
@Suite(.enabled(if: isThere("python3"), "needs python3"))
struct CodeRunTests {
    private func scratch(_ checks: [String], _ files: [String: String] = [:]) throws -> Scratch {
        try Scratch(
            [
                "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }",
                "s.yaml": """
                prompts: ["Capital of {{ country }}?"]
                paths: primary
                stream: false
                tests:
                  - vars: { country: France, n: 7 }
                    simulate: Paris
                    assert:
                \(checks.map { "      - \($0)" }.joined(separator: "\n"))
                """,
            ].merging(files) { $1 })
    }

    private func run(
        _ scratch: Scratch, _ words: [String] = ["--allow-code"],
        environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program.run(["run", "s.yaml"] + words, in: scratch.folder, environment: environment)
    }

    /// The verdict of the case, and what its one check says.
    private func told(_ scratch: Scratch) throws -> (verdict: String, message: String) {
        let row = try #require(try scratch.rows("case").first)
        let checks = row["checks"] as? [[String: Any]] ?? []
        return (
            row["verdict"] as? String ?? "",
            checks.compactMap { $0["message"] as? String }.joined(separator: "\n")
        )
    }

    @Test(arguments: [
        (
            "{ type: python, value: \"output == 'Paris' and context['vars']['n'] == 7\" }",
            "passed", ""
        ),
        (
            "{ type: python, value: \"'{{ country }}' == context['vars']['country'] and {{ n }} == 7\" }",
            "passed", ""
        ),
        (
            "{ type: not-python, value: \"'{{ country | upper }}' == 'FRANCE'\" }", "failed",
            "it gave true"
        ),
        ("{ type: python, value: \"'Rome' in output\" }", "failed", "it gave false, score 0"),
        ("{ type: not-python, value: \"'Rome' in output\" }", "passed", ""),
        ("{ type: python, value: 0.4 + 0.2, threshold: 0.5 }", "passed", ""),
        (
            "{ type: python, value: 1 / 4, threshold: 0.5 }", "failed",
            "score 0.25, below the threshold 0.5"
        ),
        ("{ type: python, value: 0 * 1 }", "failed", "it gave false, score 0"),
        (
            "{ type: python, value: \"{'pass': False, 'score': 0.9, 'reason': 'too short'}\" }",
            "failed", "it gave false, score 0.9: 'too short'"
        ),
        ("{ type: python, value: \"x = len(output)\\nreturn x > 3\" }", "passed", ""),
        (
            "{ type: python, value: json.loads(output) }", "failed", "it threw 'JSONDecodeError"
        ),
        ("{ type: not-python, value: json.loads(output) }", "failed", "it threw"),
        ("{ type: python, value: '(((' }", "errored", "it cannot be run: SyntaxError"),
        ("{ type: python, value: 'None' }", "errored", "it gave nothing"),
        ("{ type: python, value: output }", "errored", "it gave '\"Paris\"'"),
        ("{ type: python, value: 'import os; os._exit(3)' }", "errored", "left no answer"),
    ])
    func `what Python gives is read as promptfoo reads it`(
        check: String, verdict: String, message: String
    ) throws {
        let scratch = try scratch([check])
        let outcome = try run(scratch)
        let found = try told(scratch)
        #expect(found.verdict == verdict, "\(found)\(outcome.errors)")
        #expect(message.isEmpty || found.message.contains(message), "\(found.message)")
    }

    @Test(
        .enabled(if: hasNode, "needs node"),
        arguments: [
            ("output.includes('Par') && context.vars.n === 7", "passed", ""),
            ("output.length > 9", "failed", "it gave false"),
            ("await Promise.resolve(0.7)", "passed", ""),
            ("({ pass: false, reason: 'no' })", "failed", "it gave false, score 0: 'no'"),
            ("JSON.parse(output).a", "failed", "it threw 'SyntaxError"),
            ("(((", "errored", "it cannot be run: SyntaxError"),
            ("undefined", "errored", "it gave nothing"),
        ])
    func `what JavaScript gives is read as promptfoo reads it`(
        code: String, verdict: String, message: String
    ) throws {
        let scratch = try scratch(["{ type: javascript, value: \"\(code)\" }"])
        let outcome = try run(scratch)
        let found = try told(scratch)
        #expect(found.verdict == verdict, "\(found)\(outcome.errors)")
        #expect(message.isEmpty || found.message.contains(message), "\(found.message)")
    }

    @Test(
        .enabled(if: hasNode, "needs node"),
        arguments: [
            ("fn:output.includes('Par')", "passed"), ("eval: output.length > 9", "failed"),
            ("javascript: output === 'Paris'", "passed"),
        ])
    func `JavaScript in a table's cell is run, by whichever of promptfoo's words`(
        cell: String, verdict: String
    ) throws {
        let scratch = try Scratch([
            "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }",
            "s.yaml": """
            prompts: ["Capital of {{ country }}?"]
            paths: primary
            stream: false
            defaultTest: { simulate: Paris }
            tests: file://t.csv
            """,
            "t.csv": "country,__expected\nFrance,\(cell)\n",
        ])
        let outcome = try run(scratch)
        let found = try told(scratch)
        #expect(found.verdict == verdict, "\(found)\(outcome.errors)")
    }

    @Test func `code of a file is found from the suite, with the function that is named`() throws {
        let scratch = try scratch(
            [
                "{ type: python, value: \"file://code/checks.py\" }",
                "{ type: python, value: \"file://code/checks.py:short\" }",
            ],
            [
                "code/checks.py": """
                from helper import limit

                def get_assert(output, context):
                    return {"pass_": True, "score": 1, "reason": context["vars"]["country"]}

                def short(output, context):
                    return len(output) < limit
                """,
                "code/helper.py": "limit = 6\n",
            ])
        let outcome = try run(scratch)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let below = try Program.run(
            ["run", scratch.folder.appending(path: "s.yaml").path, "--allow-code"],
            in: scratch.folder.appending(path: "code"))
        #expect(below.status == 0, "\(below.output)\(below.errors)")
    }

    @Test func `without --allow-code nothing is run, and the reason is told`() throws {
        let mark = FileManager.default.temporaryDirectory.appending(
            path: "pathproof-mark-\(UUID().uuidString)")
        let scratch = try scratch(["{ type: python, value: \"open('\(mark.path)', 'w') is None\" }"]
        )
        let outcome = try run(scratch, [])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: mark.path))
        #expect(try told(scratch).message == "code of a suite is run with --allow-code alone")
        _ = try run(scratch)
        #expect(FileManager.default.fileExists(atPath: mark.path))
        try? FileManager.default.removeItem(at: mark)
    }

    @Test func `no key is in the environment of code, and no folder of its own is left`() throws {
        let scratch = try scratch([
            "{ type: python, value: \"import os\\nreturn {'pass': False, 'reason': ' '.join(sorted(os.environ))}\" }"
        ])
        let own = try Scratch()
        _ = try run(
            scratch,
            environment: [
                "OPENAI_API_KEY": "sk-hidden-1", "MY_TOKEN": "t-1", "TMPDIR": own.folder.path,
            ])
        let found = try told(scratch)
        #expect(found.verdict == "failed")
        for name in ["OPENAI_API_KEY", "MY_TOKEN"] { #expect(!found.message.contains(name)) }
        #expect(found.message.contains("PATH"), "\(found.message)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: own.folder.path).isEmpty)
    }

    @Test func `code that never ends, or writes without end, ends here`() throws {
        let scratch = try scratch([
            "{ type: python, value: \"while True: pass\" }",
            "{ type: python, value: \"while True: print('x' * 100000)\" }",
        ])
        let begun = Date()
        let outcome = try run(scratch)
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(Date().timeIntervalSince(begun) < 40)
        let found = try told(scratch)
        #expect(found.message.contains("it was not over after 10 s"), "\(found.message)")
        // What it writes is bounded before its time is over.
        #expect(found.message.contains("it threw 'OSError: [Errno 27] File too large'"))
    }

    @Test func `a language that is not installed is told with what to do`() throws {
        let scratch = try scratch(["{ type: javascript, value: 'true' }"])
        let outcome = try run(scratch, environment: ["PATH": "/nowhere"])
        #expect(outcome.status == 3)
        #expect(
            try told(scratch).message.contains("no 'node' is on the PATH: install it"),
            "\(outcome.output)")
    }

    @Test(arguments: [
        ("{ type: python, value: 'file://nothing.py' }", "nothing.py"),
        ("{ type: python, value: 'file://code.js' }", "cannot run 'code.js'"),
        ("{ type: javascript, value: 'file://code.ts' }", "cannot run 'code.ts'"),
        ("{ type: python, value: \"'{{ cuntry }}' in output\" }", "did you mean 'country'?"),
        ("{ type: javascript, value: \"f({{ a: 1 }})\" }", "goes into a file"),
        ("{ type: python }", "needs 'value'"),
        ("{ type: python, value: 'True', config: { n: 1 } }", "`output` and `context.vars` alone"),
        ("{ type: python, value: [1] }", "must be code, found a list"),
        ("{ type: ruby, value: 'true' }", "this version has 'python' and 'javascript'"),
    ])
    func `a mistake in code's place is told before anything is run`(check: String, words: String)
        throws
    {
        let scratch = try scratch([check])
        let outcome = try run(scratch)
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("s.yaml:8:") && outcome.errors.contains(words),
            "\(outcome.errors)")
    }
}
