package import Foundation

/// Where this checkout stands, and the reference material beside it.
package enum Place {
    /// The folder with Package.swift.
    package static let root: URL = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let fixtures = root.appending(path: "fixtures")

    /// A folder of reference material that may lie beside the checkout; nil where it is absent.
    package static func shared(_ path: String) -> URL? {
        let place = root.deletingLastPathComponent().appending(path: "shared").appending(path: path)
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }

    /// Long tests run where `scripts/test` asks for them.
    package static let runsLongTests =
        ProcessInfo.processInfo.environment["PATHPROOF_LONG_TESTS"] != nil
}
