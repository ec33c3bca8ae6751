import Documents
public import Vocabulary

/// Checks that count together: all of them must hold, or enough of them for the set's own threshold.
///
/// As in promptfoo, its score is the mean of theirs by weight. Checks of path and contract stand outside of
/// sets: they are none of promptfoo's, and must hold by themselves.
public struct AssertSet: Check {
    public static let name = "assert-set"
    public static let summary = "these checks hold, or enough of them for the threshold"
    public static let family = CheckFamily.content
    public static let arguments = [
        (key: "assert", summary: "a list of checks of content and budget"),
        (
            key: "threshold",
            summary: "the least mean of their scores, from 0 to 1; without it all must hold"
        ),
    ]

    public static let isOneWay = (
        reason: "a set is a sum of checks, and promptfoo knows no other",
        hint: "write 'not-' before the checks in it"
    )

    private var checks: [ConfiguredCheck]
    private let threshold: Double?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let mistakes = Mistakes()
        self.init(arguments.node, in: mistakes)
        if let first = mistakes.items.first(where: { $0.severity == .error }) { throw first }
    }

    /// With every mistake of every check in it.
    init(_ node: Node, in mistakes: Mistakes) {
        let keys = MappingReader(node, in: mistakes, what: "'\(Self.name)'")
        threshold = keys.double("threshold", 0...1)
        checks =
            keys.list("assert", required: true).map {
                CheckReader.checks(among: $0, in: mistakes)
            } ?? []
        for check in checks where check.family == .path || check.family == .contract {
            mistakes.add(
                "'\(check.name)' is a \(check.family) check: it must hold by itself",
                at: check.node ?? node, hint: "write it beside the set")
        }
        if keys.node("assert")?.items?.isEmpty == true {
            mistakes.add("'\(Self.name)' has no check in it: it would always pass", at: node)
        }
    }

    /// A set that asks nothing of the text says something of answers that are made up, too.
    var asksContent: Bool { checks.contains(where: \.isContent) }

    var isAsking: Bool { checks.contains(where: \.isAsking) }

    var mayFailByWord: Bool { checks.contains(where: \.mayFailByWord) }

    public func questions(about attempt: Attempt) -> [Opinion.Question] {
        checks.filter(\.isAsking).flatMap { $0.questions(about: attempt) }
    }

    var hasMetric: Bool { checks.contains(where: \.hasMetric) }

    public func bound(to context: CheckContext) throws(Diagnostic) -> AssertSet {
        var bound = self
        bound.checks = []
        for check in checks { bound.checks.append(try check.bound(to: context)) }
        return bound
    }

    public func judge(_ attempt: Attempt) -> Verdict { grade(attempt).verdict }

    func grade(_ attempt: Attempt) -> Grade {
        var scoring = Scoring()
        for check in checks { scoring.add(check, attempt) }
        return Grade(
            verdict: verdict(scoring), score: scoring.score, metrics: scoring.metrics)
    }

    private func verdict(_ scoring: Scoring) -> Verdict {
        if scoring.isEmpty, let first = scoring.skipped.first {
            return .skipped(reason: first.reason)
        }
        let beginning = threshold.map { scoring.words(threshold: $0) + ": " } ?? ""
        switch scoring.outcome(threshold: threshold) {
        case .holds: return .passed
        case .fails: return .failed(Diagnostic(beginning + Self.words(scoring.failed)))
        case .isUndecided:
            guard scoring.errored.isEmpty, let first = scoring.skipped.first else {
                return .errored(Diagnostic(Self.words(scoring.errored)))
            }
            return .skipped(reason: first.reason)
        }
    }

    private static func words(_ found: [(check: ConfiguredCheck, diagnostic: Diagnostic)]) -> String
    {
        found.map { "'\($0.check.name)': \($0.diagnostic.message)" }.joined(separator: "; ")
    }
}
