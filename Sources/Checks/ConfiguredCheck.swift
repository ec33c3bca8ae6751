import Documents
public import Vocabulary

/// A check as a suite wrote it: perhaps turned round by `not-`, with its weight and its line.
///
/// An object: it is handed on for every case, and a copy would hold and let go a dozen texts.
public final class ConfiguredCheck: Sendable {
    /// The mistake of a check that asks for tools where no prompt declares any.
    public static let lacksTools = "lacks-tools"

    private enum Body: Sendable {
        case plain(any Check)
        case reversible(any ReversibleCheck)
        case set(AssertSet)
    }

    /// As written: `not-equals`.
    public let name: String
    public let family: CheckFamily
    public let isNegated: Bool
    /// What it counts in the mean that a `threshold:` is held against. 0 makes it a measure that is shown and
    /// cannot fail its case, as in promptfoo.
    public let weight: Double
    /// The name under which its score is summed up.
    let metric: TemplateText?
    /// The line of the suite that asks; nil for checks that every case has.
    public let location: SourceLocation?

    private let body: Body
    let node: Node?

    /// A check that is asked of every case and was written by nobody.
    init(_ check: any Check) {
        name = type(of: check).name
        family = type(of: check).family
        isNegated = false
        weight = 1
        metric = nil
        location = nil
        // Nobody can have turned it round, so there is no need to look whether that can be done.
        body = .plain(check)
        node = nil
    }

    /// `node` is the entry of `assert:`; only what is reversible can be negated.
    init(
        _ check: any Check, name: String, isNegated: Bool, weight: Double, metric: TemplateText?,
        node: Node
    ) {
        self.name = name
        self.isNegated = isNegated
        self.weight = weight
        self.metric = metric
        location = node.location
        self.node = node
        if let set = check as? AssertSet {
            family = set.asksContent ? .content : .budget
            body = .set(set)
        } else {
            family = type(of: check).family
            body = (check as? any ReversibleCheck).map(Body.reversible) ?? .plain(check)
        }
    }

    private init(_ check: ConfiguredCheck, as body: Body, metric: TemplateText?) {
        (name, family, isNegated) = (check.name, check.family, check.isNegated)
        (weight, location, node) = (check.weight, check.location, check.node)
        (self.body, self.metric) = (body, metric)
    }

    /// As in promptfoo, a set of weight 0 still can.
    var cannotFail: Bool {
        if case .set = body { return false }
        return weight == 0
    }

    /// Its score is told under a name.
    var hasMetric: Bool {
        if case .set(let set) = body { return metric != nil || set.hasMetric }
        return metric != nil
    }

    public var isContent: Bool { family == .content }

    /// It, or a check in it, decides by what somebody says.
    var isAsking: Bool {
        switch body {
        case .plain(let check): type(of: check).isAsking
        case .reversible(let check): type(of: check).isAsking
        case .set(let set): set.isAsking
        }
    }

    /// What somebody says may fail its case: of a check of weight 0 nothing can.
    var mayFailByWord: Bool {
        if case .set(let set) = body { return set.mayFailByWord }
        return isAsking && !cannotFail
    }

    /// What must be asked before it can judge this attempt.
    func questions(about attempt: Attempt) -> [Opinion.Question] {
        switch body {
        case .plain(let check): check.questions(about: attempt)
        case .reversible(let check): check.questions(about: attempt)
        case .set(let set): set.questions(about: attempt)
        }
    }

    /// It asks what every case is asked anyway, with the suite's line to point at.
    func asksTheSame(as type: any Check.Type) -> Bool {
        let isAsked =
            switch body {
            case .plain(let check): Swift.type(of: check) == type
            case .reversible(let check): !isNegated && Swift.type(of: check) == type
            case .set: false
            }
        guard isAsked else { return false }
        return node?["value"].map(\.isNull) ?? true
    }

    /// The check for one test on one route; what cannot be filled in or found is a mistake of the suite.
    public func bound(to context: CheckContext) throws(Diagnostic) -> ConfiguredCheck {
        do throws(Diagnostic) {
            let bound: Body =
                switch body {
                case .plain(let check): .plain(try check.bound(to: context))
                case .reversible(let check): .reversible(try check.bound(to: context))
                case .set(let set): .set(try set.bound(to: context))
                }
            return ConfiguredCheck(self, as: bound, metric: try metric?.rendered(in: context))
        } catch {
            guard error.location == nil, let node else { throw error }
            let asked = node["value"] ?? node
            var located = asked.diagnostic(
                error.message, hint: error.hint, severity: error.severity)
            located.code = error.code
            throw located
        }
    }

    /// An answer that this check holds for, where it says enough of what it wants.
    public var exampleAnswer: String? {
        guard !isNegated, case .reversible(let check) = body else { return nil }
        return (check as? any ExampleGiver)?.exampleAnswer
    }

    public func judge(_ attempt: Attempt) -> Verdict {
        let verdict =
            switch body {
            case .plain(let check): check.judge(attempt)
            case .reversible(let check): check.judge(attempt, isNegated: isNegated)
            case .set(let set): set.judge(attempt)
            }
        return located(verdict)
    }

    /// The verdict with its score: a check's own where it has one, else all or nothing.
    func grade(_ attempt: Attempt) -> Grade {
        if case .set(let set) = body {
            var grade = set.grade(attempt)
            grade.verdict = located(grade.verdict)
            return grade
        }
        let verdict = judge(attempt)
        let own: Double? =
            switch body {
            case .plain(let check): check.score(attempt)
            case .reversible(let check): check.score(attempt).map { isNegated ? 1 - $0 : $0 }
            case .set: nil
            }
        return Grade(verdict: verdict, score: own ?? (verdict == .passed ? 1 : 0))
    }

    private func located(_ verdict: Verdict) -> Verdict {
        switch verdict {
        case .passed, .skipped: return verdict
        case .failed(let diagnostic): return .failed(located(diagnostic))
        case .errored(let diagnostic): return .errored(located(diagnostic))
        }
    }

    private func located(_ diagnostic: Diagnostic) -> Diagnostic {
        guard diagnostic.location == nil, let node else { return diagnostic }
        return node.diagnostic(
            diagnostic.message, hint: diagnostic.hint, severity: diagnostic.severity)
    }
}
