import Glibc
import Testing

/// Runs each test on a thread of its own: tests of blocking sockets must not sit on Swift's shared pool, where the tasks
/// that they wait for need a place.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(ThreadExecutor()) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    static var ownThread: Self { Self() }
}

private final class ThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        Worker { unsafe unowned.runSynchronously(on: self.asUnownedTaskExecutor()) }.leave()
    }
}
