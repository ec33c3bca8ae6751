import Rows
import Vocabulary

/// The scenarios of the public failoverbench catalogue, and what callers of the drilled gateway saw in each:
/// so that its results can be set beside others'.
struct ScenarioTable {
    struct Line {
        let scenario: Scenario
        /// The caller got a whole answer.
        var answered = 0
        /// The caller got none, or a part, and was told.
        var told = 0
        /// The caller was told of success, and there was none.
        var untold = 0
        var findings: [String: Int] = [:]

        var paths: Int { answered + told + untold }

        /// `drill.success.cut, drill.spend.hidden`
        var codes: String { findings.keys.sorted().joined(separator: ", ") }
    }

    private(set) var lines = allScenarios.map { Line(scenario: $0) }

    init() {}

    init(of drilled: DrilledPaths) {
        for row in drilled.rows { take(row) }
    }

    /// No leg was broken in any of these ways: healthy paths alone are no catalogue of failures.
    var isEmpty: Bool { lines.allSatisfy { $0.paths == 0 || $0.scenario.fault == nil } }

    mutating func take(_ row: PathRow) {
        guard let walk = row.walk else { return }
        let place: Scenario.Place = row.legsBefore == 0 ? .first : .fallback
        for index in lines.indices {
            let scenario = lines[index].scenario
            guard scenario.fault?.name == row.cause, scenario.place == place else { continue }
            if walk.observed.isComplete {
                lines[index].answered += 1
            } else if walk.findings.contains(where: { $0.code.hasPrefix("drill.success.") }) {
                lines[index].untold += 1
            } else {
                lines[index].told += 1
            }
            for finding in walk.findings { lines[index].findings[finding.code, default: 0] += 1 }
        }
    }

    /// For a terminal; empty where nothing was drilled.
    func rendered(width: Int, _ palette: Palette) -> String {
        guard !isEmpty else { return "" }
        let names = lines.map { "  \($0.scenario.id) \($0.scenario.summary)" }
        let column = (names.map { TerminalText.columns($0) }.max() ?? 0) + 2
        func line(_ name: String, _ cells: [String]) -> String {
            TerminalText.padded(name, to: column)
                + cells.map { TerminalText.padded(left: $0, to: 9) }.joined()
        }
        var text = palette.strong(line("failoverbench", ["answered", "told", "not told"])) + "\n"
        for (name, one) in zip(names, lines) {
            guard one.paths > 0 else {
                text += palette.faint(line(name, ["-", "-", "-"])) + "\n"
                continue
            }
            let cells = [one.answered, one.told, one.untold].map(Figures.grouped)
            let words = line(name, cells)
            text += (one.untold > 0 ? palette.bad(words) : words)
            let room = width - column - 29
            if room > 12, !one.codes.isEmpty {
                text += "  " + palette.faint(TerminalText.shortened(one.codes, to: room))
            }
            text += "\n"
        }
        return text
    }
}
