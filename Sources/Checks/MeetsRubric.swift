import Documents
public import Vocabulary

/// A judge model must find that the answer is as the suite describes it: promptfoo's meaning, in words of our own.
///
/// Who judges is asked by whoever runs the check. What it says is believed only where it can be read as one
/// judgement: everything else is an error of the judge's, and no verdict on the answer.
public struct MeetsRubric: ReversibleCheck {
    public static let name = "llm-rubric"
    public static let summary =
        "a judge model finds that the answer is so; `judge:` of the suite names it"
    public static let family = CheckFamily.content
    public static let arguments = [
        (key: "value", summary: "what a good answer is, in words"),
        (key: "threshold", summary: "the least score of the judge's, from 0 to 1"),
    ]
    public static let isAsking = true

    private var rubric: TemplateText
    private let threshold: Double?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        rubric = try arguments.text("value", needs: needs)
        threshold = try arguments.share("threshold", needs: Self.arguments[1].summary)
        guard !rubric.text.hasPrefix("file://") else {
            throw try arguments.value("value", needs: needs).diagnostic(
                "the rubric of '\(arguments.name)' is a file, and none is read for it",
                hint: "write its words here")
        }
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> MeetsRubric {
        guard context.hasJudge else {
            throw Diagnostic(
                "'\(Self.name)' needs a judge, and the suite names none",
                hint:
                    "judge: gpt-5.4-mini, beside `prompts:`: a model of the routes file or the catalogue"
            )
        }
        var bound = self
        bound.rubric = try rubric.rendered(in: context)
        return bound
    }

    public func questions(about attempt: Attempt) -> [Opinion.Question] {
        question(about: attempt).map { [$0] } ?? []
    }

    private func question(about attempt: Attempt) -> Opinion.Question? {
        RubricQuestion.answer(in: attempt.reading).map {
            RubricQuestion.about($0, rubric: rubric.text)
        }
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let question = question(about: attempt) else {
            return .failed(
                Diagnostic("\(wish(isNegated)); the caller saw \(Sight.words(for: attempt))"))
        }
        switch attempt.opinions[question] {
        case nil: return .skipped(reason: "a simulated run asks no judge: --live does")
        case .unasked(let reason): return .skipped(reason: reason)
        case .failed(let reason):
            return .errored(Diagnostic("whether the answer is as asked is not known: \(reason)"))
        case .embedded: return .errored(Diagnostic("a judge answered with numbers"))
        case .said(let words, let judge):
            let ruling: Ruling
            do throws(Ruling.Unreadable) {
                ruling = try Ruling(words, threshold: threshold)
            } catch {
                return .errored(
                    Diagnostic(
                        "the judgement of \(judge) cannot be read: \(error.reason); "
                            + "it said \(Excerpt.quoted(words))"))
            }
            if ruling.holds != isNegated { return .passed }
            return .failed(
                Diagnostic(
                    "\(wish(isNegated)); \(judge) judged: \(ruling.words(threshold: threshold)); "
                        + "got \(Excerpt.ofAnswer(attempt.reading))"))
        }
    }

    private func wish(_ isNegated: Bool) -> String {
        "expected the answer \(isNegated ? "not " : "")to meet \(Excerpt.quoted(rubric.text))"
    }

    public func score(_ attempt: Attempt) -> Double? {
        guard let question = question(about: attempt),
            case .said(let words, _) = attempt.opinions[question]
        else { return nil }
        return (try? Ruling(words, threshold: threshold))?.score
    }
}
