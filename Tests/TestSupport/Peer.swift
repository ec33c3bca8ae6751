public import Foundation

/// The official SDKs, each asked by a script of `Tests/Peers`.
public enum Peer {
    /// What a script said, once it was over.
    public struct Outcome: Sendable {
        public var status: Int32
        public var output: String
        public var errors: String

        /// A line of JSON for each exercise.
        public var lines: [Substring] { output.split(separator: "\n") }
        public var complaints: [Substring] { lines.filter { !$0.contains(#""ok": true"#) } }
    }

    /// What one exercise is called and what the SDK must make of it, as the scripts take it.
    public static func arguments(
        _ marker: String, _ name: String, _ expect: [String: Any]
    ) throws -> [String] {
        let told = expect.merging(["name": name]) { $1 }
        let json = try JSONSerialization.data(withJSONObject: told, options: .sortedKeys)
        return ["--marker", marker, "--expect", String(decoding: json, as: UTF8.self)]
    }

    /// Runs a script to its end. A thread of its own waits for it, so that no other test has to.
    public static func run(
        _ script: String, _ arguments: [String], by python: URL? = Place.peersPython
    ) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try wait(for: script, arguments, python) })
            }
        }
    }

    private static func wait(
        for script: String, _ arguments: [String], _ python: URL?
    ) throws -> Outcome {
        let errors = try TemporaryFolder()
        let errorsPath = try errors.write("errors", [])
        let process = try made(script, arguments, python)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errorsPath)
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let complained = try Data(contentsOf: URL(filePath: errorsPath))
        return Outcome(
            status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
            errors: String(decoding: complained, as: UTF8.self))
    }

    private static func made(
        _ script: String, _ arguments: [String], _ python: URL? = Place.peersPython
    ) throws -> Process {
        guard let python else { throw NoPeers() }
        let process = Process()
        process.executableURL = python
        process.arguments =
            [Place.root.appending(path: "Tests/Peers/\(script).py").path] + arguments
        // Compiled files would be the only ones that a test leaves in the checkout.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        return process
    }

    /// A test that needs them asks `Place.hasPeers` first.
    private struct NoPeers: Error {}

    /// Answers that lie in a folder, served to whoever asks with a marker, until this object is gone.
    public final class Replay: Sendable {
        public let url: String
        private let process: Process
        private let input: Pipe

        public init(_ folder: URL) throws {
            input = Pipe()
            process = try made("replay_server", [folder.path])
            let output = Pipe()
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            let port = String(
                decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            url = "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))"
        }

        /// The end of its input is the end of the server.
        deinit {
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
    }
}
