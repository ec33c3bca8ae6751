import Foundation
import TestSupport
import Testing

/// Names with one deployment each and nothing after it: what any proxy does is what is predicted.
private let config = """
    model_list:
      - { model_name: chat, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, timeout: 10 } }
      - { model_name: other, litellm_params: { model: openai/gpt-5.4, timeout: 10 } }
    router_settings: { disable_cooldowns: true }
    litellm_settings: { num_retries: 0, request_timeout: 10 }
    """

private let quick = ["healthy", "server-error", "auth", "bad-request", "unavailable", "model-gone"]

private func soon(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<1500 {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.02)
    }
    return try condition()
}

private func isAlive(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return !state.contains(") Z ")
}

/// A drill over a stand-in for LiteLLM, which is up at once: what is tested is the drill's own manners.
private struct Stand {
    let scratch: Scratch
    let program: String

    init() throws {
        scratch = try Scratch(["config.yaml": config, "tmp/x": ""])
        try FileManager.default.removeItem(at: scratch.folder.appending(path: "tmp/x"))
        let script = Place.root.appending(path: "Tests/Peers/fake_litellm.py").path
        let folder = scratch.folder.path
        let file = scratch.folder.appending(path: "fake")
        let text = """
            #!/bin/sh
            echo $$ > \(folder)/own; echo "$6" > \(folder)/port
            FAKE_FOLDER=\(folder) PYTHONDONTWRITEBYTECODE=1 exec python3 \(script) "$@"

            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        program = file.path
    }

    func run(
        _ arguments: [String], whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Program.Outcome {
        try Program.run(
            ["drill"] + arguments, in: scratch.folder,
            environment: ["TMPDIR": scratch.folder.appending(path: "tmp").path],
            whileRunning: whileRunning)
    }

    func begin(
        _ causes: [String], _ arguments: [String] = [], out: String = "one",
        whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Program.Outcome {
        try run(
            ["config.yaml", "--litellm-bin", program, "--out", out] + arguments
                + causes.flatMap { ["--cause", $0] }, whileRunning: whileRunning)
    }

    func cases(_ out: String = "one") -> [[String: Any]] {
        // The last line may be half written.
        guard let text = try? scratch.text("\(out)/results.jsonl"),
            let end = text.lastIndex(of: "\n")
        else { return [] }
        return (try? rows("case", of: String(text[..<end]))) ?? []
    }

    func number(_ name: String) throws -> Int32 {
        let text = try scratch.text(name).trimmingCharacters(in: .whitespacesAndNewlines)
        return try #require(Int32(text))
    }

    /// No process of it runs, nobody listens, and nothing stands where it kept its files.
    func expectNothingLeft(_ place: Testing.SourceLocation = #_sourceLocation) throws {
        let (own, port) = (try number("own"), try number("port"))
        #expect(soon { !isAlive(own) }, sourceLocation: place)
        #expect(soon { !listens(port) }, sourceLocation: place)
        #expect(
            try soon {
                try FileManager.default.contentsOfDirectory(
                    atPath: scratch.folder.appending(path: "tmp").path
                ).isEmpty
            }, sourceLocation: place)
    }

    func listens(_ port: Int32) -> Bool {
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let place = "0100007F:" + String(format: "%04X", port)
        return table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count > 3 && words[1] == place && words[3] == "0A"
        }
    }
}

@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct DrillRunTests {
    @Test func `a drill goes by its prediction, and is compared with a later one path by path`()
        throws
    {
        let stand = try Stand()
        let first = try stand.begin(quick)
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(first.output.contains("24 of 24 paths went as predicted"), "\(first.output)")
        #expect(first.output.contains("S04 a 503 that lasts"))
        #expect(try stand.scratch.text("one/summary.json").contains(#"{"id":"S16","#))
        #expect(try stand.scratch.text("one/summary.md").contains("## Scenarios of failoverbench"))
        #expect(try stand.scratch.text("one/drill.md").contains("## other"))
        try stand.expectNothingLeft()
        let blessed = try Program.run(["bless", "one", "--to", "b.json"], in: stand.scratch.folder)
        #expect(blessed.output == "b.json: 24 cases, 24 passed\n", "\(blessed.errors)")

        let gate = ["--baseline", "b.json", "--fail-on", "regression,inconclusive,errored"]
        let same = try stand.begin(quick, gate, out: "two")
        #expect(same.status == 0, "\(same.output)\(same.errors)")
        #expect(same.output.contains("against b.json: pass"))
        // The gateway after its upgrade.
        try Data().write(to: stand.scratch.folder.appending(path: "broken"))
        let worse = try stand.begin(quick, gate, out: "three")
        #expect(worse.status == 1)
        #expect(worse.output.contains("against b.json: regression"), "\(worse.output)")
        #expect(worse.output.contains("worse: drill/chat/1/healthy/plain/probe/probe"))
        #expect(worse.output.contains("drill.prediction"))
        let found = try stand.scratch.rows("gate", in: "three/results.jsonl").first
        #expect((found?["worse_cases"] as? [String])?.isEmpty == false)
    }

    @Test func `a drill that is interrupted leaves reports and nothing else`() throws {
        let stand = try Stand()
        let outcome = try stand.begin(quick + ["hang"], ["-j", "1"]) { process in
            #expect(soon { stand.cases().count >= 2 })
            kill(process.processIdentifier, SIGINT)
        }
        #expect(outcome.status == 130, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("interrupted by SIGINT"))
        #expect(stand.scratch.has("one/junit.xml"))
        #expect(try stand.scratch.text("one/drill.md").contains("## chat"))
        let end = try #require(try stand.scratch.rows("end", in: "one/results.jsonl").first)
        #expect(end["interrupted_by"] as? String == "SIGINT")
        #expect(try #require(end["not_run"] as? Int) > 0)
        try stand.expectNothingLeft()
    }

    @Test func `a drill that is interrupted before its gateway is up ends at once`() throws {
        let stand = try Stand()
        try "#!/bin/sh\necho $$ > own2; exec sleep 100\n".write(
            toFile: stand.program, atomically: false, encoding: .utf8)
        let begun = ContinuousClock.now
        let outcome = try stand.begin(quick) { process in
            Thread.sleep(forTimeInterval: 0.5)
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(outcome.status == 143, "\(outcome.output)\(outcome.errors)")
        #expect(ContinuousClock.now - begun < .seconds(40))
        #expect(
            try FileManager.default.contentsOfDirectory(
                atPath: stand.scratch.folder.appending(path: "tmp").path
            ).isEmpty)
    }

    @Test func `a drill that is killed leaves nothing, and goes on where it was`() throws {
        let stand = try Stand()
        _ = try stand.begin(quick + ["hang"], ["-j", "2"]) { process in
            #expect(soon { stand.cases().count >= 4 })
            kill(process.processIdentifier, SIGKILL)
        }
        try stand.expectNothingLeft()
        let before = stand.cases()
        #expect(before.count >= 4 && before.count < 28)
        let other = try Program.run(
            ["run", "--resume", "--out", "one"], in: stand.scratch.folder)
        #expect(other.status == 2)
        #expect(other.errors.contains("`pathproof drill --resume` goes on with it"))

        let rest = try stand.run(["--resume", "--out", "one"])
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        let after = stand.cases()
        #expect(after.count == 28)
        // What was answered is not sent again, and its path is not lost.
        for (old, new) in zip(before, after) {
            #expect(old["id"] as? String == new["id"] as? String)
            #expect(old["latency_us"] as? Int == new["latency_us"] as? Int)
        }
        #expect(try stand.scratch.rows("path", in: "one/results.jsonl").count == 28)
        #expect(rest.output.contains("28 of 28 paths went as predicted"), "\(rest.output)")
        try stand.expectNothingLeft()

        try (config + "\n# changed\n").write(
            to: stand.scratch.folder.appending(path: "config.yaml"), atomically: true,
            encoding: .utf8)
        let changed = try stand.run(["--resume", "--out", "one"])
        #expect(changed.status == 2)
        #expect(changed.errors.contains("'config.yaml' has changed"), "\(changed.errors)")
    }

    @Test func `a gateway that runs elsewhere is driven through the lanes that its legs call`()
        throws
    {
        let stand = try Stand()
        let lanes = 20_000 + Int.random(in: 0..<10_000)
        let port = lanes + 5
        let elsewhere = [
            "config.yaml", "--gateway", "http://127.0.0.1:\(port)", "--lane-port", "\(lanes)",
            "--out", "one",
        ]
        let plan = try stand.run(elsewhere + ["--plan"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("http://127.0.0.1:\(lanes)/v1"), "\(plan.output)")
        #expect(plan.output.contains("http://127.0.0.1:\(lanes + 1)/v1"))
        let models = ["chat", "other"].enumerated().map { index, name in
            """
            {"model_name": "\(name)", "model_info": {"id": "\(name)"}, "litellm_params": {
              "model": "openai/\(index == 0 ? "gpt-5.4-mini-2026-03-17" : "gpt-5.4")",
              "api_base": "http://127.0.0.1:\(lanes + index)/v1", "api_key": "sk-own",
              "timeout": 10, "stream_timeout": 10}}
            """
        }
        let file = stand.scratch.folder.appending(path: "own.json")
        try #"{"model_list": [\#(models.joined(separator: ","))]}"#.write(
            to: file, atomically: true, encoding: .utf8)
        let gateway = Process()
        gateway.executableURL = URL(filePath: stand.program)
        gateway.arguments = [
            "--config", file.path, "--host", "127.0.0.1", "--port", "\(port)",
        ]
        try gateway.run()
        defer {
            kill(gateway.processIdentifier, SIGKILL)
            gateway.waitUntilExit()
        }
        #expect(soon { stand.listens(Int32(port)) })
        let causes = quick.flatMap { ["--cause", $0] }
        let outcome = try stand.run(elsewhere + causes)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("24 of 24 paths went as predicted"), "\(outcome.output)")
        #expect(outcome.output.contains("gateway http://127.0.0.1:\(port)"))
        // It is none of the drill's to stop.
        #expect(gateway.isRunning)
        let alone = try stand.run(["config.yaml", "--gateway", "http://127.0.0.1:\(port)"])
        #expect(alone.status == 2)
        #expect(alone.errors.contains("--gateway and --lane-port belong together"))
    }

    @Test func `a gateway that is killed is no verdict, and the drill goes on with another`() throws
    {
        let stand = try Stand()
        let outcome = try stand.begin(quick + ["hang"], ["-j", "2"]) { process in
            // The last of them hang: a request is on its way.
            #expect(soon { stand.cases().count >= 4 })
            kill(try stand.number("own"), SIGKILL)
        }
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("LiteLLM ended with status 137"), "\(outcome.errors)")
        let cases = stand.cases()
        #expect(cases.allSatisfy { ["passed", "errored"].contains($0["verdict"] as? String) })
        #expect(cases.count { $0["verdict"] as? String == "passed" } >= 4)
        try stand.expectNothingLeft()
        let rest = try stand.run(["--resume", "--out", "one"])
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        #expect(stand.cases().count == 28)
        #expect(stand.cases().allSatisfy { $0["verdict"] as? String == "passed" })
    }
}
