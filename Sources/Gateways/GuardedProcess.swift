import CLinux
import Glibc
import Synchronization
import Transports
import Vocabulary

/// A program that never outlives this process: whatever ends us, its guard ends it and all it has started.
@safe
public final class GuardedProcess: Sendable {
    private struct State {
        var lifeline: Int32?
        var status: Int32?
    }

    private let guardian: pid_t
    private let state: Mutex<State>

    /// - Parameters:
    ///   - folder: where the program stands.
    ///   - scratch: a folder that is removed when the program has ended, even where we were killed before.
    ///   - log: the file that takes all it says.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String], folder: String,
        scratch: PrivateFolder? = nil, log: String
    ) throws(ProcessFailure) {
        let file = unsafe open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw ProcessFailure("cannot write '\(log)': \(Self.reason(errno))")
        }
        defer { close(file) }
        let words = TextList([path] + arguments)
        let variables = TextList(
            environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        let places = TextList([path, folder] + (scratch.map { [$0.path] } ?? []))
        var lifeline: Int32 = -1
        var program = unsafe pp_program(
            path: places.pointer[0], arguments: words.pointer, environment: variables.pointer,
            folder: places.pointer[1], scratch: places.pointer[2], log: file)
        let guardian = unsafe pp_start_guarded(&program, &lifeline)
        withExtendedLifetime((words, variables, places)) {}
        guard guardian > 0 else {
            throw ProcessFailure("cannot start '\(path)': \(Self.reason(-guardian))")
        }
        self.guardian = guardian
        state = Mutex(State(lifeline: lifeline))
    }

    deinit { stop() }

    /// Nil while the program runs.
    public var exitStatus: Int32? {
        state.withLock { state in
            if let status = state.status { return status }
            let status = pp_guard_status(guardian, 0)
            if status >= 0 { state.status = status }
            return state.status
        }
    }

    /// With which status it ended by itself; nil where it runs on all this time.
    public func status(within time: Duration) async -> Int32? {
        let deadline = Clock.now() + time
        while Clock.now() < deadline {
            if let status = exitStatus { return status }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
        }
        return exitStatus
    }

    /// Returns when the program and all it has started are gone: after a moment where it listens to
    /// SIGTERM, after three seconds where it does not.
    public func stop() {
        letGo()
        state.withLock { state in
            if state.status == nil { state.status = pp_guard_status(guardian, 1) }
        }
    }

    /// The same, and no thread waits for it. Whoever was cancelled waits, too: what was started is to be gone.
    public func stopped() async {
        letGo()
        await Task.detached {
            while self.exitStatus == nil {
                do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
            }
        }.value
    }

    /// Its guard ends the program when nobody holds this.
    private func letGo() {
        state.withLock { state in
            if let lifeline = state.lifeline { close(lifeline) }
            state.lifeline = nil
        }
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code)).lowercased()
    }
}

/// Why a program could not be started.
public struct ProcessFailure: Error, Sendable, Equatable {
    public var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Texts as C has them: a list that a null ends, which may be read as one text more.
@safe
private final class TextList {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        unsafe pointer = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() {
            unsafe (pointer + index).initialize(to: strdup(text))
        }
        unsafe (pointer + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointer[index]) }
        unsafe pointer.deinitialize(count: count + 1)
        unsafe pointer.deallocate()
    }
}
