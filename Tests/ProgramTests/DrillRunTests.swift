import Foundation
import TestSupport
import Testing

private let quick = ["healthy", "server-error", "auth", "bad-request", "unavailable", "model-gone"]

/// Ends a listener of another process: see there.
private let closer = Place.root.appending(path: "Tests/Peers/close_listener.py").path
private let closesForeignListeners =
    (try? Program.launch("/usr/bin/python3", [closer], in: Place.root))?.status == 0

@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct DrillRunTests {
    @Test func `a drill goes by its prediction, and is compared with a later one path by path`()
        throws
    {
        let stand = try DrillStand()
        let first = try stand.begin(quick)
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(first.output.contains("24 of 24 paths went as predicted"), "\(first.output)")
        #expect(first.output.contains("S04 a 503 that lasts"))
        #expect(try stand.scratch.text("one/summary.json").contains(#"{"id":"S16","#))
        #expect(try stand.scratch.text("one/summary.md").contains("## Scenarios of failoverbench"))
        // Cells name legs as their rows and all other reports do; the gateway's own id stands with what was changed.
        let matrix = try stand.scratch.text("one/drill.md")
        #expect(matrix.contains("## other") && matrix.contains("✓ 200 from chat/1, 1 call"))
        #expect(!matrix.contains("from leg-1"), "\(matrix)")
        #expect(matrix.contains("model_info.id: leg-1, to be known by"), "\(matrix)")
        try stand.expectNothingLeft()
        try expectMatrixAgain(in: stand)
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

    /// From the rows, in another folder and beside them; a whole one is not written over.
    private func expectMatrixAgain(in stand: DrillStand) throws {
        func report(_ words: [String]) throws {
            let outcome = try Program.run(["report"] + words, in: stand.scratch.folder)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
        let whole = try stand.scratch.text("one/drill.md")
        #expect(whole.contains("## Changed for the drill"))
        try report(["one"])
        #expect(try stand.scratch.text("one/drill.md") == whole)
        // Its own folder under another name is its own folder.
        try report(["one", "--out", "./one/"])
        #expect(try stand.scratch.text("one/drill.md") == whole)
        try report(["one", "--out", "again"])
        let again = try stand.scratch.text("again/drill.md")
        let matrix = try #require(whole.components(separatedBy: "\n## Not read exactly").first)
            .components(separatedBy: "\n## Changed for the drill")[0]
        #expect(again.hasPrefix(matrix), "\(again)")
        #expect(again.contains("Made again from the rows"))
        for (name, route) in [("left", "chat"), ("right", "other")] {
            let part = try stand.begin(["healthy"], ["--route", route], out: name)
            #expect(part.status == 0, "\(part.output)\(part.errors)")
        }
        try report(["left", "right", "--out", "whole"])
        let joined = try stand.scratch.text("whole/drill.md")
        #expect(joined.contains("# Drill of config.yaml"), "\(joined)")
        #expect(joined.contains("## chat") && joined.contains("## other"))
        #expect(joined.contains("4 of 4 paths went as predicted"))
    }

    @Test func `a drill that is interrupted leaves reports and nothing else`() throws {
        let stand = try DrillStand()
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

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `a drill that is interrupted before its gateway is up ends at once`() throws {
        let stand = try DrillStand()
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

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `a drill that is killed leaves nothing, and goes on where it was`() throws {
        let stand = try DrillStand()
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

        try (DrillStand.config + "\n# changed\n").write(
            to: stand.scratch.folder.appending(path: "config.yaml"), atomically: true,
            encoding: .utf8)
        let changed = try stand.run(["--resume", "--out", "one"])
        #expect(changed.status == 2)
        #expect(changed.errors.contains("'config.yaml' has changed"), "\(changed.errors)")
    }

    @Test func `a gateway that runs elsewhere is driven through the lanes that its legs call`()
        throws
    {
        let stand = try DrillStand()
        try stand.runningElsewhere { words, lanes, _ in
            let plan = try stand.run(words + ["--plan"])
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.output.contains("http://127.0.0.1:\(lanes)/v1"), "\(plan.output)")
            #expect(plan.output.contains("http://127.0.0.1:\(lanes + 1)/v1"))
            let outcome = try stand.run(words + quick.flatMap { ["--cause", $0] })
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(
                outcome.output.contains("24 of 24 paths went as predicted"), "\(outcome.output)")
            #expect(outcome.output.contains("gateway \(words[2])"))
            let alone = try stand.run(Array(words.prefix(3)))
            #expect(alone.status == 2)
            #expect(alone.errors.contains("--gateway and --lane-port belong together"))
        }
    }

    @Test func `a path that may come to a leg without a lane is not sent to a LiteLLM elsewhere`()
        throws
    {
        let config = """
            \(DrillStand.config.replacing("router_settings:", with: "x-unused:"))
            router_settings: { disable_cooldowns: true, fallbacks: [{ chat: [cloud] }] }
            """.replacing(
                "x-unused:",
                with: """
                      - { model_name: cloud, litellm_params: { model: vertex_ai/gemini-3.6-flash } }
                    x-unused:
                    """)
        let stand = try DrillStand(config: config)
        try stand.runningElsewhere { words, lanes, _ in
            let causes = quick.flatMap { ["--cause", $0] }
            let plan = try stand.run(words + ["--plan"])
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.output.contains("not covered: "), "\(plan.output)")
            #expect(plan.output.contains("a leg that no lane stands in for"))
            let outcome = try stand.run(words + causes)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            for row in try stand.scratch.rows("path", in: "one/results.jsonl") {
                let isOpen = row["leg"] as? String == "chat/1" && row["cause"] as? String != nil
                #expect(row["covered"] as? Bool == !isOpen || row["reason"] != nil, "\(row)")
            }
            let shown = Set(stand.cases().compactMap { $0["leg"] as? String })
            #expect(shown == ["chat/1", "other/1"])
            #expect(
                !stand.cases().contains {
                    $0["leg"] as? String == "chat/1" && $0["cause"] as? String == "server-error"
                })
        }
    }

    @Test(
        .enabled(if: Place.runsLongTests, "long"),
        .enabled(if: closesForeignListeners, "this machine shares no process's sockets"))
    func `a lane that is ended from outside is no verdict, and the drill goes on with another`()
        throws
    {
        let stand = try DrillStand()
        try stand.runningElsewhere { words, lanes, _ in
            let causes = (quick + ["hang"]).flatMap { ["--cause", $0] }
            let outcome = try stand.run(words + causes + ["-j", "2"]) { process in
                // The first leg hangs for a while before the second is asked for the first time.
                #expect(soon { stand.cases().count >= 2 })
                let end = try Program.launch(
                    "/usr/bin/python3",
                    [closer, "\(process.processIdentifier)", "\(lanes + 1)"], in: Place.root)
                #expect(end.status == 0, "\(end.errors)")
            }
            #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
            let end = "the lane of leg other/1 takes no calls any more"
            #expect(outcome.errors.contains("\(end) in the middle of the drill"))
            #expect(outcome.errors.contains("`pathproof drill --resume --out one` goes on"))
            let errored = stand.cases().filter { $0["verdict"] as? String == "errored" }
            #expect(!errored.isEmpty)
            for row in errored {
                let checks = row["checks"] as? [[String: Any]] ?? []
                #expect(checks.compactMap { $0["message"] as? String } == [end], "\(row)")
            }
            #expect(
                stand.cases().allSatisfy {
                    ["passed", "errored"].contains($0["verdict"] as? String)
                })
            for port in [lanes, lanes + 1] { #expect(!stand.listens(Int32(port))) }
            try stand.expectNoFilesLeft()

            let rest = try stand.run(["--resume", "--out", "one"])
            #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
            #expect(stand.cases().count == 28)
            #expect(stand.cases().allSatisfy { $0["verdict"] as? String == "passed" })
        }
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `a drill that carries the lanes of a gateway elsewhere is killed and leaves no port`()
        throws
    {
        let stand = try DrillStand()
        try stand.runningElsewhere { words, lanes, _ in
            let causes = (quick + ["hang"]).flatMap { ["--cause", $0] }
            _ = try stand.run(words + causes + ["-j", "2"]) { process in
                #expect(soon { stand.cases().count >= 4 })
                // The kernel may leave a line out while others come and go.
                #expect(soon { stand.listens(Int32(lanes)) })
                kill(process.processIdentifier, SIGKILL)
            }
            for port in [lanes, lanes + 1] { #expect(soon { !stand.listens(Int32(port)) }) }
            try stand.expectNoFilesLeft()
            #expect(stand.cases().count < 28)
            let rest = try stand.run(["--resume", "--out", "one"])
            #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
            #expect(stand.cases().count == 28)
            #expect(stand.cases().allSatisfy { $0["verdict"] as? String == "passed" })
        }
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func `a gateway that is killed is no verdict, and the drill goes on with another`() throws {
        let stand = try DrillStand()
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
