import Vocabulary

/// One case that did not pass, for a terminal: where it was asked for, which path, why, and how to see
/// it again. Everything foreign in it is harmless.
struct FailureText {
    let palette: Palette
    let width: Int?

    private static let labelColumns = 16
    private static let textColumnsMax = 240

    func rendered(_ row: CaseRow) -> String {
        var text = headline(row) + "\n"
        text += "    \(palette.faint(safe(CaseWords.path(of: row))))\n"
        if row.repeats > 1 {
            text += line(" ", "repeats", "\(row.repeatsPassed) of \(row.repeats) passed")
        }
        for check in row.telling where check.verdict != .passed {
            text += line(mark(check.verdict), check.name, words(of: check, in: row))
        }
        text += line(" ", "expected", CaseWords.expectation(of: row))
        text += line(" ", "came", CaseWords.walk(of: row))
        if let prompt = row.prompt { text += line(" ", "asked", shortened(prompt)) }
        if let output = row.output { text += line(" ", "answer", shortened(output)) }
        if let rerun = row.rerun { text += line(" ", "rerun", rerun, breaks: false) }
        return text
    }

    /// The form that editors and CI annotators parse.
    private func headline(_ row: CaseRow) -> String {
        let place = row.location.map { palette.strong(safe(CaseWords.place($0)) + ":") + " " } ?? ""
        let verdict =
            row.verdict == .failed
            ? palette.badStrong("failed:") : palette.doubtfulStrong("\(row.verdict.rawValue):")
        return "\(place)\(verdict) \(palette.strong(safe(Shortened.scalars(row.test, 300))))"
    }

    private func words(of check: CheckRow, in row: CaseRow) -> String {
        var words = check.verdict == .skipped ? "skipped: " : ""
        words += Shortened.scalars(check.message, 1000)
        // Most checks stand on the test's own line or the next: the place is worth a word elsewhere only.
        if let location = check.location, location.line != row.location?.line {
            words += " (\(location.file):\(location.line))"
        }
        return words
    }

    private func mark(_ verdict: RowVerdict) -> String {
        switch verdict {
        case .passed: palette.good("✓")
        case .failed: palette.badStrong("✗")
        case .errored: palette.doubtfulStrong("!")
        case .skipped: palette.faint("·")
        }
    }

    private func line(
        _ mark: String, _ label: String, _ words: String, breaks: Bool = true
    ) -> String {
        let label = safe(label)
        let indent = 4 + max(Self.labelColumns, TerminalText.columns(label) + 1)
        var rows = [safe(words)]
        if breaks, let width, width > indent + 20 {
            rows = TerminalText.wrapped(rows[0], to: width - indent)
        }
        let first = "  \(mark) \(TerminalText.padded(label, to: indent - 4))\(rows[0])\n"
        let margin = String(repeating: " ", count: indent)
        return rows.dropFirst().reduce(first) { $0 + margin + $1 + "\n" }
    }

    private func shortened(_ text: String) -> String {
        TerminalText.shortened(
            safe(Shortened.scalars(text, Self.textColumnsMax)), to: Self.textColumnsMax)
    }

    private func safe(_ text: String) -> String { TerminalText.safe(text) }
}
