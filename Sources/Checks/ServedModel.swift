public import Vocabulary

/// The model that the answer names is the pin of the leg that was to answer, by the echo rule of whoever was
/// asked.
///
/// Asked of every case: a model that changes behind its name is noticed by nobody else. A name that
/// only repeats what was asked proves nothing either way.
public struct ServedModel: Check {
    public static let name = "served-model"
    public static let summary = "the answer names the pinned model of the leg that was to answer"
    public static let family = CheckFamily.contract

    /// Who asks for it is told where it can say nothing.
    private let isAsked: Bool

    public init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    public func judge(_ attempt: Attempt) -> Verdict {
        guard let served = attempt.served else {
            return unsaid("the pin of the leg that was to answer is not known")
        }
        switch served.echo {
        case .pinned: return .passed
        case .alias: return unsaid("the answer repeats the name that was asked for")
        case .missing: return unsaid("the answer names no model")
        case .differs:
            let model = Excerpt.quoted(attempt.reading.model ?? "")
            return .failed(
                Diagnostic("expected the model \(Excerpt.quoted(served.pin)), \(model) answered"))
        }
    }

    private func unsaid(_ reason: String) -> Verdict {
        isAsked ? .skipped(reason: reason) : .passed
    }
}
