import Foundation
import TestSupport
import Testing

/// What is not of a run stays: `--out .` in a folder with files of its own must not cost them.
@Suite struct RunFolderTests {
    private static let suite = """
        through: [chat]
        paths: primary
        prompts: ["What is 2+2?"]
        tests: [{ assert: [{ type: equals, value: "4" }], simulate: "4" }]
        """
    private static let routes = "aliases: { chat: [gpt-5.4] }"

    private func scratch(_ files: [String: String] = [:]) throws -> Scratch {
        try Scratch(files.merging(["s.yaml": Self.suite, "routes.yaml": Self.routes]) { $1 })
    }

    private func run(_ scratch: Scratch, _ words: [String] = []) throws -> Program.Outcome {
        try Program.run(["run", "s.yaml", "-q"] + words, in: scratch.folder)
    }

    @Test(arguments: ["summary.json", "junit.xml", "compare.md", "cases/golden.txt"])
    func `a folder with files of another kind is refused, and they stay`(_ name: String) throws {
        let scratch = try scratch(["own/\(name)": "mine\n"])
        let outcome = try run(scratch, ["--out", "own"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("'own/\(name)' would be lost"), "\(outcome.errors)")
        #expect(outcome.errors.contains("--out names a folder of its own"))
        #expect(try scratch.text("own/\(name)") == "mine\n")
        #expect(!scratch.has("own/results.jsonl"))
    }

    @Test func `rows that are not of a run are not written over`() throws {
        let scratch = try scratch(["own/results.jsonl": "{\"score\": 1}\n"])
        let outcome = try run(scratch, ["--out", "own"])
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("'own/results.jsonl' is not of a run: it would be written over")
        )
        #expect(try scratch.text("own/results.jsonl") == "{\"score\": 1}\n")
    }

    @Test
    func `beside other files a run is at home, and takes away what is left of the one before`()
        throws
    {
        let scratch = try scratch(["notes.txt": "mine\n"])
        #expect(try run(scratch, ["--out", "."]).status == 0)
        let left = ["compare.md", "junit.xml.17.partial.scratch", "cases/old-12345678.txt"]
        try FileManager.default.createDirectory(
            at: scratch.folder.appending(path: "cases"), withIntermediateDirectories: true)
        for name in left {
            try Data("old".utf8).write(to: scratch.folder.appending(path: name))
        }
        #expect(try run(scratch, ["--out", "."]).status == 0)
        for name in left { #expect(!scratch.has(name), "\(name)") }
        #expect(try scratch.text("notes.txt") == "mine\n")
        #expect(scratch.has("summary.json"))
    }

    @Test func `a run from a folder that was deleted comes to its end`() throws {
        let scratch = try scratch()
        let line = """
            mkdir gone && cd gone && rmdir ../gone && exec timeout 20 \
                pathproof run "$OLDPWD/s.yaml" --out "$OLDPWD/out" -q
            """
        let outcome = try Program.shell(line, in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(try scratch.rows("case", in: "out/results.jsonl").count == 2)
    }

    @Test
    func `the matrix of an earlier drill is not left beside the reports of a run without one`()
        throws
    {
        let scratch = try scratch([
            "other/drill.md": "# Drill of config.yaml\n", "mine/drill.md": "# My notes\n",
        ])
        #expect(try run(scratch, ["--out", "plain"]).status == 0)
        for folder in ["other", "mine"] {
            let outcome = try Program.run(
                ["report", "plain", "--out", folder], in: scratch.folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        #expect(!scratch.has("other/drill.md"))
        #expect(try scratch.text("mine/drill.md") == "# My notes\n")
    }
}
