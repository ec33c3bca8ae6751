public import Foundation

/// Where this checkout stands, and the reference material beside it.
public enum Place {
    /// The folder with Package.swift.
    public static let root: URL = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static let fixtures = root.appending(path: "fixtures")

    /// A folder of reference material that may lie beside the checkout; nil where it is absent.
    public static func shared(_ path: String) -> URL? {
        let place = root.deletingLastPathComponent().appending(path: "shared").appending(path: path)
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }

    /// The Python with the official SDKs that `scripts/setup test` puts into .venv, or that the environment
    /// names. Setup writes .venv/peers last: without it the SDKs are not all there.
    public static let peersPython = program("bin/python", in: ".venv", "PATHPROOF_PEERS_PYTHON")

    /// The Python with LiteLLM's own client that `scripts/setup test` puts into .venv-litellm, for long tests alone:
    /// it takes its time to start.
    public static let liteLLMPython =
        runsLongTests
        ? program("bin/python", in: ".venv-litellm", "PATHPROOF_LITELLM_PYTHON") : nil

    /// LiteLLM's proxy from the same place.
    public static let liteLLMProgram =
        runsLongTests
        ? program("bin/litellm", in: ".venv-litellm", "PATHPROOF_LITELLM_BIN") : nil

    /// Portkey's gateway that `scripts/setup test` puts into .portkey, or that the environment names, for long tests
    /// alone.
    public static let portkeyProgram =
        runsLongTests
        ? program("node_modules/.bin/gateway", in: ".portkey", "PATHPROOF_PORTKEY_BIN") : nil

    /// A program of a folder in which `scripts/setup test` writes the file `peers` last, or that the environment names.
    private static func program(_ path: String, in folder: String, _ variable: String) -> URL? {
        let files = FileManager.default
        if let named = ProcessInfo.processInfo.environment[variable] {
            return files.isExecutableFile(atPath: named) ? URL(filePath: named) : nil
        }
        let place = root.appending(path: folder)
        guard files.fileExists(atPath: place.appending(path: "peers").path) else { return nil }
        return place.appending(path: path)
    }

    /// The JavaScript engine that `scripts/setup test` asks for, wherever it is installed.
    public static let node: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":").map { URL(filePath: String($0)).appending(path: "node") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    public static let hasPeers = peersPython != nil

    /// Long tests run where `scripts/test` asks for them, as it does.
    public static let runsLongTests =
        ProcessInfo.processInfo.environment["PATHPROOF_LONG_TESTS"] != nil
}
