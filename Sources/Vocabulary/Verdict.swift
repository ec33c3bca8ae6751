/// What a check says.
public enum Verdict: Sendable, Equatable {
    case passed
    /// The system under test is wrong.
    case failed(Diagnostic)
    /// It could not be judged.
    case errored(Diagnostic)
    case skipped(reason: String)
}
