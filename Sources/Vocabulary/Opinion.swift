/// What somebody else said to a question that a check has about an attempt: checks decide on values alone, and who
/// judges them asks for these values first.
public enum Opinion: Sendable, Equatable {
    /// The words that came, and who said them.
    case said(String, by: String)
    /// What a text means, as numbers, and whose they are.
    case embedded([Double], by: String)
    /// Somebody was asked, and nothing came that could be read.
    case failed(because: String)
    /// Nobody was asked.
    case unasked(because: String)

    /// What a check needs asked.
    public enum Question: Sendable, Hashable {
        /// Of the suite's judge: what it is told of its task, and what it is asked.
        case judge(task: String, words: String)
        /// Of the suite's embedder: the numbers of this text.
        case embedding(of: String)
        /// Of the suite's own code.
        case code(Code)
    }

    /// Code that a suite brings along, and what it is given.
    public struct Code: Sendable, Hashable {
        public enum Language: String, Sendable, CaseIterable { case python, javascript }

        public var language: Language
        /// Words of the language; nil where a file has them.
        public var words: String?
        public var file: String?
        /// Which function of the file; nil: the one that such files have by custom.
        public var function: String?
        /// The answer.
        public var output: String
        /// What else the code may look at, as JSON.
        public var context: String

        public init(
            _ language: Language, words: String? = nil, file: String? = nil,
            function: String? = nil, output: String, context: String
        ) {
            self.language = language
            (self.words, self.file, self.function) = (words, file, function)
            (self.output, self.context) = (output, context)
        }
    }
}
