import Rows
import Vocabulary

/// What a drill has found, each name once: how often, and the first of them.
struct FindingTable {
    struct Line {
        var finding: Finding
        var count: Int
        /// Route, leg, cause, plain or streamed.
        var path: String
    }

    private var found: [Line] = []

    init(of drilled: DrilledPaths) {
        for row in drilled.rows { take(row) }
    }

    var isEmpty: Bool { found.isEmpty }

    /// Errors first, then by name.
    var lines: [Line] {
        found.sorted { one, other in
            let (worse, better) = (one.finding.severity, other.finding.severity)
            return worse != better ? worse > better : one.finding.code < other.finding.code
        }
    }

    private mutating func take(_ row: PathRow) {
        for finding in row.walk?.findings ?? [] {
            if let place = found.firstIndex(where: { $0.finding.code == finding.code }) {
                found[place].count += 1
                continue
            }
            let mode = row.isStreamed ? "stream" : "plain"
            found.append(
                Line(
                    finding: finding, count: 1,
                    path: "\(row.route), \(row.leg), \(row.cause ?? "healthy"), \(mode)"))
        }
    }

    /// For a terminal; empty where nothing was found.
    func rendered(_ palette: Palette) -> String {
        guard !isEmpty else { return "" }
        let width = (found.map { $0.finding.code.utf8.count }.max() ?? 0) + 2
        var text = palette.strong("findings") + "\n"
        for line in lines {
            let severity = line.finding.severity.rawValue
            let painted =
                line.finding.severity == .error
                ? palette.badStrong(severity) : palette.doubtful(severity)
            text += "  " + TerminalText.padded(line.finding.code, to: width)
            text += TerminalText.padded(left: Figures.grouped(line.count), to: 6) + "  " + painted
            text += ": \(TerminalText.safe(Shortened.scalars(line.finding.message, 200)))\n"
        }
        return text
    }
}
