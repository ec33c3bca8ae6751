import Rows
import Vocabulary

/// The full story of a case that did not pass: some readers show this text alone.
enum JUnitReasons {
    static func text(of row: CaseRow, in repository: Repository?) -> String {
        var text = ""
        // The first `file:line` in the text is where some readers put their annotation.
        if let location = row.location {
            text += "\(CaseWords.place(location, in: repository)): "
        }
        text += "\(row.verdict.rawValue): \(row.test)\n\(CaseWords.path(of: row))\n\n"
        for check in row.telling where check.verdict != .passed {
            let place = check.location.map { " (\(CaseWords.place($0, in: repository)))" } ?? ""
            text += "\(mark(check.verdict)) \(check.name)\(place): \(check.message)\n"
        }
        text += "\nexpected: \(CaseWords.expectation(of: row))\n"
        text += "got: \(CaseWords.walk(of: row))\n"
        if row.repeats > 1 { text += "repeats: \(row.repeatsPassed) of \(row.repeats) passed\n" }
        if let model = row.modelServed {
            text += "model: asked for '\(row.modelRequested)', served '\(model)'\n"
        }
        if let id = row.requestID { text += "request id: \(id)\n" }
        text += "prompt: '\(row.promptID)' (\(row.promptDigest))\n"
        if let prompt = row.prompt { text += "asked: \(Shortened.scalars(prompt, 600))\n" }
        if let output = row.output { text += "answer: \(Shortened.scalars(output, 600))\n" }
        if let rerun = row.rerun { text += "rerun: \(rerun)\n" }
        return text
    }

    private static func mark(_ verdict: RowVerdict) -> String {
        switch verdict {
        case .passed: "✓"
        case .failed: "✗"
        case .errored: "!"
        case .skipped: "· skipped"
        }
    }
}
