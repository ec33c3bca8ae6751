import Foundation
import TestSupport
import Testing

/// A command of the README and the lines that it shows of its output.
private struct Example {
    var command: String
    var lines: [String]
}

private let examples: [Example] = {
    let readme =
        (try? String(contentsOf: Place.root.appending(path: "README.md"), encoding: .utf8)) ?? ""
    return readme.components(separatedBy: "```console\n").dropFirst().compactMap { block in
        var lines = block.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
        guard let first = lines.first, first.hasPrefix("$ ") else { return nil }
        lines.removeFirst()
        return Example(command: String(first.dropFirst(2)), lines: lines.filter { $0 != "…" })
    }
}()

@Test func `the README's commands run, and say what it shows`() throws {
    #expect(examples.count >= 3)
    for example in examples where example.command != "scripts/run" || Place.runsLongTests {
        let outcome =
            example.command == "scripts/run"
            ? try ShippedRun.done.get().outcome : try Program.shell(example.command, in: Place.root)
        let said = outcome.output + outcome.errors
        for line in example.lines {
            // The time a run took stands at the end of its last line.
            let shown =
                line.contains(" covered · ")
                ? line.components(separatedBy: " · ").dropLast().joined(separator: " · ") : line
            #expect(said.contains(shown), "\(example.command): \(shown)")
        }
    }
}

@Test func `the map of the house names every room`() throws {
    let readme = try String(contentsOf: Place.root.appending(path: "README.md"), encoding: .utf8)
    let rooms = try FileManager.default.contentsOfDirectory(
        atPath: Place.root.appending(path: "Sources").path)
    for room in rooms where !room.hasPrefix("C") || room == "Checks" {
        #expect(readme.contains("`\(room)`"), "\(room)")
    }
}
