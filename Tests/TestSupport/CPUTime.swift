import Glibc

/// What this thread alone has worked: other tests that run beside it do not count.
package enum CPUTime {
    package static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let begun = now()
        try work()
        return now() - begun
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
