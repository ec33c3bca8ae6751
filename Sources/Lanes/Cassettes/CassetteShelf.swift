import Synchronization
import Transports
import Vocabulary

/// The cassettes of a run: those that it plays, or those that it makes, one for each different request.
///
/// Whoever asks for what is being recorded waits for it: a run that sends one prompt on thirty paths pays for it
/// once, and sees what its replay will see.
public final class CassetteShelf: Sendable {
    enum Claim {
        case play(Cassette)
        /// Nobody has it, and nobody is at it: the claimant must `keep` it or `release` it.
        case record
    }

    private struct State {
        var cassettes: [CassetteKey: Cassette]
        var waiters: [CassetteKey: [CheckedContinuation<Void, Never>]] = [:]
    }

    /// Guards what is there and who waits.
    private let state: Mutex<State>
    private let onKeep: @Sendable (Cassette) -> Void
    /// What stands in a recording as its time.
    private let now: @Sendable () -> String

    /// - Parameter onKeep: called once with each cassette that is made, on some thread.
    public init(
        _ cassettes: [Cassette] = [], now: @escaping @Sendable () -> String = { "" },
        onKeep: @escaping @Sendable (Cassette) -> Void = { _ in }
    ) {
        state = Mutex(
            State(cassettes: Dictionary(cassettes.map { ($0.key, $0) }) { first, _ in first }))
        self.now = now
        self.onKeep = onKeep
    }

    public var count: Int { state.withLock { $0.cassettes.count } }

    var time: String { now() }

    func cassette(for key: CassetteKey) -> Cassette? { state.withLock { $0.cassettes[key] } }

    func claim(_ key: CassetteKey) async -> Claim {
        while true {
            let found = state.withLock { state -> Claim? in
                if let cassette = state.cassettes[key] { return .play(cassette) }
                guard state.waiters[key] == nil else { return nil }
                state.waiters[key] = []
                return .record
            }
            if let found { return found }
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.waiters[key] != nil else { return false }
                    state.waiters[key]?.append(continuation)
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        }
    }

    func keep(_ cassette: Cassette, for key: CassetteKey) {
        state.withLock { $0.cassettes[key] = cassette }
        onKeep(cassette)
        release(key)
    }

    /// Lets the next one try.
    func release(_ key: CassetteKey) {
        let waiters = state.withLock { $0.waiters.removeValue(forKey: key) ?? [] }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns once no recording is under way, or when the time is over: one behind a broken answer goes on when
    /// its caller and its case have ended.
    public func settled(within time: Duration) async {
        let begun = Clock.now()
        while state.withLock({ !$0.waiters.isEmpty }), Clock.now() - begun < time {
            do { try await Task.sleep(for: .milliseconds(10)) } catch { return }
        }
    }

    /// What is to be said where nothing answers a request: which cassette is nearest, and what differs.
    func missing(_ key: CassetteKey) -> String {
        let cassettes = state.withLock { $0.cassettes }
        let near = cassettes.map { (cassette: $1, differences: $0.differences(from: key)) }.min {
            ($0.differences.count, $0.cassette.fileName) < (
                $1.differences.count, $1.cassette.fileName
            )
        }
        let what = "no cassette answers \(key.provider): \(key.place)"
        guard let near else { return "\(what): there is none at all" }
        let told = near.differences.prefix(3).joined(separator: "; ")
        let rest = near.differences.count - 3
        return "\(what); nearest is '\(near.cassette.fileName)', which differs in \(told)"
            + (rest > 0 ? "; and \(rest) values more" : "")
    }
}
