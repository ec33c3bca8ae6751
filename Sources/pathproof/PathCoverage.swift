import Rows
import Vocabulary

/// How many of the planned paths have a judged case, by the coverage table's count.
struct PathCoverage {
    private var planned = 0
    private var covered = 0

    mutating func take(_ row: PathRow) {
        planned += 1
        if row.isCovered { covered += 1 }
    }

    /// What is to be said where they are a smaller share than was asked for.
    func lack(of minimum: Double?, isFatal: Bool) -> Diagnostic? {
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
