import Vocabulary

/// Route × leg × cause, plain and streamed: what was judged, and how it went.
///
/// Its size is that of the gateway's configuration, not that of the run.
struct CoverageTable {
    /// How the cases of one cell went; `planned` alone means that none was judged.
    struct Cell: Equatable {
        var isPlanned = false
        var passed = 0
        var failed = 0
        var errored = 0

        var isCovered: Bool { passed + failed > 0 }
        var isGood: Bool { passed > 0 && failed + errored == 0 }
    }

    private struct Line {
        var leg: LegID
        var name: String
        /// By cause, plain and streamed.
        var cells: [(plain: Cell, streamed: Cell)] = []
    }

    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]
    private var causes: [String] = []
    private var columnOfCause: [String: Int] = [:]

    mutating func take(_ row: PathPlace, _ update: (inout Cell) -> Void) {
        let line = line(of: row.leg, row.legName)
        let column = column(of: row.cause)
        while lines[line].cells.count <= column { lines[line].cells.append((Cell(), Cell())) }
        if row.isStreamed {
            lines[line].cells[column].streamed.isPlanned = true
            update(&lines[line].cells[column].streamed)
        } else {
            lines[line].cells[column].plain.isPlanned = true
            update(&lines[line].cells[column].plain)
        }
    }

    private mutating func line(of leg: LegID, _ name: String) -> Int {
        if let known = lineOfLeg[leg] { return known }
        lines.append(Line(leg: leg, name: name))
        lineOfLeg[leg] = lines.count - 1
        return lines.count - 1
    }

    /// Healthy paths stand in the first column whether there are any or not.
    private mutating func column(of cause: String?) -> Int {
        if causes.isEmpty { causes.append(Self.healthy) }
        guard let cause else { return 0 }
        if let known = columnOfCause[cause] { return known }
        causes.append(cause)
        columnOfCause[cause] = causes.count - 1
        return causes.count - 1
    }

    private static let healthy = "healthy"

    // MARK: Counting

    var planned: Int { allCells.count { $0.isPlanned } }
    var covered: Int { allCells.count { $0.isCovered } }
    var routes: Int { Set(lines.map(\.leg.route)).count }
    var legs: Int { lines.count }
    var isEmpty: Bool { lines.isEmpty }

    private var allCells: [Cell] { lines.flatMap { $0.cells.flatMap { [$0.plain, $0.streamed] } } }

    // MARK: Drawing

    /// A column for each cause where they fit, else one for each family of causes and the rest by name.
    func rendered(width: Int, _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        let labelWidth = min(max(labelColumns, 12), max(24, width / 2))
        let columns = causes.map { max($0.count, 3) + 2 }
        if labelWidth + columns.reduce(0, +) <= width {
            return drawn(labelWidth, palette, headers: causes, widths: columns) { line, column in
                column < line.cells.count ? marks(line.cells[column], palette) : ("", 0)
            }
        }
        return drawnByFamily(labelWidth, palette)
    }

    private var labelColumns: Int {
        lines.map { TerminalText.columns(label(of: $0)) }.max() ?? 0
    }

    private func label(of line: Line) -> String {
        "    \(line.leg.index + 1) \(TerminalText.safe(line.name))"
    }

    /// `body` gives a cell's text and how many columns it takes.
    private func drawn(
        _ labelWidth: Int, _ palette: Palette, headers: [String], widths: [Int],
        _ body: (Line, Int) -> (String, Int)
    ) -> String {
        var text = TerminalText.padded("coverage", to: labelWidth)
        for (header, width) in zip(headers, widths) {
            text += TerminalText.padded(left: TerminalText.safe(header), to: width)
        }
        text = palette.strong(text) + "\n"
        var route: String?
        for line in lines.sorted(by: { $0.leg.route == $1.leg.route && $0.leg < $1.leg }) {
            if line.leg.route != route {
                text += "  " + TerminalText.safe(line.leg.route) + "\n"
                route = line.leg.route
            }
            var drawn = TerminalText.padded(
                TerminalText.shortened(label(of: line), to: labelWidth - 1), to: labelWidth)
            for (index, width) in widths.enumerated() {
                let (cell, columns) = body(line, index)
                drawn += String(repeating: " ", count: max(0, width - columns)) + cell
            }
            while drawn.last == " " { drawn.removeLast() }
            text += drawn + "\n"
        }
        return text
    }

    /// Plain, then streamed: `✓ ✗`.
    private func marks(_ cells: (plain: Cell, streamed: Cell), _ palette: Palette) -> (String, Int) {
        (mark(cells.plain, palette) + " " + mark(cells.streamed, palette), 3)
    }

    private func mark(_ cell: Cell, _ palette: Palette) -> String {
        if !cell.isPlanned { return " " }
        if cell.failed > 0 { return palette.badStrong("✗") }
        if cell.errored > 0 { return palette.doubtfulStrong("!") }
        return cell.passed > 0 ? palette.good("✓") : palette.faint("·")
    }

    private func drawnByFamily(_ labelWidth: Int, _ palette: Palette) -> String {
        let families = causes.map { Cause.named($0)?.family.rawValue ?? ($0 == Self.healthy ? $0 : "other") }
        var headers: [String] = []
        for family in families where !headers.contains(family) { headers.append(family) }
        var text = drawn(
            labelWidth, palette, headers: headers, widths: headers.map { max($0.count, 7) + 2 }
        ) { line, column in
            var (planned, good, bad) = (0, 0, false)
            for (index, cells) in line.cells.enumerated() where families[index] == headers[column] {
                for cell in [cells.plain, cells.streamed] where cell.isPlanned {
                    planned += 1
                    good += cell.isGood ? 1 : 0
                    bad = bad || cell.failed + cell.errored > 0
                }
            }
            guard planned > 0 else { return ("", 0) }
            let words = "\(good)/\(planned)"
            let painted =
                bad ? palette.badStrong(words) : good == planned ? palette.good(words) : words
            return (painted, words.count)
        }
        for line in lines {
            for (index, cells) in line.cells.enumerated() {
                for (cell, mode) in [(cells.plain, "plain"), (cells.streamed, "stream")]
                where cell.isPlanned && !cell.isGood {
                    let cause = TerminalText.safe(causes[index])
                    text += "    \(mark(cell, palette)) \(TerminalText.safe("\(line.leg)")) \(cause) \(mode)\n"
                }
            }
        }
        return text
    }

    /// What the marks mean, for those that are there to see.
    func legend(_ palette: Palette) -> String {
        let cells = allCells.filter(\.isPlanned)
        var words: [String] = []
        if cells.contains(where: \.isGood) { words.append("✓ passed") }
        if cells.contains(where: { $0.failed > 0 }) { words.append("✗ failed") }
        if cells.contains(where: { $0.errored > 0 && $0.failed == 0 }) {
            words.append("! could not be judged")
        }
        if cells.contains(where: { !$0.isCovered && $0.errored == 0 }) {
            words.append("· not judged")
        }
        return palette.faint("  plain, then streamed: \(words.joined(separator: "  "))") + "\n"
    }
}

/// The place of a path or case in the table.
struct PathPlace {
    var leg: LegID
    var legName: String
    var cause: String?
    var isStreamed: Bool
}
