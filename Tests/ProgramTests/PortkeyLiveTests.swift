import Foundation
import TestSupport
import Testing

/// Two targets at one provider, with the address and the variable of a key as a user has them.
private func config(_ base: String) -> String {
    """
    { "strategy": { "mode": "fallback" }, "request_timeout": 10000, "custom_host": "\(base)",
      "targets": [
        { "provider": "openai", "api_key": "${FIRST_KEY}",
          "override_params": { "model": "gpt-5.4-mini-2026-03-17" } },
        { "provider": "openai", "apiKey": "${SECOND_KEY}",
          "override_params": { "model": "gpt-5.4" } }] }
    """
}

private let keys = ["FIRST_KEY": "sk-first-real-key", "SECOND_KEY": "sk-second-real-key"]

private let causes = ["healthy", "server-error", "auth", "one-burst"].flatMap { ["--cause", $0] }

/// Records with a provider, replays without, and says what came.
private func recordAndReplay(
    _ scratch: Scratch, _ provider: ObedientProvider, gateway: String
) throws -> (recorded: Program.Outcome, replayed: Program.Outcome) {
    func drill(_ words: [String], _ environment: [String: String]) throws -> Program.Outcome {
        try Program.run(
            ["drill", "portkey.json", "--portkey-bin", gateway] + causes + words,
            in: scratch.folder, environment: environment)
    }
    let recorded = try drill(["--out", "one", "--record", "tapes", "--budget", "1"], keys)
    provider.stop()
    return (recorded, try drill(["--out", "two", "--replay", "tapes"], [:]))
}

private func expectSound(
    _ outcomes: (recorded: Program.Outcome, replayed: Program.Outcome),
    _ provider: ObedientProvider, _ scratch: Scratch
) throws {
    let (recorded, replayed) = outcomes
    #expect(recorded.status == 0, "\(recorded.output)\(recorded.errors)")
    #expect(recorded.errors.contains("the real providers are asked"))
    // Two legs, plain and streamed: every cause breaks those answers, or keeps from asking.
    #expect(
        provider.keys.sorted()
            == ["first", "first", "second", "second"].map { "Bearer sk-\($0)-real-key" })
    let first = try scratch.rows("case", in: "one/results.jsonl")
    let costs = first.compactMap { ($0["cost"] as? String).flatMap { Double($0) } }
    #expect(costs.contains { $0 > 0 })
    let run = try scratch.rows("run", in: "one/results.jsonl").first
    #expect(run?["mode"] as? String == "record")
    for file in try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path) {
        let text = (try? scratch.text(file)) ?? ""
        #expect(!text.contains("real-key"), "\(file)")
    }
    #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
    let second = try scratch.rows("case", in: "two/results.jsonl")
    #expect(first.map { $0["id"] as? String } == second.map { $0["id"] as? String })
    for row in second { #expect(row["verdict"] as? String == "passed", "\(row)") }
    #expect(provider.keys.count == 4)
}

@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no /usr/bin/python3")
)
struct PortkeyLiveTests {
    /// A stand-in for the gateway, which is up at once.
    private func gateway(in scratch: Scratch) throws -> String {
        let script = Place.root.appending(path: "Tests/Peers/fake_portkey.py").path
        let file = scratch.folder.appending(path: "gateway")
        try
            "#!/bin/sh\nunset NODE_OPTIONS\nPYTHONDONTWRITEBYTECODE=1 exec python3 \(script) \"$@\"\n"
            .write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }

    @Test(.enabled(if: Place.runsLongTests, "long"))
    func
        `a drill asks the providers behind Portkey's lanes once, breaks what they say, and replays it`()
        throws
    {
        let provider = try ObedientProvider()
        let scratch = try Scratch(["portkey.json": config(provider.base)])
        let outcomes = try recordAndReplay(
            scratch, provider, gateway: try gateway(in: scratch))
        try expectSound(outcomes, provider, scratch)
    }

    @Test(arguments: [
        (#""provider": "openai", "api_key": "${NO_SUCH_KEY}""#, "NO_SUCH_KEY"),
        (#""provider": "openai""#, "leg config/1 has no key of its own"),
        (
            #""provider": "@mine""#,
            "leg config/1 is asked through '@mine', and who that is only the account knows"
        ),
        (
            #""provider": "azure-openai", "api_version": "1", "api_key": "k""#,
            "leg config/1 of 'azure-openai' has no address"
        ),
        (
            #""provider": "azure-openai", "resource_name": "r", "api_version": "1", "azure_auth_mode": "managed""#,
            "leg config/1 proves itself by 'azure_auth_mode'"
        ),
    ])
    func `targets that no lane can ask for are told with their place before anything is started`(
        target: String, message: String
    ) throws {
        let scratch = try Scratch([
            "portkey.json":
                #"{ \#(target), "override_params": { "model": "gpt-5.4" }, "retry": { "attempts": 1 } }"#
        ])
        let outcome = try Program.run(
            [
                "drill", "portkey.json", "--live", "--budget", "1", "--allow-unpriced",
                "--portkey-bin", "none",
            ],
            in: scratch.folder)
        #expect(outcome.status == 2, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("portkey.json:1:"), "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func `a target without a model has nothing to ask a real provider for`() throws {
        let scratch = try Scratch([
            "portkey.json": #"{ "provider": "openai", "api_key": "k", "retry": { "attempts": 1 } }"#
        ])
        let words = ["drill", "portkey.json", "--live", "--budget", "1", "--allow-unpriced"]
        let outcome = try Program.run(words, in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("leg config/1 names no model"), "\(outcome.errors)")
    }
}

@Test(
    .enabled(if: Place.portkeyProgram != nil, "long tests only, and Portkey's gateway in .portkey"),
    .timeLimit(.minutes(10)))
func `Portkey's own gateway is recorded and replayed behind its lanes`() throws {
    let provider = try ObedientProvider()
    let program = try #require(Place.portkeyProgram)
    let scratch = try Scratch(["portkey.json": config(provider.base)])
    let outcomes = try recordAndReplay(scratch, provider, gateway: program.path)
    try expectSound(outcomes, provider, scratch)
}
