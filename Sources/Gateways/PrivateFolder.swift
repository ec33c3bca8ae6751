import Documents
import Glibc

/// A folder that only this user can read, gone with this object; what a killed process of ours has left is
/// removed by the next one.
@safe
public final class PrivateFolder: Sendable {
    public let path: String
    private static let prefix = "pathproof-gateway-"

    public init(under parent: String) throws(ProcessFailure) {
        Self.removeOrphans(in: parent)
        let template = "\(parent)/\(Self.prefix)\(getpid())-XXXXXX"
        var bytes = template.utf8CString.map { $0 }
        guard unsafe mkdtemp(&bytes) != nil else {
            let reason = unsafe String(cString: strerror(errno))
            throw ProcessFailure("cannot make a folder in '\(parent)': \(reason)")
        }
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Gives the path of the file.
    public func write(_ name: String, _ text: String) throws(ProcessFailure) -> String {
        let path = "\(self.path)/\(name)"
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ProcessFailure("cannot write '\(path)'") }
        defer { close(file) }
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ProcessFailure("cannot write '\(path)'") }
            written += count
        }
        return path
    }

    /// Folders of processes that are no more.
    private static func removeOrphans(in parent: String) {
        for name in (FolderListing.names(in: parent) ?? []) where name.hasPrefix(prefix) {
            let number = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let process = Int32(number), process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            remove("\(parent)/\(name)")
        }
    }

    /// What a gateway leaves where it stands is files, and folders of files.
    private static func remove(_ path: String, depth: Int = 0) {
        if depth < 4 {
            for name in FolderListing.names(in: path) ?? [] {
                let inner = "\(path)/\(name)"
                if unsafe unlink(inner) != 0 { remove(inner, depth: depth + 1) }
            }
        }
        _ = unsafe rmdir(path)
    }
}
