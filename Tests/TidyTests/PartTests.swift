import Checks
import Doors
import Foundation
import Providers
import Reports
import TestSupport
import Testing
import Vocabulary

private func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(
        atPath: Place.root.appending(path: folder).path)) ?? []
}

@Test func `every provider has its fixtures, with their source`() {
    #expect(allProviders.count >= 3)
    for provider in allProviders {
        let files = names(in: "fixtures/providers/\(provider.name)")
        #expect(files.contains("source.md"), "\(provider.name)")
        #expect(files.contains { $0.hasPrefix("plain") }, "\(provider.name)")
        #expect(files.contains { $0.hasPrefix("stream") }, "\(provider.name)")
        #expect(files.contains { $0.hasPrefix("error") }, "\(provider.name)")
    }
}

@Test func `every dialect that is read has a door that speaks it`() {
    let read = Set(allProviders.map { $0.dialect.name })
    #expect(read == Set(allDoors.map { $0.name }))
}

@Test func `every provider has a door, so that a lane can stand in for it`() {
    for provider in allProviders {
        let door = allDoors.standing(for: provider.name)
        #expect(door?.name == provider.dialect.name, "\(provider.name)")
    }
}

@Test func `every check and report is a file of its own`() {
    #expect(Set(allChecks.map { $0.name }).count == allChecks.count)
    #expect(Set(allReports.map { $0.name }).count == allReports.count)
    let files = allReports.compactMap { $0.fileName }
    #expect(Set(files).count == files.count)
    let checks = names(in: "Sources/Checks")
    for check in allChecks { #expect(checks.contains("\(check).swift"), "\(check)") }
    let reports = names(in: "Sources/Reports")
    for report in allReports { #expect(reports.contains("\(report).swift"), "\(report)") }
}
