import Foundation
import TestSupport
import Testing

@Suite struct CoreDumpTests {
    @Test func `a crash leaves no core file, and what is started here inherits that`() throws {
        let scratch = try Scratch(["routes.yaml": "aliases: { m: [{ model: gpt-5.4-mini }] }"])
        _ = try Program.launch(
            "/bin/sh",
            ["-c", "ulimit -c unlimited; exec '\(Program.path)' serve lanes routes.yaml"],
            in: scratch.folder
        ) { process in
            let file = URL(filePath: "/proc/\(process.processIdentifier)/limits")
            func limits() -> [Substring] {
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                return text.split(separator: "\n").first { $0.hasPrefix("Max core file size") }?
                    .split(separator: " ").dropFirst(4).map(\.self) ?? []
            }
            // The shell has to become the program first.
            let end = Date(timeIntervalSinceNow: 60)
            while limits().first != "1", Date() < end { Thread.sleep(forTimeInterval: 0.02) }
            #expect(limits().prefix(2) == ["1", "unlimited"])
            process.terminate()
        }
    }
}
