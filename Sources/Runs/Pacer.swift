package import Providers
import Synchronization
package import Vocabulary

/// One pace for all workers that ask one gateway or provider.
package final class Pacer: Sendable {
    private let pace: Mutex<Pace>
    private let now: @Sendable () -> Moment

    package init(_ pace: Pace, now: @escaping @Sendable () -> Moment) {
        self.pace = Mutex(pace)
        self.now = now
    }

    /// Returns when a request of about so many tokens may go out, or when the task is cancelled.
    package func wait(tokens: Int) async {
        while true {
            let moment = now()
            let place = pace.withLock { $0.place(at: moment, tokens: tokens) }
            guard place > moment else { return }
            do { try await Task.sleep(for: place - moment) } catch { return }
            if pace.withLock({ $0.isFree(place) }) { return }
        }
    }

    func correct(guessed: Int, used: Int) {
        pace.withLock { $0.correct(guessed: guessed, used: used) }
    }

    func hear(_ status: Int, _ headers: Headers, at moment: Moment) {
        if let wait = RateWord(status: status, headers).wait { hear(wait: wait, at: moment) }
    }

    func hear(wait: Duration, at moment: Moment) {
        pace.withLock { $0.hear(RateWord(wait: wait), at: moment) }
    }
}
