public import Vocabulary

/// What one provider's own codes, types and phrases mean; `ErrorTable` has those that mean one thing with
/// everybody, and is asked last.
public struct ErrorWords: Sendable {
    /// Looked for in the message, in lower case and in this order: a phrase says more than a code that
    /// stands for many mistakes.
    private let phrases: [(text: String, trigger: Trigger)]
    /// A dotted code is looked for whole, then without its last part, until one is found.
    private let codes: [String: Trigger]
    private let statuses: [Int: Trigger]

    public init(
        phrases: [(String, Trigger)] = [], codes: [String: Trigger] = [:],
        statuses: [Int: Trigger] = [:]
    ) {
        self.phrases = phrases.map { (text: $0.0, trigger: $0.1) }
        self.codes = codes
        self.statuses = statuses
    }

    public func trigger(for error: ProviderError) -> Trigger {
        let trigger = told(by: error)
        // A time-out of the provider's own comes as a 5xx, and is one.
        let status = ErrorTable.realStatus(error) ?? 0
        return trigger == .timeout && status >= 500 ? .serverError : trigger
    }

    private func told(by error: ProviderError) -> Trigger {
        if !phrases.isEmpty, let message = error.message?.lowercased(),
            let phrase = phrases.first(where: { message.contains($0.text) })
        {
            return phrase.trigger
        }
        for word in [error.reason, error.code, error.type] {
            if let word, let trigger = trigger(forCode: word) { return trigger }
        }
        if let status = ErrorTable.realStatus(error), let trigger = statuses[status] {
            return trigger
        }
        return ErrorTable.trigger(for: error)
    }

    private func trigger(forCode code: String) -> Trigger? {
        var rest = code[...]
        while true {
            if let trigger = codes[String(rest)] { return trigger }
            guard let dot = rest.lastIndex(of: ".") else { return nil }
            rest = rest[..<dot]
        }
    }
}
