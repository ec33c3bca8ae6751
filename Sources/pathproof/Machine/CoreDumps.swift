import Glibc

/// A crash must leave no file with the keys that this process holds.
enum CoreDumps {
    /// Lowers the soft limit alone, to one byte: that is less than the smallest core file, and it is the one value by
    /// which Linux also gives nothing to a program that collects dumps, for whom 0 means nothing.
    ///
    /// The gateways that are started here inherit it, since they hold the same keys. Debuggers and profilers can
    /// look at the process as ever, which `PR_SET_DUMPABLE` would forbid, and `prlimit --core=unlimited --pid` gives
    /// a dump back to whoever needs one.
    static func forbid() {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        guard unsafe getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = min(1, limit.rlim_max)
        _ = unsafe setrlimit(kind, &limit)
    }
}
