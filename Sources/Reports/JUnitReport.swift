package import Rows
import Vocabulary

/// junit.xml for Jenkins, GitLab, GitHub's actions, Azure, CircleCI and Buildkite at once: flat suites,
/// one for each route of a suite file, one testcase for each route × leg × cause × stream × test.
///
/// Counts and times stand in front of the cases that they count, so finished testcases are put aside
/// by suite: memory holds one piece of each suite and an eight-byte mark of each name.
package struct JUnitReport: Report {
    package static let name = "junit"
    package static let summary = "junit.xml, as CI services read it"
    package static let fileName: String? = "junit.xml"

    private struct Group {
        let suite: String
        let route: String
        let model: String
        let className: String
        var file: String?
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0
        var omitted = 0
        var time: Duration = .zero
        var pieces: [Aside] = []
        var text = XMLFragment(depth: 2)
        var names: Set<UInt64> = []
    }

    private let settings: ReportSettings
    private var run: RunRow?
    private var end: EndRow?
    private var groups: [Group] = []
    private var groupOfRoute: [String: [String: Int]] = [:]
    private var attempts: [String: [AttemptRow]] = [:]
    private var size = FileSize()

    private static let pieceBytes = 16 << 10
    /// More red repeats of one case tell nothing new.
    private static let attemptsMax = 10

    package init(_ settings: ReportSettings) {
        self.settings = settings
        size.max = settings.fileBytesMax
    }

    package mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row): run = row
        case .end(let row): end = row
        case .case(let row): try take(row, to: output)
        case .attempt(let row):
            guard row.verdict != .passed, attempts[row.caseID, default: []].count < Self.attemptsMax
            else { return }
            attempts[row.caseID, default: []].append(row)
        case .path, .call, .finding: break
        }
    }

    private mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        let red = attempts.isEmpty ? [] : attempts.removeValue(forKey: row.id) ?? []
        let index = group(of: row)
        let testCase = JUnitCase(
            row: row, className: groups[index].className, red: red,
            systemOutBytesMax: settings.systemOutBytesMax)
        let before = groups[index].text.count
        let name = uniqueName(testCase.name, in: index)
        let detail = size.detail(for: row.verdict)
        if detail != .none {
            testCase.append(to: &groups[index].text, name: name, isFull: detail == .full)
        }
        let added = groups[index].text.count - before
        if detail == .none || !size.take(added) {
            groups[index].text.cut(to: before)
            groups[index].omitted += 1
            return
        }
        count(row, in: index)
        if groups[index].text.count >= Self.pieceBytes { try putAside(index, output) }
    }

    private mutating func count(_ row: CaseRow, in index: Int) {
        groups[index].tests += 1
        groups[index].time += JUnitCase.shownTime(of: row)
        switch row.verdict {
        case .passed: break
        case .failed: groups[index].failures += 1
        case .errored: groups[index].errors += 1
        case .skipped: groups[index].skipped += 1
        }
    }

    private mutating func putAside(
        _ index: Int, _ output: any TextOutput
    ) throws(OutputFailure) {
        do {
            let finished = groups[index].text.bytes
            groups[index].pieces.append(try output.putAside(finished.span))
        }
        groups[index].text.removeAll()
    }

    private mutating func group(of row: CaseRow) -> Int {
        if let known = groupOfRoute[row.suite]?[row.route] { return known }
        let index = groups.count
        groups.append(
            Group(
                suite: row.suite, route: row.route, model: row.modelRequested,
                className:
                    "pathproof.\(JUnitCase.component(row.suite)).\(JUnitCase.component(row.route))",
                file: row.location?.file))
        groupOfRoute[row.suite, default: [:]][row.route] = index
        return index
    }

    /// A second case of the same name would be dropped by GitLab and taken for a retry by others.
    private mutating func uniqueName(_ name: String, in index: Int) -> String {
        var unique = name
        var number = 2
        while !groups[index].names.insert(Self.mark(of: unique)).inserted {
            unique = "\(name) #\(number)"
            number += 1
        }
        return unique
    }

    /// FNV-1a: of a million names, two are taken for one with a chance of one in 37 million.
    private static func mark(of name: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    // MARK: The whole file

    package mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        groups.sort { ($0.suite, $0.route) < ($1.suite, $1.route) }
        var xml = XMLFragment()
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        xml.begin("testsuites")
        xml.attribute("name", "pathproof")
        xml.attribute("tests", groups.reduce(0) { $0 + $1.tests })
        xml.attribute("failures", groups.reduce(0) { $0 + $1.failures })
        xml.attribute("errors", groups.reduce(0) { $0 + $1.errors })
        xml.attribute("skipped", groups.reduce(0) { $0 + $1.skipped })
        xml.attribute("time", Figures.seconds(groups.reduce(.zero) { $0 + $1.time }))
        xml.attribute("timestamp", timestamp)
        for (index, group) in groups.enumerated() {
            begin(group, index, in: &xml)
            try output.write(xml.bytes)
            xml.removeAll()
            for piece in group.pieces { try output.write(piece) }
            try output.write(group.text.bytes)
            xml.end("testsuite")
        }
        xml.end("testsuites")
        xml.append("\n")
        try output.write(xml.bytes)
    }

    private func begin(_ group: Group, _ index: Int, in xml: inout XMLFragment) {
        xml.begin("testsuite")
        xml.attribute("name", "\(group.suite): \(group.route)")
        xml.attribute("tests", group.tests)
        xml.attribute("failures", group.failures)
        xml.attribute("errors", group.errors)
        xml.attribute("skipped", group.skipped)
        xml.attribute("time", Figures.seconds(group.time))
        xml.attribute("timestamp", timestamp)
        xml.attribute("hostname", run?.host ?? "localhost")
        xml.attribute("id", index)
        xml.attribute("file", group.file ?? run?.suites.first ?? "")
        xml.begin("properties")
        xml.property("pathproof.suite", group.suite)
        xml.property("pathproof.route", group.route)
        xml.property("pathproof.model_requested", group.model)
        if let run {
            xml.property("pathproof.version", run.version)
            xml.property("pathproof.mode", run.mode.rawValue)
            xml.property("pathproof.gateway", run.gateway)
            xml.property("pathproof.seed", String(run.seed))
        }
        if let signal = end?.interruptedBy { xml.property("pathproof.interrupted", signal) }
        if group.omitted > 0 {
            // The file would pass what CI services take; results.jsonl has them all.
            xml.property("pathproof.cases_omitted", String(group.omitted))
        }
        xml.end("properties")
    }

    /// UTC without its mark, which JUnit's readers expect.
    private var timestamp: String {
        run.map { String($0.started.prefix(19)) } ?? "1970-01-01T00:00:00"
    }
}

/// Keeps the file within what CI services take: past part of it cases get shorter, then those that
/// passed are left out, and at its end all are.
private struct FileSize {
    enum Detail { case full, short, none }

    var max = 0
    private var taken = 0
    /// What stands around the cases.
    private static let frame = 64 << 10

    func detail(for verdict: RowVerdict) -> Detail {
        if taken < max / 2 { return .full }
        if verdict == .passed || verdict == .skipped { return taken < max / 4 * 3 ? .short : .none }
        return taken < max / 8 * 7 ? .full : .short
    }

    /// False where there is no room left.
    mutating func take(_ bytes: Int) -> Bool {
        guard taken + bytes + Self.frame <= max || max == 0 else { return false }
        taken += bytes
        return true
    }
}
