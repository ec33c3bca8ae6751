import CLinux
import Documents
import Glibc
import Synchronization
import Vocabulary

/// Where the program speaks: results to standard output, everything else to standard error.
struct Terminal: Sendable {
    var outputHasColour: Bool
    var errorHasColour: Bool
    /// Standard error is a terminal that may be drawn on again and again.
    var drawsProgress: Bool

    init(environment: (String) -> String? = Environment.value) {
        let isPlain =
            environment("NO_COLOR").map { !$0.isEmpty } ?? false || environment("TERM") == "dumb"
        let isForced = environment("FORCE_COLOR").map { !$0.isEmpty && $0 != "0" } ?? false
        let isCI = environment("CI").map { !$0.isEmpty && $0 != "false" } ?? false
        let isLog = isPlain || isCI && !isForced
        outputHasColour = !isLog && (isForced || isatty(STDOUT_FILENO) == 1)
        errorHasColour = !isLog && (isForced || isatty(STDERR_FILENO) == 1)
        drawsProgress = !isCI && environment("TERM") != "dumb" && isatty(STDERR_FILENO) == 1
    }

    func say(_ text: String) {
        if !Self.write(text, to: STDOUT_FILENO) { Self.lostOutput.store(true, ordering: .relaxed) }
    }

    func complain(_ text: String) { _ = Self.write(text, to: STDERR_FILENO) }

    func complain(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        complain(DiagnosticText.render(diagnostics, colour: errorHasColour))
    }

    /// Something that was to be said went nowhere, a full disk for one; a reader who left is no loss.
    var hasLostOutput: Bool { Self.lostOutput.load(ordering: .relaxed) }
    private static let lostOutput = Atomic(false)

    /// Of standard output; nil where it is no terminal, and lines may be of any length.
    var outputWidth: Int? { isatty(STDOUT_FILENO) == 1 ? width : nil }

    var width: Int {
        var size = winsize()
        let isKnown = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Writes all of it, and says whether it could; a reader that went away (`| head`) has had enough.
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return errno == EPIPE
            }
            sent += count
        }
        return true
    }
}

/// The process's environment.
enum Environment {
    static func value(_ name: String) -> String? {
        guard let text = unsafe getenv(name) else { return nil }
        return unsafe String(cString: text)
    }

    /// For as long as the program runs. At its start only, when nobody else reads.
    static func set(_ name: String, _ value: String) { unsafe setenv(name, value, 1) }
}
