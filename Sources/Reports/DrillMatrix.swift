public import Rows
public import Vocabulary

/// Route × leg × cause of a drill, as Markdown that reads well on a terminal, too: what was to happen, what
/// did, and by which names to look it up.
public struct DrillMatrix: Sendable {
    private var drilled = DrilledPaths()
    private var further: [Finding] = []
    private var uncovered: [PathRow] = []

    public init() {}

    public mutating func take(_ row: PathRow) {
        drilled.take(row)
        if !row.isCovered, row.whyOpen != nil { uncovered.append(row) }
    }

    /// One that belongs to no path.
    public mutating func take(_ finding: Finding) { further.append(finding) }

    public var isEmpty: Bool { rows.isEmpty }
    public var agreeing: Int { drilled.agreeing }
    public var total: Int { rows.count }
    private var rows: [PathRow] { drilled.rows }

    /// How each begins.
    public static let head = "# Drill of "

    /// - Parameters:
    ///   - constructs: of the configuration, those that are not read exactly: path and note.
    ///   - changes: what of it was changed for the drill.
    public func markdown(
        of file: String, constructs: [(path: String, note: String)], changes: [String]
    ) -> String {
        var text = "\(Self.head)\(Self.cell(file))\n\n"
        text += "\(agreeing) of \(total) paths went as predicted.\n"
        var routes: [String] = []
        for row in rows where !routes.contains(row.route) { routes.append(row.route) }
        for route in routes { text += table(of: route) }
        text += findings + notCovered
        if !further.isEmpty {
            text += "\n## With cooldowns\n\n"
            for finding in further { text += "- \(finding.code): \(Self.cell(finding.message))\n" }
        }
        if !constructs.isEmpty {
            text += "\n## Not read exactly\n\n"
            for (path, note) in constructs {
                text += "- `\(Self.code(path))`: \(Self.cell(note))\n"
            }
        }
        if !changes.isEmpty {
            text += "\n## Changed for the drill\n\n"
            for change in changes { text += "- \(Self.cell(change))\n" }
        }
        return text
    }

    /// One line for each leg and cause; plain and streamed side by side.
    private func table(of route: String) -> String {
        let own = rows.filter { $0.route == route }
        var text = "\n## \(Self.cell(route))\n\n"
        text += Markdown.head(["leg", "cause", "plain", "streamed"].map { .text($0) })
        var seen: Set<String> = []
        for row in own {
            guard seen.insert("\(row.leg) \(row.cause ?? "")").inserted else { continue }
            let same = own.filter { $0.leg == row.leg && $0.cause == row.cause }
            let plain = same.first { !$0.isStreamed }?.walk
            let streamed = same.first { $0.isStreamed }?.walk
            text += "| \(Self.cell("\(row.leg) \(row.legName)")) | \(row.cause ?? "healthy") "
            text += "| \(Self.words(plain)) | \(Self.words(streamed)) |\n"
        }
        return text
    }

    private static func words(_ walk: PathWalk?) -> String {
        guard let walk else { return "" }
        let seen = walk.observed
        var words = walk.agrees ? "✓ " : "✗ "
        words += seen.status.map(String.init) ?? "no status"
        if let leg = seen.answeredBy { words += " from \(leg)" }
        if seen.answeredBy != nil, !seen.isComplete { words += ", not whole" }
        // Nobody counts those of a gateway that is not ours.
        if !seen.calls.isEmpty {
            words += seen.calls.count == 1 ? ", 1 call" : ", \(seen.calls.count) calls"
        }
        return cell(words)
    }

    /// Each name once, with how often it was found and the first place.
    private var findings: String {
        let table = FindingTable(of: drilled)
        guard !table.isEmpty else { return "" }
        var text =
            "\n## Findings\n\n"
            + Markdown.head(
                ["name", "severity", "paths", "the first of them", "where"].map { .text($0) })
        for line in table.lines {
            text += "| \(line.finding.code) | \(line.finding.severity.rawValue) | \(line.count) "
            text += "| \(Self.cell(line.finding.message)) | \(Self.cell(line.path)) |\n"
        }
        return text
    }

    /// What is not proven, by leg and reason, with the name of each cause.
    private var notCovered: String {
        guard !uncovered.isEmpty else { return "" }
        var text = "\n## Not covered\n\n\(uncovered.count) paths were not shown:\n\n"
        var seen: Set<String> = []
        for row in uncovered {
            let reason = row.whyOpen ?? ""
            guard seen.insert("\(row.route) \(row.leg) \(reason)").inserted else { continue }
            let same = uncovered.filter {
                $0.route == row.route && $0.leg == row.leg && $0.whyOpen == reason
            }
            var names: [String] = []
            for other in same where !names.contains(other.cause ?? "healthy") {
                names.append(other.cause ?? "healthy")
            }
            let shown = names.map { name in
                let ways = Set(same.filter { ($0.cause ?? "healthy") == name }.map(\.isStreamed))
                return ways.count == 2 ? name : "\(name) (\(ways == [true] ? "streamed" : "plain"))"
            }
            text +=
                "- \(Self.cell("\(row.leg) \(row.legName)")): \(shown.joined(separator: ", ")): "
            text += "\(Self.cell(reason))\n"
        }
        return text
    }

    /// Others' words in a cell: no bar may end it, no mark of a terminal may be in it.
    private static func cell(_ text: String) -> String {
        TerminalText.safe(text).replacing("|", with: "\\|").replacing("\n", with: " ")
            .replacing("<", with: "&lt;")
    }

    private static func code(_ text: String) -> String {
        TerminalText.safe(text).replacing("`", with: "'")
    }
}

extension PathRow {
    fileprivate var whyOpen: String? { reason ?? unreached }
}
