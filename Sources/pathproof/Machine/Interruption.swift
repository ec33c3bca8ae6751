import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP: the first stops the sending of new cases, and reports are written of what is
/// there; the second ends the program.
enum Interruption {
    /// Set by the signal handler, which may do nothing else.
    private static let received = Atomic<Int32>(0)
    private static let stop = Mutex<(@Sendable () -> Void)?>(nil)

    static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Of the first signal, as people know it.
    static var signalName: String? {
        signal.map { $0 == SIGINT ? "SIGINT" : $0 == SIGTERM ? "SIGTERM" : "SIGHUP" }
    }

    static func listen() {
        // Made now: a handler may not be the first to touch it.
        received.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            _ = Glibc.signal(number) { number in
                Interruption.received.store(number, ordering: .relaxed)
                // A second signal, of whichever kind, does what signals do.
                for number in [SIGINT, SIGTERM, SIGHUP] { _ = Glibc.signal(number, SIG_DFL) }
            }
        }
        // A reader that went away is told by EPIPE where it matters.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        Task.detached {
            while Interruption.signal == nil {
                do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
            }
            Interruption.stop.withLock { $0 }?()
        }
    }

    /// Replaces what is done when a signal has come.
    static func onSignal(_ action: @escaping @Sendable () -> Void) {
        stop.withLock { $0 = action }
        if signal != nil { action() }
    }
}
