import Testing
import TestSupport
import Foundation

@Test func `the checkout is found`() {
    #expect(FileManager.default.fileExists(atPath: Place.root.appending(path: "Package.swift").path))
}
