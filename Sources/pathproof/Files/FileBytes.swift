import Glibc
import Providers
import Vocabulary

/// A file's bytes as they are, whatever they are.
enum FileBytes {
    /// Bodies beyond it are no answers that anybody captured.
    static let bytesMax = 256 << 20

    static func read(_ path: String) throws(Diagnostics) -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPiece(of: path) { piece throws(Diagnostics) in
            bytes.append(copying: piece)
            guard bytes.count <= bytesMax else {
                throw Diagnostics([Diagnostic("'\(path)' is larger than 256 MB")])
            }
        }
        return bytes
    }

    /// The bytes piece by piece: a file of any size needs the memory of one.
    static func forEachPiece(
        of path: String, _ body: (Span<UInt8>) throws(Diagnostics) -> Void
    ) throws(Diagnostics) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Diagnostics([Diagnostic("cannot read '\(path)': \(Folder.reason())")])
        }
        defer { close(file) }
        // No more: each page of it would first have to be found, 10 us each in a virtual machine.
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let got = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                throw Diagnostics([Diagnostic("cannot read '\(path)': \(Folder.reason())")])
            }
            if got == 0 { return }
            try body(chunk.span.extracting(first: got))
        }
    }

    /// Whether a file begins so; one that cannot be read does not.
    static func begin(_ path: String, with bytes: [UInt8]) -> Bool {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var start = [UInt8](repeating: 0, count: bytes.count)
        let got = unsafe start.withUnsafeMutableBytes {
            unsafe Glibc.read(file, $0.baseAddress, $0.count)
        }
        return got == bytes.count && start == bytes
    }
}
