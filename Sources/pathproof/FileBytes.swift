import Glibc
import Vocabulary

/// A file's bytes as they are, whatever they are.
enum FileBytes {
    /// Bodies beyond it are no answers that anybody captured.
    static let bytesMax = 256 << 20

    static func read(_ path: String) throws(Diagnostics) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Diagnostics([Diagnostic("cannot read '\(path)': \(Folder.reason())")])
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let got = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                throw Diagnostics([Diagnostic("cannot read '\(path)': \(Folder.reason())")])
            }
            if got == 0 { return bytes }
            bytes += chunk[..<got]
            guard bytes.count <= bytesMax else {
                throw Diagnostics([Diagnostic("'\(path)' is larger than 256 MB")])
            }
        }
    }
}
