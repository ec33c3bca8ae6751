import Glibc
public import Vocabulary

/// The one clock of all moments: CLOCK_MONOTONIC, which no one can set and every process shares.
public enum Clock {
    public static func now() -> Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
