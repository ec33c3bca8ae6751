public import Rows
public import Vocabulary

/// summary.md: short enough for a comment at a pull request, failures first.
public struct MarkdownReport: Report {
    public static let name = "markdown"
    public static let summary = "summary.md: failures, coverage and latency for a pull request"
    public static let fileName: String? = "summary.md"

    /// A comment on GitHub has at most 65,536 characters; a job's summary takes a megabyte.
    public static let bytesMax = 60_000
    private static let failuresBytesMax = 36_000
    private static let sectionBytesMax = 10_000

    private let folder: String
    private var gathered: SummaryGatherer

    public init(_ settings: ReportSettings) {
        folder = settings.folder
        gathered = SummaryGatherer(settings)
    }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        gathered.take(row)
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        gathered.take(row)
    }

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        try output.write(head)
        if let gate = gathered.gate { try output.write(Self.text(of: gate)) }
        try output.write(failures)
        try output.write(findings)
        for section in gathered.sections.all {
            let text = section.markdown()
            guard text.utf8.count > Self.sectionBytesMax else {
                try output.write(text)
                continue
            }
            var kept = ""
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                guard kept.utf8.count + line.utf8.count < Self.sectionBytesMax else { break }
                kept += line + "\n"
            }
            // A table or a block may have been left open.
            let isOpen = kept.split(separator: "\n").count { $0.hasPrefix("```") } % 2 == 1
            try output.write(kept + (isOpen ? "```\n" : "") + "\n… and more in summary.json\n\n")
        }
    }

    // MARK: Parts

    /// As many as there is room for.
    private var failures: String {
        guard gathered.failureCount > 0 else { return "" }
        var text = ""
        var shown = 0
        for row in gathered.failures {
            let failure = MarkdownFailure.text(of: row, folder: folder)
            guard text.utf8.count + failure.utf8.count <= Self.failuresBytesMax else { break }
            text += failure
            shown += 1
        }
        text = "## Cases that did not pass\n\n" + text
        if let words = gathered.transcripts.words { text += "\(words)\n\n" }
        guard shown < gathered.failureCount else { return text }
        let more = Figures.grouped(gathered.failureCount - shown)
        return text + "… and \(more) more: `\(folder)/results.jsonl` has them all.\n\n"
    }

    private static let findingsShown = 20

    /// Of the run, not of its cases.
    private var findings: String {
        guard gathered.findingCount > 0 else { return "" }
        var text = "## Findings\n\n"
        for row in gathered.findings.prefix(Self.findingsShown) {
            let place =
                row.location.map { " (\(Markdown.code("\($0.file):\($0.line)")))" } ?? ""
            text +=
                "- \(row.finding.severity.rawValue) \(Markdown.code(row.finding.code))\(place): "
            text += Markdown.code(row.finding.message, 500) + "\n"
        }
        let left = gathered.findingCount - min(gathered.findings.count, Self.findingsShown)
        if left > 0 { text += "- … and \(Figures.grouped(left)) more\n" }
        return text + "\n"
    }

    private var head: String {
        if gathered.isRehearsal { return "# Pathproof: a rehearsal\n\n" + facts }
        let (verdict, counts) = (gathered.verdict, gathered.counts)
        let sign =
            switch verdict {
            case .passed: "✅"
            case .failed: "❌"
            case .inconclusive: "⚠️"
            }
        var text = "# \(sign) Pathproof: \(verdict.rawValue)\n\n"
        text += Markdown.row(["cases", "passed", "failed", "not judged", "skipped", "not run"])
        text += "| ---: | ---: | ---: | ---: | ---: | ---: |\n"
        let numbers = [
            counts.done, counts.passed, counts.failed, counts.errored, counts.skipped,
            gathered.notRun,
        ]
        text += Markdown.row(numbers.map(Figures.grouped)) + "\n"
        return text + facts
    }

    /// What was run, how, and what held it back.
    private var facts: String {
        let end = gathered.end
        var facts: [String] = []
        if let run = gathered.run {
            facts.append("\(run.mode.rawValue), \(run.askedWords { Markdown.code($0) })")
            if !run.suites.isEmpty {
                facts.append(run.suites.prefix(5).map { Markdown.code($0) }.joined(separator: ", "))
            }
        }
        if gathered.isKilled { facts.append("**the run was killed before its end**") }
        if let end {
            facts.append("\(Figures.counted(end.requests, "request"))")
            facts.append(Figures.short(end.duration))
            if let words = end.stoppedBy { facts.append("stopped by \(Markdown.code(words))") }
            if let signal = end.interruptedBy {
                facts.append("interrupted by \(Markdown.code(signal))")
            }
        }
        let text = facts.joined(separator: " · ") + "\n\n"
        let limits = (end?.limits ?? []).flatMap(LimitText.lines)
        if limits.isEmpty { return text }
        return text + limits.map { "- \(Markdown.plain($0))\n" }.joined() + "\n"
    }

    private static func text(of gate: GateRow) -> String {
        var text = "## Against \(Markdown.code(gate.baseline)): \(gate.verdict.rawValue)\n\n"
        text += Markdown.head([
            .text("route"), .text("verdict"), .number("paired"), .number("before"),
            .number("now"), .text("why"),
        ])
        for family in gate.families.prefix(50) {
            text += Markdown.row([
                Markdown.cell(family.route), family.verdict.rawValue,
                Figures.grouped(family.paired), Figures.grouped(family.passedBefore),
                Figures.grouped(family.passedNow), Markdown.cell(family.reason),
            ])
        }
        text += "\n"
        if !gate.worseCases.isEmpty {
            text += "Worse than there:\n\n"
            text += gate.worseCases.prefix(10).map { "- \(Markdown.code($0))\n" }.joined() + "\n"
        }
        guard gate.lost > 0 else { return text }
        text += "\(Figures.counted(gate.lost, "case")) of the baseline not judged:\n\n"
        return text + gate.lostCases.prefix(10).map { "- \(Markdown.code($0))\n" }.joined() + "\n"
    }
}
