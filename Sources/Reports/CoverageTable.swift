import Rows
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
        /// Each route that leads to it is a path, and whether that was judged: the leg's own, and others by name.
        var ownPath: Bool?
        var otherPaths: [String: Bool] = [:]

        var isCovered: Bool { passed + failed > 0 }
        var isGood: Bool { passed > 0 && failed + errored == 0 }

        mutating func take(_ route: String, isOwn: Bool, isJudged: Bool) {
            isPlanned = true
            if isOwn {
                ownPath = isJudged || ownPath == true
            } else {
                otherPaths[route] = isJudged || otherPaths[route] == true
            }
        }

        var planned: Int { (ownPath == nil ? 0 : 1) + otherPaths.count }
        var covered: Int { (ownPath == true ? 1 : 0) + otherPaths.values.count { $0 } }
    }

    struct Line {
        var leg: LegID
        var name: String
        /// By cause, plain and streamed.
        var cells: [(plain: Cell, streamed: Cell)] = []
    }

    private var lines: [Line] = []
    private var lineOfLeg: [LegID: Int] = [:]
    private(set) var causes: [String] = []
    private var columnOfCause: [String: Int] = [:]
    /// Most rows are of the leg and the cause of the row before.
    private var latest = (line: 0, column: 0)

    mutating func take(_ row: PathRow) {
        let isOwn = row.route == row.leg.route
        cell(of: row.leg, row.legName, row.cause, isStreamed: row.isStreamed) { cell in
            cell.take(row.route, isOwn: isOwn, isJudged: false)
        }
    }

    mutating func take(_ row: CaseRow) {
        let isOwn = row.route == row.leg.route
        let isJudged = row.verdict == .passed || row.verdict == .failed
        cell(of: row.leg, row.legName, row.cause, isStreamed: row.isStreamed) { cell in
            cell.take(row.route, isOwn: isOwn, isJudged: isJudged)
            switch row.verdict {
            case .passed: cell.passed += 1
            case .failed: cell.failed += 1
            case .errored: cell.errored += 1
            case .skipped: break
            }
        }
    }

    /// Changes a cell.
    private mutating func cell(
        of leg: LegID, _ name: String, _ cause: String?, isStreamed: Bool,
        _ update: (inout Cell) -> Void
    ) {
        let line = line(of: leg, name)
        let column = column(of: cause)
        latest = (line, column)
        while lines[line].cells.count <= column { lines[line].cells.append((Cell(), Cell())) }
        if isStreamed {
            update(&lines[line].cells[column].streamed)
        } else {
            update(&lines[line].cells[column].plain)
        }
    }

    private mutating func line(of leg: LegID, _ name: String) -> Int {
        if latest.line < lines.count, lines[latest.line].leg == leg { return latest.line }
        if let known = lineOfLeg[leg] { return known }
        lines.append(Line(leg: leg, name: name))
        lineOfLeg[leg] = lines.count - 1
        return lines.count - 1
    }

    /// Healthy paths stand in the first column whether there are any or not.
    private mutating func column(of cause: String?) -> Int {
        if causes.isEmpty { causes.append(Self.healthy) }
        guard let cause else { return 0 }
        if latest.column > 0, causes[latest.column] == cause { return latest.column }
        if let known = columnOfCause[cause] { return known }
        causes.append(cause)
        columnOfCause[cause] = causes.count - 1
        return causes.count - 1
    }

    private static let healthy = "healthy"

    // MARK: Counting

    var planned: Int { allCells.reduce(0) { $0 + $1.planned } }
    var covered: Int { allCells.reduce(0) { $0 + $1.covered } }
    var routes: Int { Set(lines.map(\.leg.route)).count }
    var legs: Int { lines.count }
    var isEmpty: Bool { lines.isEmpty }

    var byRoute: [Line] { lines.byRoute(\.leg) }

    /// Of the causes that are there, in order.
    var families: [String] {
        var names: [String] = []
        for family in causes.map(family) where !names.contains(family) { names.append(family) }
        return names
    }

    private var allCells: [Cell] { lines.flatMap { $0.cells.flatMap { [$0.plain, $0.streamed] } } }

    // MARK: Drawing

    /// A column for each cause where they fit, else one for each family of causes and the rest by name.
    func rendered(width: Int, _ palette: Palette) -> String {
        guard !lines.isEmpty else { return "" }
        let labels = min(max(lines.map { TerminalText.columns(label(of: $0)) }.max() ?? 0, 10), 60)
        let headers = causes.map { Header(TerminalText.safe($0), cellColumns: 3) }
        if labels + headers.reduce(0, { $0 + $1.width }) <= width {
            return drawn(labels, headers, palette) { line, column in
                column < line.cells.count ? marks(line.cells[column], palette) : ("", 0)
            } + legend("plain, then streamed", palette)
        }
        let names = families
        let columns = names.map { Header($0, cellColumns: 5) }
        let room = max(20, width - columns.reduce(0) { $0 + $1.width })
        return drawn(min(labels, room), columns, palette) { line, column in
            share(of: line, names[column], palette)
        } + exceptions(width: width, palette) + legend("passed of planned", palette)
    }

    /// The name of a column on one line or, broken at a hyphen, on two.
    private struct Header {
        let upper: String
        let lower: String
        let width: Int

        private static let gap = 2

        init(_ name: String, cellColumns: Int) {
            let hyphens = name.indices.filter { name[$0] == "-" }
            let middle = hyphens.min { one, other in
                Self.longer(name, brokenAfter: one) < Self.longer(name, brokenAfter: other)
            }
            if let middle, name.count > 8 {
                upper = String(name[...middle])
                lower = String(name[name.index(after: middle)...])
            } else {
                (upper, lower) = ("", name)
            }
            let columns = max(TerminalText.columns(upper), TerminalText.columns(lower), cellColumns)
            width = columns + Self.gap
        }

        private static func longer(_ name: String, brokenAfter index: String.Index) -> Int {
            let head = name.distance(from: name.startIndex, to: index) + 1
            return max(head, name.count - head)
        }
    }

    private func label(of line: Line) -> String {
        "    \(line.leg.index + 1) \(TerminalText.safe(line.name))"
    }

    /// `body` gives a cell's text and how many columns it takes.
    private func drawn(
        _ labels: Int, _ headers: [Header], _ palette: Palette,
        _ body: (Line, Int) -> (String, Int)
    ) -> String {
        var upper = String(repeating: " ", count: labels)
        var lower = TerminalText.padded("coverage", to: labels)
        for header in headers {
            upper += TerminalText.padded(left: header.upper, to: header.width)
            lower += TerminalText.padded(left: header.lower, to: header.width)
        }
        let heads = headers.contains { !$0.upper.isEmpty } ? [upper, lower] : [lower]
        var text = heads.map { palette.strong($0) + "\n" }.joined()
        var route: String?
        for line in lines.byRoute(\.leg) {
            if line.leg.route != route {
                text += "  " + TerminalText.safe(line.leg.route) + "\n"
                route = line.leg.route
            }
            let label = TerminalText.shortened(label(of: line), to: labels)
            var drawn = TerminalText.padded(label, to: labels)
            for (index, header) in headers.enumerated() {
                let (cell, columns) = body(line, index)
                drawn += String(repeating: " ", count: max(0, header.width - columns)) + cell
            }
            while drawn.last == " " { drawn.removeLast() }
            text += drawn + "\n"
        }
        return text
    }

    /// Plain, then streamed: `✓ ✗`.
    private func marks(_ cells: (plain: Cell, streamed: Cell), _ palette: Palette) -> (String, Int)
    {
        (mark(cells.plain, palette) + " " + mark(cells.streamed, palette), 3)
    }

    private func mark(_ cell: Cell, _ palette: Palette) -> String {
        if !cell.isPlanned { return " " }
        if cell.failed > 0 { return palette.badStrong("✗") }
        if cell.errored > 0 { return palette.doubtfulStrong("!") }
        return cell.passed > 0 ? palette.good("✓") : palette.faint("·")
    }

    // MARK: By family

    private func family(of cause: String) -> String {
        cause == Self.healthy ? cause : Fault.named(cause)?.cause.family.rawValue ?? "other"
    }

    /// `33/34`: how many cells of a family are good.
    private func share(
        of line: Line, _ family: String, _ palette: Palette
    ) -> (String, Int) {
        let (good, planned, bad) = share(of: line, family)
        guard planned > 0 else { return ("", 0) }
        let words = "\(good)/\(planned)"
        let painted =
            bad ? palette.badStrong(words) : good == planned ? palette.good(words) : words
        return (painted, words.count)
    }

    /// How many cells of a family are good, and whether one is bad.
    func share(of line: Line, _ family: String) -> (good: Int, planned: Int, bad: Bool) {
        var (planned, good, bad) = (0, 0, false)
        for (cells, cause) in zip(line.cells, causes) where self.family(of: cause) == family {
            for cell in [cells.plain, cells.streamed] where cell.isPlanned {
                planned += 1
                good += cell.isGood ? 1 : 0
                bad = bad || cell.failed + cell.errored > 0
            }
        }
        return (good, planned, bad)
    }

    /// What the shares hide: a line for each leg and mark, with the causes.
    func exceptions(width: Int, _ palette: Palette) -> String {
        var text = ""
        for line in lines.byRoute(\.leg) {
            for kind in ["✗", "!", "·"] {
                let causes = zip(line.cells, causes).compactMap { cells, cause in
                    words(for: cells, cause) { mark($0, Palette(isColoured: false)) == kind }
                }
                guard !causes.isEmpty else { continue }
                let leg = TerminalText.safe("\(line.leg)")
                let margin = String(repeating: " ", count: TerminalText.columns(leg) + 8)
                let rows = TerminalText.wrapped(
                    TerminalText.safe(causes.joined(separator: ", ")),
                    to: max(20, width - margin.count))
                let sign =
                    kind == "✗"
                    ? palette.badStrong(kind)
                    : kind == "!" ? palette.doubtfulStrong(kind) : palette.faint(kind)
                text += "    \(sign) \(leg)  \(rows.joined(separator: "\n" + margin))\n"
            }
        }
        return text
    }

    /// `cut`, or `cut (stream)` where the other mode is otherwise.
    private func words(
        for cells: (plain: Cell, streamed: Cell), _ cause: String, _ holds: (Cell) -> Bool
    ) -> String? {
        let plain = cells.plain.isPlanned && holds(cells.plain)
        let streamed = cells.streamed.isPlanned && holds(cells.streamed)
        switch (plain, streamed) {
        case (false, false): return nil
        case (true, true): return cause
        case (true, false): return cells.streamed.isPlanned ? "\(cause) (plain)" : cause
        case (false, true): return cells.plain.isPlanned ? "\(cause) (stream)" : cause
        }
    }

    /// What the marks mean, for those that are there to see.
    private func legend(_ start: String, _ palette: Palette) -> String {
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
        return palette.faint("  \(start): \(words.joined(separator: "  "))") + "\n"
    }
}
