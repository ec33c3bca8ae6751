import Vocabulary

/// How often each leg has answered in the repeats of a case so far; without journals, whoever it was.
struct EarlierAnswers {
    private var counts: [LegID?: Int] = [:]

    mutating func note(_ row: CaseRow) {
        guard row.status.map({ $0 / 100 == 2 }) ?? false, row.breakage == nil else { return }
        counts[row.answeredBy, default: 0] += 1
    }

    func count(of leg: LegID?) -> Int { counts[leg, default: 0] }
}
