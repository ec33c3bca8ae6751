import Foundation
import TestSupport
import Testing

@Suite struct CoreDumpTests {
    @Test func `a crash leaves no core file, and whoever needs one can still allow it`() throws {
        let scratch = try Scratch(["routes.yaml": "aliases: { m: [{ model: gpt-5.4-mini }] }"])
        _ = try Program.launch(
            "/bin/sh",
            ["-c", "ulimit -c $(ulimit -H -c); exec '\(Program.path)' serve lanes --for 60s"],
            in: scratch.folder
        ) { process in
            let file = URL(filePath: "/proc/\(process.processIdentifier)/limits")
            /// The soft limit and the hard one.
            func limits() -> [Substring] {
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
                let line = text.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
                return Array((line ?? "").split(separator: " ").dropFirst(4).prefix(2))
            }
            // The shell has to become the program first.
            let end = Date(timeIntervalSinceNow: 60)
            while limits().first != (limits().last == "0" ? "0" : "1"), Date() < end {
                Thread.sleep(forTimeInterval: 0.02)
            }
            let found = limits()
            // Less than any core file has; the hard limit is left as it was.
            #expect(found.first == (found.last == "0" ? "0" : "1"))
            process.terminate()
        }
    }
}
