public import Statistics

/// How a figure changes while it is measured.
public struct Drift: Sendable, Equatable {
    /// The median of the second half of its series less that of the first.
    public var change: Bootstrap.Estimate
    /// How likely a steady series shows so much of a trend.
    public var chance: Double
    /// The change in parts of what is measured as a whole.
    public var share: Double

    public init(change: Bootstrap.Estimate, chance: Double, share: Double) {
        self.change = change
        self.chance = chance
        self.share = share
    }

    /// It is told of: a bench has several figures, of which one in twenty would drift by chance.
    public var isMarked: Bool { chance < 0.01 && abs(share) >= Self.shareMin }

    /// Below it a warm-up goes on. A tenth rather than a twentieth: to stop too early costs an honest figure, to go on
    /// for nothing a few rounds.
    static let chanceOfWarmUp = 0.1
    /// With many rounds a change shows that is of no use to anybody.
    private static let shareMin = 0.01
    /// Fewer show no trend that chance could not.
    private static let countMin = 20

    /// Nil of a series that is too short to tell.
    init?(of times: [Double], whole: Double, _ bootstrap: Bootstrap) {
        guard times.count >= Self.countMin else { return nil }
        // Halves of one length: what the one has to spare stands in the middle.
        let half = times.count / 2
        let pairs = zip(times.prefix(half), times.suffix(half)).map {
            Bootstrap.Pair(before: $0, after: $1)
        }
        guard let change = bootstrap.quantileDifference(0.5, of: pairs) else { return nil }
        self.change = change
        chance = Trend.chance(ofScore: Trend.score(of: times))
        share = whole > 0 ? change.value / whole : 0
    }

    /// Of several series that are looked at together; 1 where none of them changes by what would matter, nil where all
    /// are too short to tell.
    static func chance(of courses: [(times: [Double], whole: Double)]) -> Double? {
        let told = courses.filter { $0.times.count >= countMin }
        guard !told.isEmpty else { return nil }
        let matters = told.contains { times, whole in
            let half = times.count / 2
            guard whole > 0, let before = Sample.median(Array(times.prefix(half))),
                let after = Sample.median(Array(times.suffix(half)))
            else { return false }
            return abs(after - before) >= shareMin * whole
        }
        guard matters else { return 1 }
        let score = told.reduce(0) { $0 + Trend.score(of: $1.times) }
        return Trend.chance(ofScore: score / Double(told.count).squareRoot())
    }
}
