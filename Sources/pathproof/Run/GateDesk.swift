import Rows
import Runs
import Synchronization
import Vocabulary

/// The gate of a run: the baseline read, every case held against it, and at the end its row.
final class GateDesk: Sendable {
    /// The file or run, as the command line has it.
    private let name: String
    /// What the run was to judge: nil where only a part was selected, and nothing can be called lost.
    private let suites: [String]?
    private let gate: Mutex<Gate>

    private static let lostNamed = 20

    init(
        _ name: String, suites: [String]?, options: GateOptions, isLive: Bool
    ) throws(Diagnostics) {
        self.name = name
        self.suites = suites
        gate = Mutex(
            Gate(
                try Self.baseline(name), dropMin: options.dropMin, riseMin: options.riseMin,
                confidence: options.confidence, isLive: isLive, isExact: options.isExact))
    }

    /// Calls stand before their case.
    func take(_ row: Row) {
        switch row {
        case .call(let row): gate.withLock { $0.take(row) }
        case .case(let row): gate.withLock { $0.take(row) }
        default: break
        }
    }

    func take(_ finished: RowDesk.Finished) {
        // Of one that a killed run has answered, its rows tell of the calls.
        for row in finished.rows { take(row) }
        gate.withLock { gate in
            for call in finished.calls { gate.take(call) }
            gate.take(finished.row)
        }
    }

    /// The baseline is read once more for the names of what was not judged: they are not kept.
    func row() throws(Diagnostics) -> GateRow {
        let gate = gate.withLock { $0 }
        var lost = 0
        var names: [String] = []
        try Self.forEachCase(of: name) { id, _ in
            guard let suites, suites.contains(where: { id.hasPrefix("\($0)/") }),
                !gate.hasJudged(id)
            else { return }
            lost += 1
            if names.count < Self.lostNamed { names.append(id) }
        }
        return gate.row(name, lost: lost, lostCases: names)
    }

    /// Of a run, what its cases took and cost is kept, too.
    private static func baseline(_ name: String) throws(Diagnostics) -> Baseline {
        var baseline = Baseline()
        guard isRun(name) else {
            try forEachCase(of: name) { baseline.take($0, hasPassed: $1) }
            return baseline
        }
        try EarlierRun.forEachRow(in: name) { row in
            switch row {
            case .run(let row):
                try EarlierRun.checkWhole(row, name)
                baseline.isLive = [.live, .record].contains(row.mode)
            case .call(let row): baseline.takeWhole(row)
            case .case(let row): baseline.takeWhole(row)
            default: break
            }
        }
        return baseline
    }

    private static func isRun(_ name: String) -> Bool {
        Folder.isFolder(name) || name.hasSuffix(".jsonl")
    }

    /// A baseline file, or a run: its folder or its results.
    private static func forEachCase(
        of name: String, _ body: (_ id: String, _ hasPassed: Bool) -> Void
    ) throws(Diagnostics) {
        guard isRun(name) else {
            return try Baseline.forEachCase(in: try FileBytes.read(name), file: name, body)
        }
        try EarlierRun.forEachRow(in: name) { row in
            guard case .case(let row) = row, row.verdict == .passed || row.verdict == .failed
            else { return }
            body(row.id, row.verdict == .passed)
        }
    }
}

/// How large a loss must be, and how certain, from the command line.
struct GateOptions {
    var baseline: String?
    var dropMin = Gate.dropUsual
    var riseMin = Gate.riseUsual
    var confidence = Gate.confidenceUsual
    /// No case fails by chance: each that passed before must pass.
    var isExact = false

    init() {}

    init(_ arguments: Arguments, isExact: Bool) throws(Diagnostics) {
        self.isExact = isExact
        baseline = arguments.last("--baseline")
        if let drop = try arguments.integer("--gate-drop", in: 0...100) {
            dropMin = Double(drop) / 100
        }
        if let rise = try arguments.integer("--gate-rise", in: 0...1_000) {
            riseMin = Double(rise) / 100
        }
        if let confidence = try arguments.integer("--gate-confidence", in: 50...99) {
            self.confidence = Double(confidence) / 100
        }
        guard baseline == nil else { return }
        for name in ["--gate-drop", "--gate-rise", "--gate-confidence"] where arguments.has(name) {
            throw Diagnostics([
                Diagnostic("option '\(name)' says how to compare, and there is no --baseline")
            ])
        }
    }
}
