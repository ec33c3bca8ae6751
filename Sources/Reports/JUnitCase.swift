import Rows
import Vocabulary

/// One testcase element.
struct JUnitCase {
    let row: CaseRow
    let className: String
    /// The repeats that did not pass.
    let red: [AttemptRow]
    let systemOutBytesMax: Int

    /// Unique within the route and the same in every run: no duration, id or value is in it.
    var name: String {
        var name = Shortened.scalars(row.test, 300)
        name += " ["
        name += row.promptID
        name += "] leg "
        name += String(row.leg.index + 1)
        name += " "
        name += row.legName
        name += ", "
        name += row.cause ?? "healthy"
        name += ", "
        name += CaseWords.mode(row.isStreamed)
        return name
    }

    /// A part of a dotted class name: model names have dots, which readers take for packages.
    static func component(_ text: String) -> String {
        guard !text.isEmpty else { return "_" }
        return String(text.map { $0 == "." || $0.isNewline || $0 == "\t" ? "_" : $0 })
    }

    /// To the millisecond, so that the sum of a suite is the sum of what its cases show.
    static func shownTime(of row: CaseRow) -> Duration {
        guard let latency = row.latency, latency > .zero else { return .zero }
        return .milliseconds((latency.inNanoseconds + 500_000) / 1_000_000)
    }

    func append(to xml: inout XMLFragment, name: String, isFull: Bool) {
        xml.begin("testcase")
        xml.attribute("name", name)
        xml.attribute("classname", className)
        if let location = row.location {
            xml.attribute("file", location.file)
            xml.attribute("line", location.line)
        }
        xml.attribute("time", Figures.seconds(Self.shownTime(of: row)))
        let facts = isFull ? JUnitFacts(row: row) : nil
        if let facts { facts.appendProperties(to: &xml) }
        appendResult(to: &xml)
        if let facts { appendSystemOut(facts, to: &xml) }
        xml.end("testcase")
    }

    // MARK: Results

    private func appendResult(to xml: inout XMLFragment) {
        switch row.verdict {
        case .passed:
            guard row.repeatsPassed < row.repeats else { return }
            if red.isEmpty {
                appendRepeat("flakyFailure", row.checks, number: nil, to: &xml)
            }
            for attempt in red {
                appendRepeat("flakyFailure", attempt.checks, number: attempt.number, to: &xml)
            }
        case .failed:
            appendElement("failure", to: &xml)
            for attempt in red.dropFirst() {
                appendRepeat("rerunFailure", attempt.checks, number: attempt.number, to: &xml)
            }
        case .errored: appendElement("error", to: &xml)
        case .skipped:
            let reason = row.telling.first?.message ?? "no reason was given"
            xml.begin("skipped")
            xml.attribute("message", oneLine(reason))
            xml.text(reason)
            xml.end("skipped")
        }
    }

    private func appendElement(_ name: StaticString, to xml: inout XMLFragment) {
        xml.begin(name)
        xml.attribute("message", message(of: row.telling))
        xml.attribute("type", row.telling.first?.name ?? row.verdict.rawValue)
        xml.text(Shortened.bytes(JUnitReasons.text(of: row), 32 << 10))
        xml.end(name)
    }

    private func appendRepeat(
        _ name: StaticString, _ checks: [CheckRow], number: Int?, to xml: inout XMLFragment
    ) {
        let words = message(of: checks)
        let which = number.map { "repeat \($0): " } ?? ""
        xml.begin(name)
        xml.attribute("message", which + words)
        xml.attribute("type", checks.first?.name ?? "failed")
        xml.begin("stackTrace")
        let reasons = checks.map { "\($0.name): \($0.message)" }.joined(separator: "\n")
        xml.text(Shortened.bytes(reasons, 8 << 10))
        xml.end("stackTrace")
        xml.end(name)
    }

    private func message(of checks: [CheckRow]) -> String {
        guard let first = checks.first else { return "no check said why" }
        let more = checks.dropFirst().count { $0.verdict == first.verdict }
        let rest = more > 0 ? " (and \(more) more)" : ""
        return oneLine("\(first.name): \(first.message)") + rest
    }

    private func oneLine(_ text: String) -> String {
        let line = Shortened.scalars(text, 500).unicodeScalars
        return String(String.UnicodeScalarView(line.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
    }

    // MARK: What is printed beside it

    /// The important facts once more for readers without properties; all of them where a case is looked into.
    private func appendSystemOut(_ facts: JUnitFacts, to xml: inout XMLFragment) {
        let isPlain = row.verdict == .passed && row.repeatsPassed >= row.repeats
        xml.begin("system-out")
        xml.text("")
        let start = xml.count
        facts.appendLines(onlyImportant: isPlain, to: &xml)
        let left = systemOutBytesMax - (xml.count - start)
        if !isPlain { xml.text(Shortened.bytes(story, left)) }
        xml.end("system-out")
    }

    private var story: String {
        var text = ""
        for finding in row.findings {
            text += "finding=\(finding.severity.rawValue) \(finding.code): \(finding.message)\n"
        }
        if let prompt = row.prompt { text += "--- asked\n\(prompt)\n" }
        if let output = row.output { text += "--- answer\n\(output)\n" }
        return text
    }
}
