import Vocabulary

/// One case that did not pass, for summary.md: what was asked where, what was expected, what came, and how to
/// see it again.
enum MarkdownFailure {
    static func text(of row: CaseRow, folder: String) -> String {
        var text = "### \(row.verdict == .failed ? "✗" : "!") \(Markdown.code(row.test))\n\n"
        text += "\(Markdown.code(CaseWords.path(of: row)))"
        if let location = row.location {
            text += " at \(Markdown.code("\(location.file):\(location.line)"))"
        }
        text += "\n\n"
        for check in row.telling.prefix(checksMax) where check.verdict != .passed {
            let place =
                check.location.flatMap { $0.line == row.location?.line ? nil : $0 }.map {
                    " (\(Markdown.code("\($0.file):\($0.line)")))"
                } ?? ""
            let mark = check.verdict == .skipped ? " skipped" : ""
            text += "- **\(Markdown.code(check.name))**\(mark)\(place): "
            text += Markdown.code(check.message, 500) + "\n"
        }
        if row.repeats > 1 { text += "- repeats: \(row.repeatsPassed) of \(row.repeats) passed\n" }
        text += "- expected: \(Markdown.code(CaseWords.expectation(of: row)))\n"
        text += "- got: \(Markdown.code(CaseWords.walk(of: row), 500))\n"
        if let prompt = row.prompt { text += "- asked: \(Markdown.code(prompt))\n" }
        if let output = row.output { text += "- answer: \(Markdown.code(output))\n" }
        if let rerun = row.rerun { text += "- rerun: \(Markdown.code(rerun, 1000))\n" }
        if let transcript = row.transcript {
            text += "- both sides: \(Markdown.code("\(folder)/\(transcript)"))\n"
        }
        return text + "\n"
    }

    private static let checksMax = 5
}
