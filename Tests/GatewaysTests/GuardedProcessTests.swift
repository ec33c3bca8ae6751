import Foundation
import Gateways
import TestSupport
import Testing

/// Waits for something that another process does, for five seconds at most.
private func soon(_ condition: () -> Bool) -> Bool {
    for _ in 0..<250 {
        if condition() { return true }
        Thread.sleep(forTimeInterval: 0.02)
    }
    return condition()
}

private func isAlive(_ process: Int32) -> Bool {
    // A zombie is no process any more.
    guard kill(process, 0) == 0 else { return false }
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return !state.contains(") Z ")
}

private func number(in file: String) -> Int32? {
    (try? String(contentsOfFile: file, encoding: .utf8)).flatMap {
        Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

private func started(
    _ script: String, in folder: TemporaryFolder, environment: [String: String] = [:]
) throws -> GuardedProcess {
    try GuardedProcess(
        "/bin/sh", ["-c", script],
        environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 },
        folder: folder.path, log: folder.path + "/log")
}

@Test func `a program stands in its folder, has its own environment, and what it says is kept`()
    throws
{
    let folder = try TemporaryFolder()
    _ = unsafe setenv("PATHPROOF_TEST_SECRET", "hidden", 1)
    let process = try started(
        "pwd; echo $NAME; echo err >&2; env | grep -c SECRET", in: folder,
        environment: ["NAME": "value"])
    #expect(soon { process.exitStatus != nil })
    let said = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    #expect(said.split(separator: "\n").map(String.init).suffix(3) == ["value", "err", "0"])
    #expect(said.contains(folder.url.lastPathComponent))
}

@Test func `a program that ends is told of with its status, and one that is not there with 127`()
    throws
{
    let folder = try TemporaryFolder()
    let ending = try started("exit 3", in: folder)
    #expect(soon { ending.exitStatus != nil })
    #expect(ending.exitStatus == 3)
    let missing = try GuardedProcess(
        "/nowhere/program", [], environment: [:], folder: folder.path, log: folder.path + "/log")
    #expect(soon { missing.exitStatus != nil })
    #expect(missing.exitStatus == 127)
    #expect(throws: ProcessFailure.self) {
        try GuardedProcess(
            "/bin/true", [], environment: [:], folder: "/", log: "/nowhere/log")
    }
}

@Test func `stopping ends the program and all that it has started`() throws {
    let folder = try TemporaryFolder()
    let process = try started(
        "sleep 100 & echo $! > child; echo $$ > own; wait", in: folder)
    #expect(soon { number(in: folder.path + "/own") != nil })
    let own = try #require(number(in: folder.path + "/own"))
    let child = try #require(number(in: folder.path + "/child"))
    #expect(isAlive(own) && isAlive(child))
    process.stop()
    #expect(!isAlive(own))
    #expect(soon { !isAlive(child) })
    process.stop()
}

@Test(.enabled(if: Place.runsLongTests, "long"))
func `a program that hears no SIGTERM is ended all the same`() throws {
    let folder = try TemporaryFolder()
    let process = try started(
        "trap '' TERM; echo $$ > own; while true; do sleep 0.1; done", in: folder)
    #expect(soon { number(in: folder.path + "/own") != nil })
    let own = try #require(number(in: folder.path + "/own"))
    let begun = Date()
    process.stop()
    #expect(!isAlive(own))
    #expect(Date().timeIntervalSince(begun) < 6)
}

@Test func `an object that goes away takes its program along`() throws {
    let folder = try TemporaryFolder()
    var process: GuardedProcess? = try started("echo $$ > own; sleep 100", in: folder)
    #expect(soon { number(in: folder.path + "/own") != nil })
    let own = try #require(number(in: folder.path + "/own"))
    #expect(process?.exitStatus == nil)
    process = nil
    #expect(soon { !isAlive(own) })
}

@Test func `a folder is private, and what a killed process has left is removed by the next`() throws
{
    let parent = try TemporaryFolder()
    // No process has so high a number.
    let orphan = parent.url.appending(path: "pathproof-gateway-99999999-abc")
    let other = parent.url.appending(path: "pathproof-gateway-\(getpid())-abc")
    for folder in [orphan, other] {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "inner"), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: folder.appending(path: "inner/file"))
    }
    var folder: PrivateFolder? = try PrivateFolder(under: parent.path)
    #expect(!FileManager.default.fileExists(atPath: orphan.path))
    #expect(FileManager.default.fileExists(atPath: other.path))
    let path = try #require(folder?.path)
    let file = try #require(try folder?.write("config.yaml", "a: 1\n"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "a: 1\n")
    let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(rights == 0o700)
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
}

@Test func `what a program was given to write in is gone when it is, whoever ended it`() throws {
    let parent = try TemporaryFolder()
    let scratch = try PrivateFolder(under: parent.path)
    _ = try scratch.write("config.yaml", "a: 1\n")
    let process = try GuardedProcess(
        "/bin/sh", ["-c", "mkdir inner; echo $$ > inner/own; sleep 100"],
        environment: ["PATH": "/usr/bin:/bin"], folder: scratch.path, scratch: scratch,
        log: parent.path + "/log")
    #expect(soon { number(in: scratch.path + "/inner/own") != nil })
    let own = try #require(number(in: scratch.path + "/inner/own"))
    kill(own, SIGKILL)
    #expect(soon { process.exitStatus != nil })
    #expect(process.exitStatus == 128 + SIGKILL)
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
    #expect(FileManager.default.fileExists(atPath: parent.path + "/log"))
}
