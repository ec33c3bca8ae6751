public import Vocabulary

/// What a check speaks about; names and reports keep the four apart.
public enum CheckFamily: String, Sendable, CaseIterable {
    /// Does the answer keep its provider's wire contract?
    case contract
    /// Which legs were called, how often, and who answered?
    case path
    /// Is the answer itself right?
    case content
    /// Time and money.
    case budget
}

/// A question put to an attempt, decided on values alone.
///
/// A check is one file and one line in `allChecks`: it reads its own arguments and documents itself.
public protocol Check: Sendable {
    static var name: String { get }
    /// Completes "this check asks that …".
    static var summary: String { get }
    static var family: CheckFamily { get }
    /// The keys it takes beside `type`, `weight` and `metric`; what is not listed is a mistake.
    static var arguments: [(key: String, summary: String)] { get }

    init(_ arguments: CheckArguments) throws(Diagnostic)

    /// The same check for one test on one route: templates filled in, leg names found.
    func bound(to context: CheckContext) throws(Diagnostic) -> Self

    /// It decides by what somebody says of the attempt: a model.
    static var isAsking: Bool { get }

    /// What must be asked before it can judge this attempt; the answers are among the attempt's `opinions`.
    func questions(about attempt: Attempt) -> [Opinion.Question]

    func judge(_ attempt: Attempt) -> Verdict

    /// How near the answer came, from 0 to 1; nil where there is nothing between right and wrong.
    func score(_ attempt: Attempt) -> Double?

    /// Why `not-` cannot turn this check round, where it is none of the `ReversibleCheck`s, and what to do instead.
    static var isOneWay: (reason: String, hint: String) { get }
}

extension Check {
    public static var isAsking: Bool { false }

    public func questions(about attempt: Attempt) -> [Opinion.Question] { [] }

    public func score(_ attempt: Attempt) -> Double? { nil }

    public static var isOneWay: (reason: String, hint: String) {
        ("every case is held to it, so its opposite could only fail", "leave it out")
    }

    public static var arguments: [(key: String, summary: String)] { [] }

    public func bound(to context: CheckContext) throws(Diagnostic) -> Self { self }
}

/// A check that `not-` turns round: what it asks for has an opposite that a suite may want.
public protocol ReversibleCheck: Check {
    /// What shows nothing of that, as an answer that never came, passes neither way.
    func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict
}

extension ReversibleCheck {
    public func judge(_ attempt: Attempt) -> Verdict { judge(attempt, isNegated: false) }
}

/// A check of the answer's text.
public protocol TextCheck: ReversibleCheck {
    /// Completes "expected the answer to …", and "expected the answer not to …".
    var wish: String { get }

    /// Nil where the text grants the wish; otherwise where it departs, or no words at all. Throws where
    /// it cannot be told.
    func objection(to text: String) throws(Diagnostic) -> String?

    /// For checks that see a wish granted by something else than text.
    func isGranted(withoutText attempt: Attempt) -> Bool
}

extension TextCheck {
    public static var family: CheckFamily { .content }

    public func isGranted(withoutText attempt: Attempt) -> Bool { false }

    /// An answer that never came fails either way: `not-contains` must not pass on an HTTP error.
    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        let isGranted = isGranted(withoutText: attempt)
        guard let text = attempt.reading.text ?? (isGranted ? "" : nil) else {
            return .failed(
                Diagnostic(
                    "expected the answer \(isNegated ? "not " : "")to \(wish); "
                        + "the caller saw \(Sight.words(for: attempt))"))
        }
        let objection: String?
        do throws(Diagnostic) {
            objection = isGranted ? nil : try self.objection(to: text)
        } catch {
            return .errored(error)
        }
        if (objection == nil) != isNegated { return .passed }
        var message = "expected the answer \(isNegated ? "not " : "")to \(wish); "
        message += "got \(Excerpt.ofAnswer(attempt.reading))"
        if let objection, !objection.isEmpty { message += " (\(objection))" }
        return .failed(Diagnostic(message))
    }
}

/// What a check learns when its test and its route are known.
public struct CheckContext: Sendable {
    /// The legs of the route in their order; empty where they are not known.
    public var legs: [Leg]
    /// What the prompt declares; nil where that is not known.
    public var tools: [Tool]?
    /// The longest wait that is asked of a gateway whose times are scaled; nil where they are not.
    public var retryAfterMax: Duration?
    /// How often the suite sends each case; nil where that is not known.
    public var repeats: Int?
    /// Whether the suite names a judge, and an embedder.
    public var hasJudge: Bool
    public var hasEmbedder: Bool
    /// The test's variables as JSON, made where somebody asks for them.
    public var variables: @Sendable () -> String
    /// Fills in `{{ name }}` from the test's variables.
    public var render: @Sendable (String) throws(Diagnostic) -> String

    public init(
        legs: [Leg] = [], tools: [Tool]? = nil, retryAfterMax: Duration? = nil,
        repeats: Int? = nil, hasJudge: Bool = false, hasEmbedder: Bool = false,
        variables: @escaping @Sendable () -> String = { "{}" },
        render: @escaping @Sendable (String) throws(Diagnostic) -> String
    ) {
        self.legs = legs
        self.tools = tools
        self.retryAfterMax = retryAfterMax
        self.repeats = repeats
        self.hasJudge = hasJudge
        self.hasEmbedder = hasEmbedder
        self.variables = variables
        self.render = render
    }
}

/// Every check there is, in the order in which `list checks` shows them.
public let allChecks: [any Check.Type] = [
    Equals.self,
    Contains.self,
    ContainsOneOf.self,
    ContainsAll.self,
    ContainsAnyCase.self,
    ContainsOneOfAnyCase.self,
    ContainsAllAnyCase.self,
    StartsWith.self,
    MatchesPattern.self,
    EditDistance.self,
    WordCount.self,
    Numeric.self,
    IsJSON.self,
    HasJSONPath.self,
    IsXML.self,
    ContainsXML.self,
    HasXPath.self,
    IsRefusal.self,
    FinishReason.self,
    IsValidToolsCall.self,
    IsValidFunctionCall.self,
    ContainsJSON.self,
    IsHTML.self,
    ContainsHTML.self,
    ToolCallF1.self,
    BLEU.self,
    MeetsRubric.self,
    IsSimilar.self,
    PythonHolds.self,
    JavaScriptHolds.self,
    CanariesReturn.self,
    AssertSet.self,
    ServedModel.self,
    StreamEqualsPlain.self,
    UsageConsistent.self,
    AnsweredBy.self,
    Attempts.self,
    LegsAllowed.self,
    PromptWhole.self,
    NoTruncatedSuccess.self,
    NoDoubleSpend.self,
    RetryAfterHonoured.self,
    CancelPropagates.self,
    RecoveryTime.self,
    Latency.self,
    Hop.self,
    FirstAnswer.self,
    GapP99.self,
    Cost.self,
    Markup.self,
    CacheHit.self,
]
