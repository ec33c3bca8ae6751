import Glibc
import Vocabulary

/// How many files and sockets this process may have open.
enum OpenFiles {
    /// Raises the limit as far as a user may, since shells give 1024 for the sake of `select`, which nothing here
    /// calls; gives a mistake where even so the run could not be carried out. To find that out halfway would
    /// make cases fail for which the gateway is not to blame.
    static func makeRoom(cases: Int, legs: Int) -> Diagnostic? {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &limit) == 0 else { return nil }
        let wanted = max(limit.rlim_cur, min(limit.rlim_max, most))
        if limit.rlim_cur < wanted {
            limit.rlim_cur = wanted
            guard unsafe setrlimit(kind, &limit) == 0 else { return nil }
        }
        // A port for each leg, and both ends of a case's own call and of the gateway's call for it.
        let needed = own + legs + 4 * cases
        guard wanted < needed else { return nil }
        return Diagnostic(
            "this run needs some \(needed) open files, and no more than \(wanted) are allowed",
            hint: "raise the limit with 'ulimit -Hn', or take fewer cases at once with --jobs")
    }

    private static let most: rlim_t = 65_536
    /// Reports, event loops and what the language's runtime opens.
    private static let own = 32
}
