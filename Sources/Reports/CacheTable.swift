public import Documents
public import Rows
public import Vocabulary

/// What legs' caches did with prompts that were sent again: what the first answer found, read, wrote and cost, and
/// what the last one did.
///
/// Each way to a leg stands apart: asked directly, through the gateway, and after other legs of its route had
/// failed, where a caller who was warm before them finds it cold.
public struct CacheTable: Sendable, Equatable {
    enum Way: String, CaseIterable {
        case direct
        case gateway = "through the gateway"
        case failover = "after failover"
    }

    /// One side of all cases of a line.
    struct Answers: Equatable {
        var input = 0
        var read = 0
        var written = 0
        var cost = MoneySum()

        mutating func add(_ row: AttemptRow) {
            input += row.inputTokens ?? 0
            read += row.cachedTokens ?? 0
            written += row.cacheWriteTokens ?? 0
            cost.add(row.cost)
        }
    }

    struct Line: Equatable {
        let leg: LegID
        let way: Way
        var cases = 0
        /// Cases whose first answer read nothing from the cache.
        var cold = 0
        /// Sums over the cases.
        var first = Answers()
        var last = Answers()
    }

    private struct Key: Hashable {
        let leg: LegID
        let way: Way
    }

    private var places: [Key: Int] = [:]
    private var lines: [Line] = []
    private var names: [LegID: String] = [:]
    /// Suites whose legs are asked without a gateway.
    private var direct: Set<String>
    /// A leg that kept nothing has its line, too, since somebody asks.
    private let showsAll: Bool
    /// Of the case that comes next.
    private var attempts: [AttemptRow] = []

    public init(direct: Set<String> = [], showsAll: Bool = false) {
        self.direct = direct
        self.showsAll = showsAll
    }

    /// No prompt was sent twice.
    public var isEmpty: Bool { lines.isEmpty }

    mutating func take(_ row: RunRow) { direct = Set(row.direct) }
    mutating func take(_ row: PathRow) { name(row.leg, row.legName) }
    public mutating func name(_ leg: LegID, _ name: String) { names[leg] = name }
    public mutating func take(_ row: AttemptRow) { attempts.append(row) }

    public mutating func take(_ row: CaseRow) {
        guard !attempts.isEmpty else { return }
        defer { attempts.removeAll(keepingCapacity: true) }
        guard row.repeats > 1 else { return }
        let answers = attempts.filter {
            $0.caseID == row.id && $0.status.map { $0 / 100 == 2 } ?? false
        }
        let asked = row.checks.contains { $0.name == "cache-hit" && $0.verdict != .passed }
        // Without journals nobody says who answered: it is taken for the one that had to.
        let byLeg = Dictionary(grouping: answers) {
            $0.answeredBy ?? row.expectedAnsweredBy ?? row.leg
        }
        for (leg, answers) in byLeg.sorted(by: { $0.key < $1.key }) {
            guard answers.count > 1, let first = answers.first, let last = answers.last else {
                continue
            }
            let keeps = answers.contains {
                ($0.cachedTokens ?? 0) > 0 || ($0.cacheWriteTokens ?? 0) > 0
            }
            guard keeps || asked || showsAll else { continue }
            add(first, last, of: leg, way(of: row, to: leg))
        }
    }

    private func way(of row: CaseRow, to leg: LegID) -> Way {
        if direct.contains(row.suite) { return .direct }
        let others = row.calls.contains { $0.leg != leg && $0.count > 0 }
        return others || row.calls.isEmpty && leg.index > 0 ? .failover : .gateway
    }

    private mutating func add(
        _ first: AttemptRow, _ last: AttemptRow, of leg: LegID, _ way: Way
    ) {
        let key = Key(leg: leg, way: way)
        let place = places[key] ?? lines.count
        if place == lines.count {
            places[key] = place
            lines.append(Line(leg: leg, way: way))
        }
        lines[place].cases += 1
        if first.cachedTokens ?? 0 == 0 { lines[place].cold += 1 }
        lines[place].first.add(first)
        lines[place].last.add(last)
    }

    // MARK: As JSON

    /// A list with an object for each leg and way to it.
    public func write(to json: inout JSONWriter) {
        json.beginArray()
        for line in byRoute {
            json.beginObject()
            write(line, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    func write(_ line: Line, to json: inout JSONWriter) {
        json.member("leg", line.leg.description)
        json.member("leg_name", name(of: line.leg))
        json.member("asked", line.way.rawValue)
        json.member("cases", line.cases)
        json.member("cold", line.cold)
        for (name, answers) in [("first", line.first), ("last", line.last)] {
            json.key(name)
            json.beginObject()
            json.member("input_tokens", answers.input)
            json.member("cached_tokens", answers.read)
            json.member("cache_write_tokens", answers.written)
            json.member("cost", answers.cost)
            json.endObject()
        }
    }

    // MARK: As text

    static let heads = [
        "asked", "cases", "first", "input", "read", "written", "cost", "then read", "cost",
    ]

    func name(of leg: LegID) -> String { names[leg] ?? "" }

    /// By route and place in it; first directly, then through the gateway, then after failover.
    var byRoute: [Line] {
        let order = Way.allCases
        return lines.sorted { one, other in
            guard one.leg == other.leg else { return one.leg < other.leg }
            return (order.firstIndex(of: one.way) ?? 0) < (order.firstIndex(of: other.way) ?? 0)
        }
    }

    /// Means of an answer.
    static func cells(of line: Line) -> [String] {
        [
            line.way.rawValue, Figures.grouped(line.cases),
            line.cold == line.cases
                ? "cold" : line.cold == 0 ? "warm" : "\(line.cold) of \(line.cases) cold",
            Figures.grouped(line.first.input / line.cases),
            Figures.grouped(line.first.read / line.cases),
            Figures.grouped(line.first.written / line.cases), line.first.cost.mean(of: line.cases),
            Figures.grouped(line.last.read / line.cases), line.last.cost.mean(of: line.cases),
        ]
    }

    public func rendered(_ palette: Palette) -> String {
        let lines = byRoute
        guard !lines.isEmpty else { return "" }
        let labels = lines.map { TerminalText.safe("  \($0.leg) \(name(of: $0.leg))") }
        let rows = [Self.heads] + lines.map(Self.cells)
        let label = (["prompt caches"] + labels).map { TerminalText.columns($0) }.max() ?? 0
        let widths = Self.heads.indices.map { column in
            rows.map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        var text = ""
        for (index, (name, cells)) in zip(["prompt caches"] + labels, rows).enumerated() {
            var row = TerminalText.padded(name, to: label)
            for (column, cell) in cells.enumerated() {
                row +=
                    "  "
                    + (column == 0
                        ? TerminalText.padded(cell, to: widths[column])
                        : TerminalText.padded(left: cell, to: widths[column]))
            }
            text += (index == 0 ? palette.strong(row) : row) + "\n"
        }
        return text
    }
}

extension MoneySum {
    /// One of so many; nothing where a part of it is not known.
    fileprivate func mean(of count: Int) -> String {
        guard unknown == 0, count > 0 else { return "" }
        return amounts.map { money in
            Money(nanos: money.nanos / Int128(count), money.currency).description
        }.joined(separator: " + ")
    }
}
