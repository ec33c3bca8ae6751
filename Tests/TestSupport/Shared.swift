package import Foundation

/// Where this checkout stands, and the reference material beside it.
package enum Place {
    /// The folder with Package.swift.
    package static let root: URL = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let fixtures = root.appending(path: "fixtures")

    /// A folder of reference material that may lie beside the checkout; nil where it is absent.
    package static func shared(_ path: String) -> URL? {
        let place = root.deletingLastPathComponent().appending(path: "shared").appending(path: path)
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }

    /// The Python with the official SDKs that `scripts/setup test` puts into .venv, or that the environment
    /// names. Setup writes .venv/peers last: without it the SDKs are not all there.
    package static let peersPython = program("python", in: ".venv", "PATHPROOF_PEERS_PYTHON")
    /// A Python with LiteLLM (1.106.2) and mcp, where the environment names one: its client now and then stands
    /// still for ever on a lock of its own, and so no usual run waits for it.
    package static let liteLLMPython = ProcessInfo.processInfo
        .environment["PATHPROOF_LITELLM_PYTHON"].map { URL(filePath: $0) }

    /// LiteLLM's proxy that `scripts/setup test` puts into .venv-litellm, or that the environment names, for long
    /// tests alone: it takes its time to start.
    package static let liteLLMProgram =
        runsLongTests
        ? program("litellm", in: ".venv-litellm", "PATHPROOF_LITELLM_BIN") : nil

    /// Portkey's gateway (1.15.2, `@portkey-ai/gateway`), where the environment names one.
    package static let portkeyProgram = ProcessInfo.processInfo
        .environment["PATHPROOF_PORTKEY_BIN"].map { URL(filePath: $0) }

    /// `scripts/setup test` writes the file `peers` last.
    private static func program(_ name: String, in folder: String, _ variable: String) -> URL? {
        let files = FileManager.default
        if let path = ProcessInfo.processInfo.environment[variable] {
            return files.isExecutableFile(atPath: path) ? URL(filePath: path) : nil
        }
        let venv = root.appending(path: folder)
        guard files.fileExists(atPath: venv.appending(path: "peers").path) else { return nil }
        return venv.appending(path: "bin/\(name)")
    }

    package static let hasPeers = peersPython != nil
    package static let hasLiteLLM = liteLLMPython != nil

    /// Long tests run where `scripts/test` asks for them, as it does.
    package static let runsLongTests =
        ProcessInfo.processInfo.environment["PATHPROOF_LONG_TESTS"] != nil
}
