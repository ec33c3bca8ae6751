import Documents
public import Rows
public import Vocabulary

/// Which cases passed in a run that others are compared with: a word for each case, so that a hundred thousand
/// of them fit in memory.
public struct Baseline: Sendable {
    public static let format = "pathproof-baseline"
    public static let version = 1

    /// What a case took, where time means anything, and what it cost.
    public struct Figures: Sendable, Equatable {
        public var latency: Duration?
        public var cost: Money?
        /// The cost is that of the dearest hours, and not that of the run's own.
        public var isAtDearestHours = false

        public init(latency: Duration? = nil, cost: Money? = nil) {
            self.latency = latency
            self.cost = cost
        }

        /// Simulated providers answer as fast as this machine lets them: their times say nothing.
        init(_ row: CaseRow, isLive: Bool, atDearestHours dearest: Money?) {
            latency = isLive ? row.latency : nil
            cost = dearest ?? row.cost
            isAtDearestHours = dearest != nil
        }
    }

    private var verdicts: [UInt64: Bool] = [:]
    /// Of a run's cases; a baseline file has none: they would change with each blessing.
    private var figures: [UInt64: Figures] = [:]
    /// The run asked real providers.
    public var isLive = false
    private var hours = DearestHours()

    public init() {}

    public var count: Int { verdicts.count }

    /// What was not judged says nothing.
    public mutating func take(_ row: CaseRow) {
        guard row.verdict == .passed || row.verdict == .failed else { return }
        verdicts[Digest64(row.id).value] = row.verdict == .passed
    }

    public mutating func take(_ id: String, hasPassed: Bool) {
        verdicts[Digest64(id).value] = hasPassed
    }

    /// Of the case that comes next.
    public mutating func takeWhole(_ row: CallRow) { hours.take(row) }

    /// The same of a run's row, with what the case took and cost.
    public mutating func takeWhole(_ row: CaseRow) {
        let dearest = hours.leave()
        take(row)
        guard row.verdict == .passed else { return }
        let found = Figures(row, isLive: isLive, atDearestHours: dearest)
        if found != Figures() { figures[Digest64(row.id).value] = found }
    }

    func figures(of id: String) -> Figures? {
        figures.isEmpty ? nil : figures[Digest64(id).value]
    }

    public func verdict(of id: String) -> Bool? { verdicts[Digest64(id).value] }

    // MARK: The file

    /// One line for each case, sorted: a change of one case is a change of one line.
    public static func text(of cases: [(id: String, hasPassed: Bool)]) -> String {
        var text = "{\n\"format\": \"\(format)\",\n\"version\": \(version),\n\"cases\": {\n"
        let sorted = cases.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        for (number, one) in sorted.enumerated() {
            var json = JSONWriter()
            json.string(one.id)
            text += String(decoding: json.bytes, as: UTF8.self)
            text += one.hasPassed ? ": \"passed\"" : ": \"failed\""
            text += number + 1 < sorted.count ? ",\n" : "\n"
        }
        return text + "}\n}\n"
    }

    /// Each case of a baseline file.
    public static func forEachCase(
        in bytes: [UInt8], file: String, _ body: (_ id: String, _ hasPassed: Bool) -> Void
    ) throws(Diagnostics) {
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.read(bytes)
        } catch {
            throw Diagnostics([Diagnostic("'\(file)' is no baseline: \(error.reason)")])
        }
        guard tape.kind(tape.root) == .object, tape.string("format", of: tape.root) == format,
            let cases = tape.member("cases", of: tape.root), tape.kind(cases) == .object
        else {
            throw Diagnostics([
                Diagnostic(
                    "'\(file)' is no baseline", hint: "`pathproof bless --to FILE` writes one")
            ])
        }
        let found = tape.member("version", of: tape.root).flatMap { tape.integer($0) } ?? 0
        guard found == version else {
            throw Diagnostics([
                Diagnostic(
                    "'\(file)' is a baseline of version \(found), and this program reads \(version)",
                    hint: "bless a run of this program again")
            ])
        }
        for (id, verdict) in tape.members(cases) {
            guard let id = tape.string(id), let verdict = tape.string(verdict),
                verdict == "passed" || verdict == "failed"
            else {
                throw Diagnostics([
                    Diagnostic(
                        "'\(file)' has a case that neither passed nor failed",
                        hint: "baselines are written by `pathproof bless`, not by hand")
                ])
            }
            body(id, verdict == "passed")
        }
    }
}
