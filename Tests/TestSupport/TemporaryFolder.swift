public import Foundation
import Synchronization

/// A folder for one test, gone with this object.
public final class TemporaryFolder: Sendable {
    public let url: URL
    public var path: String { url.path }

    public init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "pathproof-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Gives the path of the file.
    public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }

    /// For what is made once for all tests: gone when the process ends.
    public func keepUntilExit() {
        _ = Self.removesAtExit
        Self.kept.withLock { $0.append(self) }
    }

    private static let kept = Mutex<[TemporaryFolder]>([])

    private static let removesAtExit: Void = {
        atexit { TemporaryFolder.kept.withLock { $0.removeAll() } }
    }()
}
