/// What somebody else said to a question that a check has about an attempt: checks decide on values alone, and who
/// judges them asks for these values first.
public enum Opinion: Sendable, Equatable {
    /// The words that came, and who said them.
    case said(String, by: String)
    /// Somebody was asked, and nothing came that could be read.
    case failed(because: String)
    /// Nobody was asked.
    case unasked(because: String)

    /// What a check needs asked.
    public enum Question: Sendable, Hashable {
        /// Of the suite's judge: what it is told of its task, and what it is asked.
        case judge(task: String, words: String)
    }
}
