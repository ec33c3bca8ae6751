import Foundation
import TestSupport

/// The program as a user has it: a process with arguments, a folder to stand in, and what it says.
struct Program {
    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The one that was built with these tests and stands beside them.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "pathproof").path

    static func run(
        _ arguments: [String], in folder: URL = Place.root, environment: [String: String] = [:],
        whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Outcome {
        try launch(
            path, arguments, in: folder, environment: environment, whileRunning: whileRunning)
    }

    static func shell(_ line: String, in folder: URL) throws -> Outcome {
        let bin = URL(filePath: path).deletingLastPathComponent().path
        return try launch(
            "/bin/sh", ["-c", line], in: folder, environment: ["PATH": "\(bin):/usr/bin:/bin"])
    }

    static func launch(
        _ path: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:],
        whileRunning: (Process) throws -> Void = { _ in }
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment
        for name in ["CI", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"] {
            variables[name] = nil
        }
        process.environment = variables.merging(environment) { $1 }
        // Files rather than pipes: nobody has to read while the process writes.
        let texts = try Scratch()
        let (output, errors) = (
            texts.folder.appending(path: "out"), texts.folder.appending(path: "err")
        )
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try whileRunning(process)
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// What `scripts/run` does once it has built, done once for all tests that look at it.
struct ShippedRun: Sendable {
    let outcome: Program.Outcome
    /// All of results.jsonl.
    let results: String

    static let done = Result { () throws -> ShippedRun in
        let scratch = try Scratch()
        let out = scratch.folder.appending(path: "out").path
        // Most of its time is spent in waiting for time-outs: more of them at once are sooner over, where the program
        // is quick enough that the healthy ones among them do not wait for each other. Hence for long tests alone.
        let outcome = try Program.run(["run", "--out", out, "--jobs", "200"])
        return ShippedRun(outcome: outcome, results: try scratch.text("out/results.jsonl"))
    }
}

/// The rows of a type in the text of results.jsonl.
func rows(_ type: String, of results: String) throws -> [[String: Any]] {
    try results.split(separator: "\n").compactMap { line in
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let row = value as? [String: Any], row["type"] as? String == type else { return nil }
        return row
    }
}

/// A folder of its own for one test, with files in it, gone afterwards.
final class Scratch {
    let folder: URL

    init(_ files: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "pathproof-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    /// The rows of a type in results.jsonl.
    func rows(_ type: String, in name: String = "pathproof-out/results.jsonl") throws -> [[String:
        Any]]
    {
        try ProgramTests.rows(type, of: text(name))
    }
}
