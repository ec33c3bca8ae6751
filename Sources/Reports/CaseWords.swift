import Rows
import Vocabulary

/// How reports speak of a case.
enum CaseWords {
    static func mode(_ isStreamed: Bool) -> String { isStreamed ? "stream" : "plain" }

    /// `fast-chat/1 openai:gpt-5.4-mini · rate-limit · stream`.
    static func path(of row: CaseRow) -> String {
        "\(row.leg) \(row.legName) · \(row.cause ?? "healthy") · \(mode(row.isStreamed))"
    }

    /// What the configuration predicts.
    static func expectation(of row: CaseRow) -> String {
        var words: String
        switch row.expectedOutcome {
        case .answers: words = "answers"
        case .movesOn: words = "moves on"
        case .surfaces: words = "the error surfaces"
        case .mustBeCaught: words = "the planted fault is caught"
        }
        if let leg = row.expectedAnsweredBy {
            switch row.expectedOutcome {
            case .answers: words = "\(leg) answers"
            case .movesOn: words += " to \(leg)"
            case .surfaces, .mustBeCaught: words += " in the answer from \(leg)"
            }
        }
        if !row.expectedCalls.isEmpty { words += ", calls \(calls(row.expectedCalls))" }
        return words
    }

    /// What came of it, from both sides.
    static func walk(of row: CaseRow) -> String {
        var words: [String] = []
        // An error's status is followed by its own words, and by all who were called.
        if let leg = row.answeredBy, (row.status ?? 200) / 100 == 2 {
            words.append("answer from \(leg)")
        }
        if let model = row.modelServed { words.append("model '\(Shortened.scalars(model, 100))'") }
        if let status = row.status { words.append("status \(status)") }
        if let finish = row.finish { words.append("finish '\(Shortened.scalars(finish, 100))'") }
        if let breakage = row.breakage {
            let reason = Shortened.scalars(breakage.reason, 300)
            words.append("broken: \(breakage.kind.rawValue) (\(reason))")
        }
        if let error = row.providerError {
            let parts = [error.type, error.code, error.message].compactMap(\.self)
            words.append(
                "error \(parts.map { "'\(Shortened.scalars($0, 300))'" }.joined(separator: " "))")
        }
        if !row.calls.isEmpty { words.append("calls \(calls(row.calls))") }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }

    /// `fast-chat/1 ×2, fast-chat/2 ×1`.
    static func calls(_ calls: [CaseRow.LegCalls]) -> String {
        calls.map { "\($0.leg) ×\($0.count)" }.joined(separator: ", ")
    }

    /// `suites/triage.yaml:14:7`.
    ///
    /// - Parameter repository: for readers who look for files from its root.
    static func place(_ location: SourceLocation, in repository: Repository? = nil) -> String {
        "\(file(location, in: repository)):\(location.line):\(location.column)"
    }

    static func file(_ location: SourceLocation, in repository: Repository?) -> String {
        repository?.path(of: location.file) ?? location.file
    }
}

extension CaseRow {
    /// Checks that say why the case has its verdict, those that decided it first.
    var telling: [CheckRow] {
        checks.filter { $0.verdict == verdict } + checks.filter { $0.verdict != verdict }
    }
}
