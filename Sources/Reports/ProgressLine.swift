/// How far a run has come: what a terminal shows while it waits.
public struct ProgressState: Sendable, Equatable {
    public var done: Int
    /// Nil where the number of cases is not known, as with data from a pipe.
    public var total: Int?
    public var failing: Int
    public var elapsed: Duration
    /// Of late, where the caller measures it; else the mean since the start is shown.
    public var casesPerSecond: Double?
    /// As a finished text with its currency; nil where nothing is spent.
    public var spent: String?
    /// Whose limit keeps it from sending at the moment.
    public var waitsFor: String?

    public init(
        done: Int, total: Int?, failing: Int, elapsed: Duration, casesPerSecond: Double? = nil,
        spent: String? = nil, waitsFor: String? = nil
    ) {
        self.done = done
        self.total = total
        self.failing = failing
        self.elapsed = elapsed
        self.casesPerSecond = casesPerSecond
        self.spent = spent
        self.waitsFor = waitsFor
    }
}

/// One line of progress as a pure function of a state; it never takes more than `width` columns.
public enum ProgressLine {
    public static func rendered(
        _ state: ProgressState, width: Int, isColoured: Bool = false
    ) -> String {
        let palette = Palette(isColoured: isColoured)
        var parts = parts(of: state)
        // What is least needed goes first when the terminal is narrow.
        while columns(parts) > width,
            let least = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }),
            parts.count > 1
        {
            parts.remove(at: least)
        }
        let left = width - columns(parts)
        if let total = state.total, total > 0, left >= barMin + gap.count {
            let length = min(barMax, left - gap.count)
            let share = Double(min(max(state.done, 0), total)) / Double(total)
            parts.insert(Part(bar(share, length), rank: 0, style: .bar), at: min(1, parts.count))
        }
        let line = parts.map { painted($0, state, palette) }.joined(separator: gap)
        return columns(parts) <= width ? line : TerminalText.shortened(parts[0].text, to: width)
    }

    private enum Style { case strong, plain, bad, faint, bar }

    private struct Part {
        var text: String
        /// 0 is needed most.
        var rank: Int
        var style: Style

        init(_ text: String, rank: Int, style: Style) {
            self.text = text
            self.rank = rank
            self.style = style
        }
    }

    private static let gap = "  "
    private static let barMin = 10
    private static let barMax = 30

    private static func columns(_ parts: [Part]) -> Int {
        parts.reduce(0) { $0 + TerminalText.columns($1.text) } + gap.count * (parts.count - 1)
    }

    private static func parts(of state: ProgressState) -> [Part] {
        var parts: [Part] = []
        if let total = state.total {
            // As wide at the start as at the end, so that nothing jumps.
            let all = Figures.grouped(total)
            let done = TerminalText.padded(left: Figures.grouped(state.done), to: all.count)
            parts.append(Part("\(done)/\(all)", rank: 0, style: .strong))
            let percent = total > 0 ? state.done * 100 / total : 100
            parts.append(
                Part(TerminalText.padded(left: "\(percent)%", to: 4), rank: 3, style: .plain))
        } else {
            parts.append(Part(Figures.grouped(state.done), rank: 0, style: .strong))
        }
        let failing = "\(Figures.grouped(state.failing)) failing"
        parts.append(Part(failing, rank: 1, style: state.failing > 0 ? .bad : .faint))
        let rate = rate(of: state)
        if let rate, rate > 0 {
            let shown =
                rate < 10 ? "\((rate * 10).rounded() / 10)" : Figures.grouped(Int(rate.rounded()))
            parts.append(Part("\(shown)/s", rank: 4, style: .plain))
        }
        if let spent = state.spent {
            parts.append(Part(TerminalText.safe(spent), rank: 2, style: .plain))
        }
        if let holder = state.waitsFor {
            parts.append(Part("waiting for \(TerminalText.safe(holder))", rank: 2, style: .plain))
        }
        parts.append(Part(time(of: state, rate), rank: 5, style: .faint))
        return parts
    }

    private static func rate(of state: ProgressState) -> Double? {
        if let rate = state.casesPerSecond { return rate }
        let seconds =
            Double(state.elapsed.components.seconds)
            + Double(state.elapsed.components.attoseconds) / 1e18
        return seconds > 0 ? Double(state.done) / seconds : nil
    }

    /// The time left where it can be told, else the time spent.
    private static func time(of state: ProgressState, _ rate: Double?) -> String {
        guard let total = state.total, let rate, rate > 0, state.done > 0, state.done < total else {
            return Figures.clock(state.elapsed)
        }
        let seconds = (Double(total - state.done) / rate).rounded(.up)
        guard seconds < 360_000 else { return Figures.clock(state.elapsed) }
        return "\(Figures.clock(.seconds(Int64(seconds)))) left"
    }

    private static func bar(_ share: Double, _ length: Int) -> String {
        let halves = Int((share * Double(length) * 2).rounded(.down))
        let whole = halves / 2
        let tip = halves % 2 == 1 ? "╸" : ""
        return String(repeating: "━", count: whole) + tip
            + String(repeating: "─", count: length - whole - tip.count)
    }

    private static func painted(_ part: Part, _ state: ProgressState, _ palette: Palette) -> String
    {
        switch part.style {
        case .strong: return palette.strong(part.text)
        case .plain: return part.text
        case .bad: return palette.badStrong(part.text)
        case .faint: return palette.faint(part.text)
        case .bar:
            let full = part.text.prefix { $0 != "─" }
            let rest = part.text.dropFirst(full.count)
            let paint = state.failing > 0 ? palette.bad : palette.good
            return paint(String(full)) + palette.faint(String(rest))
        }
    }
}
