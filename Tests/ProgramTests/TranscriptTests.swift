import Foundation
import TestSupport
import Testing

private let files = [
    "routes.yaml": "aliases:\n  chat: [gpt-5.4-mini, claude-haiku-4-5]\n",
    "s.yaml": """
    paths: causes
    prompts: ["capital of {{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: equals, value: Paris }]
        simulate: Lyon
    """,
]

@Suite struct TranscriptTests {
    @Test func `a case that failed keeps both sides, where the reports say`() throws {
        let scratch = try Scratch(files)
        let outcome = try Program.run(
            ["run", "s.yaml", "--cause", "rate-limit", "--cause", "healthy"], in: scratch.folder)
        #expect(outcome.status == 1)
        let rows = try scratch.rows("case").filter { $0["verdict"] as? String == "failed" }
        let moved = try #require(
            rows.first {
                $0["cause"] as? String == "rate-limit" && $0["leg"] as? String == "chat/1"
                    && $0["stream"] as? Bool == true
            })
        let name = try #require(moved["transcript"] as? String)
        let text = try scratch.text("pathproof-out/\(name)")
        for words in [
            "===== the caller sent\nPOST http://127.0.0.1:",
            "===== the caller got\nstatus 200, first byte after ",
            "===== call 1 of 2: leg chat/1 got, ", "===== leg chat/1 sent, playing 'rate-limit'",
            "HTTP/1.1 429 ", "===== call 2 of 2: leg chat/2 got, ", "POST /v1/messages\n",
            "capital of France", "===== leg chat/2 sent\nHTTP/1.1 200 OK", "Lyon",
            "event: message_stop", "rerun: pathproof run s.yaml --case",
        ] { #expect(text.contains(words), "\(words) is not in \(text)") }
        // A lane's key is made up, and shown all the same by nobody.
        #expect(text.contains("Authorization: [secret]"))
        #expect(!text.contains("sk-simulated") && !text.contains("sk-caller"))
        let junit = try scratch.text("pathproof-out/junit.xml")
        #expect(junit.contains("[[ATTACHMENT|pathproof-out/\(name)]]"))
        #expect(try scratch.text("pathproof-out/summary.md").contains("pathproof-out/\(name)"))
    }

    @Test func `cases that pass keep nothing, and old transcripts go`() throws {
        let scratch = try Scratch(files)
        _ = try Program.run(["run", "s.yaml", "--cause", "healthy"], in: scratch.folder)
        let cases = scratch.folder.appending(path: "pathproof-out/cases").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: cases).count == 4)
        let good = try scratch.text("s.yaml").replacing("Lyon", with: "Paris")
        try good.write(
            to: scratch.folder.appending(path: "s.yaml"), atomically: true, encoding: .utf8)
        let outcome = try Program.run(["run", "s.yaml", "--cause", "healthy"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: cases).isEmpty)
    }

    @Test func `what GitHub shows is written where it asks for it`() throws {
        let scratch = try Scratch(files)
        let page = scratch.folder.appending(path: "page.md")
        try Data("before\n".utf8).write(to: page)
        let outcome = try Program.run(
            ["run", "s.yaml", "--cause", "healthy", "-q"], in: scratch.folder,
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": page.path])
        #expect(outcome.output.contains("::error file=s.yaml,line=4,title=failed%3A France::"))
        let text = try scratch.text("page.md")
        #expect(text.hasPrefix("before\n# ❌ Pathproof: failed\n"))
        #expect(try text.hasSuffix(scratch.text("pathproof-out/summary.md")))
    }

    @Test func `reports are made again from the results, word for word`() throws {
        let scratch = try Scratch(files)
        let run = try Program.run(
            ["run", "s.yaml", "--repeat", "2", "--report", "csv", "--report", "ctrf"],
            in: scratch.folder)
        let names = ["junit.xml", "summary.json", "summary.md", "results.csv", "ctrf.json"]
        let first = try names.map { try scratch.text("pathproof-out/\($0)") }
        for name in names {
            try FileManager.default.removeItem(
                at: scratch.folder.appending(path: "pathproof-out/\(name)"))
        }
        let again = try Program.run(["report"], in: scratch.folder)
        #expect(run.status == 1 && again.status == 1, "\(again.errors)")
        #expect(again.output.contains("reports: pathproof-out/"))
        _ = try Program.run(["report", "--as", "csv", "--as", "ctrf"], in: scratch.folder)
        for (name, text) in zip(names, first) {
            #expect(try scratch.text("pathproof-out/\(name)") == text, "\(name)")
        }
        // Each sending of a case that is sent twice stands before it.
        let attempts = try scratch.rows("attempt")
        let repeats = try scratch.rows("case").compactMap { $0["repeats"] as? Int }
        #expect(attempts.count == repeats.filter { $0 > 1 }.reduce(0, +))
        #expect(attempts.count >= 2 * 4)
        #expect(attempts.compactMap { $0["number"] as? Int }.prefix(2) == [1, 2])
        let mistyped = try Program.run(["report", "--as", "junnit"], in: scratch.folder)
        #expect(mistyped.status == 2)
        #expect(mistyped.errors.contains("did you mean 'junit'?"))
    }
}
