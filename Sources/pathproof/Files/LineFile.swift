import Glibc
import Synchronization
import Vocabulary

/// A file to which whole lines are appended from any thread, one after the other; `-` is standard output.
final class LineFile: Sendable {
    private let path: String
    private let file: Int32
    /// Guards the order of lines, and whether one was lost.
    private let lost = Mutex<String?>(nil)

    init(_ path: String) throws(Diagnostics) {
        self.path = path
        if path == "-" {
            file = STDOUT_FILENO
            return
        }
        file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw Diagnostics([Diagnostic("cannot write '\(path)': \(Folder.reason())")])
        }
    }

    deinit { if file != STDOUT_FILENO { close(file) } }

    func add(_ line: [UInt8]) {
        lost.withLock { lost in
            guard lost == nil else { return }
            var sent = 0
            while sent < line.count {
                let count = unsafe line[sent...].withUnsafeBytes {
                    unsafe write(file, $0.baseAddress, $0.count)
                }
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    lost = Folder.reason()
                    return
                }
                sent += count
            }
        }
    }

    /// Why lines are missing; nil where none is.
    var mistake: Diagnostic? {
        lost.withLock { $0 }.map { Diagnostic("'\(path)' could not be written: \($0)") }
    }
}
