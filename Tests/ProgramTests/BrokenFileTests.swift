import Foundation
import TestSupport
import Testing

private let folder = "fixtures/broken"

/// Broken suites and broken routes files; beside each stands, word for word, what the program says of it.
private let files: [String] = ["suites", "routes"].flatMap { kind in
    let path = Place.root.appending(path: "\(folder)/\(kind)").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(kind)/\($0)" }
}

@Test func `there are broken files of many kinds`() {
    #expect(files.count { $0.hasPrefix("suites/") } >= 40)
    #expect(files.count { $0.hasPrefix("routes/") } >= 20)
}

@Test(arguments: files)
func `a broken file is told about word for word as its golden file has it, and nothing is sent`(
    file: String
) throws {
    let scratch = try Scratch()
    let out = scratch.folder.appending(path: "out").path
    let subject = file.hasPrefix("suites/") ? [file] : ["good.yaml", "--routes", file]
    let outcome = try Program.run(
        ["run", "--out", out] + subject, in: Place.root.appending(path: folder))
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(!scratch.has("out"))
    let golden = "\(folder)/\(file.dropLast(".yaml".count)).txt"
    let difference = try Golden.difference(outcome.errors, from: golden)
    #expect(difference == nil)
}
