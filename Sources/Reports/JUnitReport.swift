public import Rows
public import Vocabulary

/// junit.xml for Jenkins, GitLab, GitHub's actions, Azure, CircleCI and Buildkite at once: flat suites,
/// one for each route of a suite file, one testcase for each route × leg × cause × stream × test.
///
/// Counts and times stand in front of the cases that they count, so finished testcases are put aside
/// by suite: memory holds the last piece of each suite and an eight-byte mark of each name.
public struct JUnitReport: Report {
    public static let name = "junit"
    public static let summary = "junit.xml, as CI services read it"
    public static let fileName: String? = "junit.xml"

    private struct Group {
        let suite: String
        let route: String
        let model: String
        let testCase: JUnitCase
        var file: String?
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0
        var omitted = 0
        /// The sum of what its cases show.
        var milliseconds = 0
        var pieces: [Aside] = []
        /// A case of another suite has come since its first.
        var wasLeft = false
        var text = XMLFragment(depth: 2)
        var names: Set<UInt64> = []
        var common = JUnitCommon()
        var metrics = MetricTable()

        mutating func append(
            _ row: CaseRow, _ milliseconds: Int, _ red: [AttemptRow], isFull: Bool
        ) {
            testCase.append(
                row, milliseconds: milliseconds, red: red, isFull: isFull, names: &names,
                common: &common, to: &text)
        }

        /// While a suite's cases come in a row, they are one piece.
        mutating func append(_ piece: Aside) {
            if let last = pieces.last, last.end == piece.offset {
                pieces[pieces.count - 1].count += piece.count
            } else {
                pieces.append(piece)
            }
        }

        mutating func count(_ row: CaseRow, _ milliseconds: Int) {
            tests += 1
            self.milliseconds += milliseconds
            switch row.verdict {
            case .passed: break
            case .failed: failures += 1
            case .errored: errors += 1
            case .skipped: skipped += 1
            }
        }
    }

    private let settings: ReportSettings
    private let isStrict: Bool
    private var run: RunRow?
    private var end: EndRow?
    private var groups: [Group] = []
    /// Most rows are of the group of the row before.
    private var latest = 0
    private var groupOfRoute: [String: [String: Int]] = [:]
    private var attempts: [String: [AttemptRow]] = [:]
    private var times = SendingTimes()
    private var size = FileSize()

    private static let pieceBytes = 16 << 10
    /// What counts and times may still grow by, and the end of the suite before.
    private static let digitsOfCounts = 80
    /// More red repeats of one case tell nothing new.
    private static let attemptsMax = 10

    public init(_ settings: ReportSettings) { self.init(settings, isStrict: false) }

    /// - Parameter isStrict: nothing stands in it that Jenkins' schema does not know.
    init(_ settings: ReportSettings, isStrict: Bool) {
        self.settings = settings
        self.isStrict = isStrict
        size.max = settings.fileBytesMax
    }

    public mutating func take(_ row: Row, to output: any TextOutput) throws(OutputFailure) {
        switch row {
        case .run(let row): run = row
        case .end(let row): end = row
        case .case(let row): try take(row, to: output)
        case .attempt(let row):
            times.take(row)
            guard row.verdict != .passed, attempts[row.caseID, default: []].count < Self.attemptsMax
            else { return }
            attempts[row.caseID, default: []].append(row)
        case .path, .call, .question, .gate, .finding, .ledger, .rehearsal: break
        }
    }

    public mutating func take(_ row: CaseRow, to output: any TextOutput) throws(OutputFailure) {
        let red = attempts.isEmpty ? [] : attempts.removeValue(forKey: row.id) ?? []
        let milliseconds = Figures.milliseconds(times.leave(for: row).whole)
        let before = latest
        let index = group(of: row)
        if index != before, !groups[before].wasLeft {
            // Suites whose cases come in a row stand in a row, each in one piece.
            groups[before].wasLeft = true
            try putAside(before, output)
        }
        let length = groups[index].text.count
        let detail = size.detail(for: row.verdict)
        groups[index].metrics.take(row)
        // Even a case that is left out takes its name.
        groups[index].append(row, milliseconds, red, isFull: detail == .full)
        guard detail != .none, size.take(groups[index].text.count - length) else {
            groups[index].text.cut(to: length)
            groups[index].omitted += 1
            return
        }
        groups[index].count(row, milliseconds)
        if groups[index].text.count >= Self.pieceBytes { try putAside(index, output) }
    }

    private mutating func putAside(
        _ index: Int, _ output: any TextOutput
    ) throws(OutputFailure) {
        guard groups[index].text.count > 0 else { return }
        let room = groups[index].pieces.isEmpty ? headBytes(of: groups[index]) : 0
        let piece = try groups[index].text.withBytes { bytes throws(OutputFailure) in
            try output.putAside(bytes, room: room)
        }
        groups[index].append(piece)
        groups[index].text.removeAll()
    }

    private mutating func group(of row: CaseRow) -> Int {
        if groups.indices.contains(latest), groups[latest].route == row.route,
            groups[latest].suite == row.suite
        {
            return latest
        }
        latest = groupOfRoute[row.suite]?[row.route] ?? newGroup(for: row)
        return latest
    }

    private mutating func newGroup(for row: CaseRow) -> Int {
        let index = groups.count
        let className =
            "pathproof.\(JUnitCase.component(row.suite)).\(JUnitCase.component(row.route))"
        groups.append(
            Group(
                suite: row.suite, route: row.route, model: row.modelRequested,
                testCase: JUnitCase(
                    className: className, systemOutBytesMax: settings.systemOutBytesMax,
                    folder: settings.folder, repository: run?.repository, isStrict: isStrict),
                file: (row.location?.file).map { run?.path(of: $0) ?? $0 }))
        groupOfRoute[row.suite, default: [:]][row.route] = index
        return index
    }

    // MARK: The whole file

    public mutating func finish(to output: any TextOutput) throws(OutputFailure) {
        groups.sort { ($0.suite, $0.route) < ($1.suite, $1.route) }
        var xml = XMLFragment()
        begin(in: &xml)
        for (index, group) in groups.enumerated() {
            begin(group, index, in: &xml)
            try write(xml, to: output)
            xml.removeAll()
            for piece in group.pieces { try output.write(piece) }
            try write(group.text, to: output)
            xml.end("testsuite")
        }
        xml.end("testsuites")
        xml.append("\n")
        try write(xml, to: output)
    }

    private func write(_ xml: XMLFragment, to output: any TextOutput) throws(OutputFailure) {
        try xml.withBytes { bytes throws(OutputFailure) in try output.write(bytes) }
    }

    private func time(_ milliseconds: Int, in xml: inout XMLFragment) {
        xml.beginAttribute("time")
        xml.thousandths(milliseconds)
        xml.endAttribute()
    }

    /// About how much stands between the cases of the suite before and its first, when all is counted.
    private func headBytes(of group: Group) -> Int {
        var xml = XMLFragment()
        begin(in: &xml)
        if groups.count > 1 { xml.removeAll() }
        begin(group, groups.count, in: &xml)
        return xml.count + Self.digitsOfCounts
    }

    private func begin(in xml: inout XMLFragment) {
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        xml.begin("testsuites")
        xml.attribute("name", "pathproof")
        xml.attribute("tests", groups.reduce(0) { $0 + $1.tests })
        xml.attribute("failures", groups.reduce(0) { $0 + $1.failures })
        xml.attribute("errors", groups.reduce(0) { $0 + $1.errors })
        if !isStrict { xml.attribute("skipped", groups.reduce(0) { $0 + $1.skipped }) }
        time(groups.reduce(0) { $0 + $1.milliseconds }, in: &xml)
        if !isStrict { xml.attribute("timestamp", timestamp) }
    }

    private func begin(_ group: Group, _ index: Int, in xml: inout XMLFragment) {
        xml.begin("testsuite")
        xml.attribute("name", "\(group.suite): \(group.route)")
        xml.attribute("tests", group.tests)
        xml.attribute("failures", group.failures)
        xml.attribute("errors", group.errors)
        xml.attribute("skipped", group.skipped)
        time(group.milliseconds, in: &xml)
        xml.attribute("timestamp", timestamp)
        xml.attribute("hostname", run?.host ?? "localhost")
        xml.attribute("id", index)
        xml.attribute(
            "file", group.file ?? run.flatMap { run in run.suites.first.map(run.path) } ?? "")
        xml.begin("properties")
        xml.property("pathproof.suite", group.suite)
        xml.property("pathproof.route", group.route)
        xml.property("pathproof.model_requested", group.model)
        if let run {
            xml.property("pathproof.version", run.version)
            xml.property("pathproof.mode", run.mode.rawValue)
            xml.property("pathproof.gateway", run.gateway(of: group.suite))
            xml.property("pathproof.seed", String(run.seed))
        }
        for cells in group.metrics.lines {
            xml.property("pathproof.metric.", Shortened.scalars(cells[0], 100), cells[1])
        }
        if run != nil, end == nil { xml.property("pathproof.killed", "true") }
        if let signal = end?.interruptedBy { xml.property("pathproof.interrupted", signal) }
        if let notRun = end?.notRun, notRun > 0 {
            xml.property("pathproof.cases_not_run", notRun)
        }
        if let words = end?.stoppedBy { xml.property("pathproof.stopped_by", words) }
        if group.omitted > 0 {
            // The file would pass what CI services take; results.jsonl has them all.
            xml.property("pathproof.cases_omitted", group.omitted)
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
