import Foundation
import TestSupport
import Testing

func soon(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<1500 {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.02)
    }
    return try condition()
}

func isAlive(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return !state.contains(") Z ")
}

/// A drill over a stand-in for LiteLLM, which is up at once: what is tested is the drill's own manners.
struct DrillStand {
    let scratch: Scratch
    let program: String

    /// Names with one deployment each and nothing after it: what any proxy does is what is predicted.
    static let config = """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4-mini-2026-03-17, timeout: 10 } }
          - { model_name: other, litellm_params: { model: openai/gpt-5.4, timeout: 10 } }
        router_settings: { disable_cooldowns: true }
        litellm_settings: { num_retries: 0, request_timeout: 10 }
        """

    init(config: String = DrillStand.config) throws {
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
        _ arguments: [String], environment: [String: String] = [:],
        whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Program.Outcome {
        try Program.run(
            ["drill"] + arguments, in: scratch.folder,
            environment: ["TMPDIR": scratch.folder.appending(path: "tmp").path].merging(
                environment
            ) { $1 },
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
        try expectNoFilesLeft(place)
    }

    func expectNoFilesLeft(_ place: Testing.SourceLocation = #_sourceLocation) throws {
        #expect(
            try soon {
                try FileManager.default.contentsOfDirectory(
                    atPath: scratch.folder.appending(path: "tmp").path
                ).isEmpty
            }, sourceLocation: place)
    }

    /// Starts the stand-in as its owner would, with legs that call lanes from this port on, and lets `visit` drive it;
    /// gives `visit` the words that do.
    func runningElsewhere(
        _ visit: (_ words: [String], _ lanes: Int, _ gateway: Process) throws -> Void
    ) throws {
        let lanes = 20_000 + Int.random(in: 0..<10_000)
        let port = lanes + 5
        let models = ["chat", "other"].enumerated().map { index, name in
            """
            {"model_name": "\(name)", "model_info": {"id": "\(name)"}, "litellm_params": {
              "model": "openai/\(index == 0 ? "gpt-5.4-mini-2026-03-17" : "gpt-5.4")",
              "api_base": "http://127.0.0.1:\(lanes + index)/v1", "api_key": "sk-own",
              "timeout": 2, "stream_timeout": 2}}
            """
        }
        let file = scratch.folder.appending(path: "own.json")
        try #"{"model_list": [\#(models.joined(separator: ","))]}"#.write(
            to: file, atomically: true, encoding: .utf8)
        let gateway = Process()
        gateway.executableURL = URL(filePath: program)
        gateway.arguments = [
            "--config", file.path, "--host", "127.0.0.1", "--port", "\(port)",
        ]
        // It says much of callers that are killed.
        gateway.standardError = FileHandle.nullDevice
        try gateway.run()
        defer {
            kill(gateway.processIdentifier, SIGKILL)
            gateway.waitUntilExit()
        }
        #expect(soon { listens(Int32(port)) })
        let words = [
            "config.yaml", "--gateway", "http://127.0.0.1:\(port)", "--lane-port", "\(lanes)",
            "--out", "one",
        ]
        try visit(words, lanes, gateway)
        // It is none of the drill's to stop.
        #expect(gateway.isRunning)
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
