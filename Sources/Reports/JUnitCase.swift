import Rows
import Vocabulary

/// How a suite's testcase elements are written.
///
/// Rows are handed through, never kept: a copy of one has 20 texts to hold and to let go.
struct JUnitCase {
    let className: String
    let systemOutBytesMax: Int
    /// Of the run.
    let folder: String
    let repository: Repository?
    /// Without what Jenkins' schema does not know: its facts are lines only.
    let isStrict: Bool

    /// A part of a dotted class name: model names have dots, which readers take for packages.
    static func component(_ text: String) -> String {
        guard !text.isEmpty else { return "_" }
        return String(text.map { $0 == "." || $0.isNewline || $0 == "\t" ? "_" : $0 })
    }

    /// - Parameters:
    ///   - milliseconds: how long all its sendings took.
    ///   - red: the repeats that did not pass.
    ///   - names: marks of those that were given; one is added.
    func append(
        _ row: CaseRow, milliseconds: Int, red: [AttemptRow], isFull: Bool,
        names: inout Set<UInt64>, common: inout JUnitCommon, to xml: inout XMLFragment
    ) {
        if !common.hasName(of: row) { remember(row, &common) }
        xml.begin("testcase")
        xml.beginAttribute("name")
        appendName(of: row, common, names: &names, to: &xml)
        xml.append(partOfTag: common.place)
        if !isStrict, let location = row.location {
            xml.number(location.line)
            xml.endAttribute()
        }
        xml.beginAttribute("time")
        xml.thousandths(milliseconds)
        xml.endAttribute()
        let isPlain = row.verdict == .passed && row.repeatsPassed >= row.repeats
        let facts = JUnitFacts(isWhole: !isPlain)
        if isFull, !isStrict { facts.appendProperties(of: row, common: &common, to: &xml) }
        if !isPlain { appendResult(of: row, red, to: &xml) }
        if isFull, isStrict || !isPlain { appendSystemOut(of: row, facts, to: &xml) }
        xml.end("testcase")
    }

    /// Writes what the names and places of many cases share, and keeps it.
    private func remember(_ row: CaseRow, _ common: inout JUnitCommon) {
        var part = XMLFragment()
        part.append(" [")
        part.attributeText(row.promptID)
        part.append("] leg ")
        part.number(row.leg.index + 1)
        part.append(" ")
        part.attributeText(row.legName)
        part.append(", ")
        part.attributeText(row.cause ?? "healthy")
        part.append(row.isStreamed ? ", stream" : ", plain")
        let name = part.bytes(from: 0)
        part.endAttribute()
        part.attribute("classname", className)
        if !isStrict, let location = row.location {
            part.attribute("file", CaseWords.file(location, in: repository))
            part.beginAttribute("line")
        }
        common.remember(name: name, place: part.bytes(from: name.count), of: row)
    }

    /// Unique within the route and the same in every run: no duration, id or value is in it.
    ///
    /// A second case of the same name would be dropped by GitLab and taken for a retry by others. Of a
    /// million names, two have one mark with a chance of one in 37 million; then one gets a number.
    private func appendName(
        of row: CaseRow, _ common: JUnitCommon, names: inout Set<UInt64>,
        to xml: inout XMLFragment
    ) {
        let start = xml.count
        xml.attributeText(Shortened.scalars(row.test, 300))
        xml.append(partOfTag: common.name)
        let end = xml.count
        var number = 2
        while !names.insert(xml.digest(from: start)).inserted {
            xml.cut(to: end)
            xml.append(" #")
            xml.number(number)
            number += 1
        }
    }

    // MARK: Results

    private func appendResult(
        of row: CaseRow, _ red: [AttemptRow], to xml: inout XMLFragment
    ) {
        switch row.verdict {
        case .passed:
            if red.isEmpty {
                appendRepeat("flakyFailure", row.checks, number: nil, to: &xml)
            }
            for attempt in red {
                appendRepeat("flakyFailure", attempt.checks, number: attempt.number, to: &xml)
            }
        case .failed:
            appendElement("failure", row, to: &xml)
            for attempt in red.dropFirst() {
                appendRepeat("rerunFailure", attempt.checks, number: attempt.number, to: &xml)
            }
        case .errored: appendElement("error", row, to: &xml)
        case .skipped:
            let reason = row.telling.first?.message ?? "no reason was given"
            xml.begin("skipped")
            xml.attribute("message", oneLine(reason))
            xml.text(reason)
            xml.end("skipped")
        }
    }

    private func appendElement(
        _ name: StaticString, _ row: CaseRow, to xml: inout XMLFragment
    ) {
        xml.begin(name)
        xml.attribute("message", message(of: row.telling))
        xml.attribute("type", row.telling.first?.name ?? row.verdict.rawValue)
        xml.text(Shortened.bytes(JUnitReasons.text(of: row, in: repository), 32 << 10))
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

    /// The facts for readers without properties, and what was asked and came. A case that passed as it should
    /// needs neither where it has properties.
    private func appendSystemOut(
        of row: CaseRow, _ facts: JUnitFacts, to xml: inout XMLFragment
    ) {
        xml.begin("system-out")
        xml.text("")
        let start = xml.count
        facts.appendLines(of: row, to: &xml)
        if isStrict, let location = row.location {
            xml.text("pathproof.place=\(CaseWords.place(location, in: repository))\n")
        }
        if let transcript = row.transcript {
            // GitLab, Jenkins and Testmo show the file beside the case.
            xml.text("[[ATTACHMENT|\(folder)/\(transcript)]]\n")
        }
        xml.text(Shortened.bytes(story(of: row), systemOutBytesMax - (xml.count - start)))
        xml.end("system-out")
    }

    private func story(of row: CaseRow) -> String {
        var text = ""
        for finding in row.findings {
            text += "finding=\(finding.severity.rawValue) \(finding.code): \(finding.message)\n"
        }
        if let prompt = row.prompt { text += "--- asked\n\(prompt)\n" }
        if let output = row.output { text += "--- answer\n\(output)\n" }
        return text
    }
}
