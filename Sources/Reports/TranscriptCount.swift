import Vocabulary

/// How many cases that did not pass have a file with both of their sides, and how many more there would be.
public struct TranscriptCount: Sendable {
    /// More files of one run than anybody opens.
    public static let filesMax = 1000

    private var kept = 0
    private var without = 0

    /// Of a case that failed or could not be judged.
    mutating func take(_ row: CaseRow) {
        if row.transcript == nil { without += 1 } else { kept += 1 }
    }

    /// Those that were left out for their number: below it, a case without a file never had one.
    var leftOut: Int { kept >= Self.filesMax ? without : 0 }

    /// `2,312 cases that did not pass have no file in cases/: only the first 1,000 are kept`
    var words: String? {
        guard leftOut > 0 else { return nil }
        return
            "\(Figures.counted(leftOut, "case")) that did not pass \(leftOut == 1 ? "has" : "have") "
            + "no file in cases/: only the first \(Figures.grouped(Self.filesMax)) are kept"
    }
}
