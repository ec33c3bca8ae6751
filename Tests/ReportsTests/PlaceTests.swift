import Foundation
import Testing
import TestSupport

@Test func `the checkout is found`() {
    #expect(
        FileManager.default.fileExists(atPath: Place.root.appending(path: "Package.swift").path))
}
