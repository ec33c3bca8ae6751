import Rows
import Vocabulary

/// How many of the planned paths have a judged case, by the coverage table's count.
struct PathCoverage {
    private var isCovered: [PathKey: Bool] = [:]

    /// A path may have several rows: one says that it is covered.
    mutating func take(_ row: PathRow) {
        isCovered[PathKey(row)] = isCovered[PathKey(row), default: false] || row.isCovered
    }

    /// What is to be said where they are a smaller share than was asked for.
    func lack(of minimum: Double?, isFatal: Bool) -> Diagnostic? {
        let (planned, covered) = (isCovered.count, isCovered.values.count { $0 })
        guard let minimum, planned > 0, Double(covered) * 100 < minimum * Double(planned) else {
            return nil
        }
        let tenths = covered * 1_000 / planned
        return Diagnostic(
            "coverage is \(tenths / 10).\(tenths % 10) %: \(covered) of \(planned) planned paths "
                + "have a judged case, and --min-coverage asks for \(minimum) %",
            hint: "the coverage table marks the others with '·' or '!'",
            severity: isFatal ? .error : .warning)
    }
}
