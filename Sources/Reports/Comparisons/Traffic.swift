public import Documents
public import Ledger
public import Vocabulary

/// How much of each task there is, and how large its requests are.
public struct Traffic: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public var task: String
        /// Requests in whatever time the user counts.
        public var volume: Int
        public var inputTokens: Int
        public var outputTokens: Int
        /// How many of a million are asked outside of the busy hours; nil where nobody says.
        public var offPeakMillionths: Int?
    }

    public var lines: [Line]

    public static let columns = ["task", "volume", "input_tokens", "output_tokens"]
    /// May be left out.
    public static let offPeakColumn = "off_peak_share"

    /// - Parameter known: the tasks that were measured.
    public static func read(
        _ reader: CSVReader, known: [String]
    ) throws(Diagnostics) -> Traffic {
        let mistakes = Mistakes()
        let names = reader.columns.compactMap(\.text)
        for column in reader.columns
        where !(columns + [offPeakColumn]).contains(column.text ?? "") {
            let name = column.text ?? ""
            mistakes.add(
                column.diagnostic(
                    "unknown column '\(name)'",
                    hint: didYouMean(name, among: columns + [offPeakColumn])
                        ?? "columns: \(columns.joined(separator: ", "))"))
        }
        for name in columns where !names.contains(name) {
            mistakes.add(
                Diagnostic(
                    "the traffic has no column '\(name)'", at: reader.columns.first?.location,
                    hint: "columns: \(columns.joined(separator: ", "))"))
        }
        try mistakes.check()
        var lines: [Line] = []
        while let row = try reader.next() {
            let task = row["task"]?.text ?? ""
            if !known.contains(task), let cell = row["task"] {
                mistakes.add(
                    cell.diagnostic(
                        "task '\(task)' was not measured",
                        hint: didYouMean(task, among: known)
                            ?? "measured: \(known.joined(separator: ", "))"))
            }
            let numbers = columns.dropFirst().map { number(row[$0], in: mistakes) }
            lines.append(
                Line(
                    task: task, volume: numbers[0], inputTokens: numbers[1],
                    outputTokens: numbers[2],
                    offPeakMillionths: share(row[offPeakColumn], in: mistakes)))
        }
        try mistakes.check()
        return Traffic(lines: lines)
    }

    /// Beyond it nobody's traffic lies, and every sum fits.
    private static let most = 1_000_000_000_000

    private static func share(_ cell: Node?, in mistakes: Mistakes) -> Int? {
        guard let cell, let text = cell.text, !text.isEmpty else { return nil }
        guard let share = DecimalText.scaled(text, places: 6), (0...1_000_000).contains(share.value)
        else {
            mistakes.add(
                cell.diagnostic(
                    "'\(text)' is no share of the requests outside of busy hours",
                    hint: "from 0 to 1: 0.8"))
            return nil
        }
        return Int(share.value)
    }

    private static func number(_ cell: Node?, in mistakes: Mistakes) -> Int {
        guard let cell else { return 0 }
        guard let number = cell.text.flatMap({ Int($0) }), (0...most).contains(number) else {
            mistakes.add(cell.diagnostic("'\(cell.text ?? "")' is not a whole number from 0"))
            return 0
        }
        return number
    }
}

extension Traffic {
    public func has(_ task: String) -> Bool { volume(of: task) > 0 }

    private func volume(of task: String) -> Int {
        lines.reduce(0) { $1.task == task ? $0 + $1.volume : $0 }
    }

    /// A thousand requests of a task, of the sizes that it has, to the nearest billionth.
    public func costPerThousand(
        of task: String, at price: Price?, _ hour: PriceHour = .dearest
    ) -> Money? {
        let volume = Int128(volume(of: task))
        guard let cost = cost(of: task, at: price, hour), volume > 0 else { return nil }
        let (thousand, isOver) = cost.nanos.multipliedReportingOverflow(by: 1000)
        return isOver ? nil : Money(nanos: (thousand + volume / 2) / volume, cost.currency)
    }

    /// All of a task at a list price, exactly: that of one request, rounded as a bill is, times the volume.
    public func cost(
        of task: String, at price: Price?, _ hour: PriceHour = .dearest
    ) -> Money? {
        guard let price else { return nil }
        var sum: Money? = Money(nanos: 0, price.currency)
        for line in lines where line.task == task {
            sum = Money.sum(sum, line.cost(at: price, hour))
        }
        return sum
    }
}

extension Traffic.Line {
    /// An hour counts only where nobody says how much is asked at which.
    fileprivate func cost(at price: Price, _ hour: PriceHour) -> Money? {
        let counts = TokenCounts(inputFresh: inputTokens, output: outputTokens)
        let ones = price.byHour.map { Pricing.cost(of: counts, at: $0) }
        guard let offPeakMillionths, ones.count == 2 else {
            return hour.chosen(of: ones).flatMap { all($0, volume) }
        }
        // A share of the requests, to the nearest one.
        let quiet = Int((Int128(volume) * Int128(offPeakMillionths) + 500_000) / 1_000_000)
        guard let busy = ones[0], let off = ones[1] else { return nil }
        return Money.sum(all(busy, volume - quiet), all(off, quiet))
    }

    private func all(_ one: Money, _ volume: Int) -> Money? {
        let (nanos, isOver) = one.nanos.multipliedReportingOverflow(by: Int128(volume))
        return isOver ? nil : Money(nanos: nanos, one.currency)
    }
}
