import Vocabulary

/// What a case may cost, told before it is sent.
struct Outlay: Sendable, Equatable {
    /// A guess, by the rule of four bytes a token.
    var expected: Int128 = 0
    /// What it costs at the most; nil where nobody knows that.
    var most: Int128? = 0
    /// The leg whose answers are as long as its model likes: what earlier ones have cost tells how much is put
    /// aside. Nil where `most` is a promise, since the request limits its answer.
    var openAt: LegID?
    /// The leg by whose answers `most` is held against what they really cost; nil where nobody looks.
    var promisedAt: LegID?
    /// What asking about its answers may cost beside all that, at the most; nil where nobody is asked.
    var questions: Int128?

    /// Of what is known to the billionth.
    init(exactly nanos: Int128 = 0) {
        expected = nanos
        most = nanos
    }

    mutating func add(expected guess: Int128, most limit: Int128?) {
        expected += guess
        most = limit.flatMap { limit in most.map { $0 + limit } }
    }
}

/// What the settled cases of a leg have taught of its answers' length.
struct OutlayLesson: Sendable {
    /// How many of them told their cost, and how many are under way.
    private(set) var known = 0
    private var underWay = 0
    /// The largest share of its guess that a case has cost, in thousandths.
    private var ratio: Int128 = 1_000

    private static let ratioMax: Int128 = 1_000_000_000_000

    /// Few at first, and never more than one beyond those that are known: what nobody has seen yet is not bought
    /// sixteen times at once.
    var mayBegin: Bool { underWay <= known }

    /// What is put aside for a case, and the least that is enough for it when nothing else is under way.
    func amounts(for outlay: Outlay) -> (wanted: Int128, least: Int128) {
        guard known > 0 else { return (outlay.most ?? .max, outlay.expected) }
        // Answers differ: the next may be twice as long as any before it.
        let (twice, isOver) = outlay.expected.multipliedReportingOverflow(by: 2 * ratio)
        let most = outlay.most ?? .max
        let wanted = isOver ? most : min(most, twice / 1_000 + 1)
        return (wanted, wanted)
    }

    /// Of what was put aside, what is likely, where the cost stays unknown.
    func assumed(for outlay: Outlay, of reserved: Int128) -> Int128 {
        known > 0 ? reserved / 2 : min(reserved, outlay.expected)
    }

    mutating func begin() { underWay += 1 }

    mutating func end(expected: Int128, cost: Int128?) {
        underWay -= 1
        // What cost nothing was an error, or played from a cassette.
        guard let cost, cost > 0, expected > 0 else { return }
        known += 1
        let (product, isOver) = cost.multipliedReportingOverflow(by: 1_000)
        ratio = max(ratio, isOver ? Self.ratioMax : min(Self.ratioMax, product / expected + 1))
    }
}

/// What the settled cases of a leg have taught of a promise: a provider that puts a system prompt of its own before
/// each request, or counts tools and pictures in another way, makes cases dearer than they could be.
struct PromiseLesson: Sendable {
    private var known = 0
    private var underWay = 0
    /// The largest share of what was promised that a case has cost, in thousandths; never less than all of it.
    private var ratio: Int128 = 1_000

    /// What is put aside for a case.
    func amount(for most: Int128) -> Int128 {
        ratio == 1_000 ? most : (most * ratio + 999) / 1_000
    }

    /// One, until that has told its cost.
    var mayBegin: Bool { known > 0 || underWay == 0 }

    mutating func begin() { underWay += 1 }

    mutating func end(most: Int128, cost: Int128?) {
        underWay -= 1
        guard let cost, cost > 0, most > 0 else { return }
        known += 1
        ratio = max(ratio, (cost * 1_000 + most - 1) / most)
    }
}
