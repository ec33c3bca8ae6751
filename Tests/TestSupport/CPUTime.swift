import Glibc

/// What this thread alone has worked: other tests that run beside it do not count.
public enum CPUTime {
    public static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let begun = now()
        try work()
        return now() - begun
    }

    /// The least of some measurements, no more of them than it takes to come below a bound: whatever disturbs a
    /// measurement only ever adds to it.
    public static func least(
        below bound: Double = 0, of tries: Int = 5, _ measure: () throws -> Double
    ) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<tries where least >= bound { least = min(least, try measure()) }
        return least
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
