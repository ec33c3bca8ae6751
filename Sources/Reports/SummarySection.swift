import Documents
import Rows
import Vocabulary

/// A part of the summary that is folded out of the cases: a table in summary.md, a member of summary.json.
///
/// Its size is that of the gateway's configuration, not that of the run.
protocol SummarySection: Sendable {
    /// The member's name.
    static var key: String { get }

    /// With its heading; empty where there is nothing to show.
    func markdown() -> String
    /// One value.
    func write(to json: inout JSONWriter)
}

/// All sections, in the order in which summaries show them. They are named one by one, since a list of
/// existentials would be opened for every case.
struct SummarySections: Sendable {
    private var coverage = CoverageSection()
    private var latency = LatencySection()
    private let models: ModelSection
    private var metrics = MetricSection()
    private var spend = SpendSection()
    private var spendBy = SpendBySection()
    private var ledger = LedgerSection()
    private var rehearsal = RehearsalSection()
    private var drilled = DrilledPaths()
    private var caches = CacheSection()

    init(_ settings: ReportSettings) { models = ModelSection(settings) }

    var all: [any SummarySection] {
        [
            rehearsal, FindingSection(of: drilled), ScenarioSection(of: drilled), coverage, models,
            metrics, latency, spend, spendBy, caches, ledger,
        ]
    }

    mutating func take(_ row: RunRow) {
        spendBy.take(row)
        caches.take(row)
    }

    mutating func take(_ row: AttemptRow) {
        latency.take(row)
        caches.take(row)
    }

    mutating func take(_ row: CaseRow) {
        coverage.take(row)
        metrics.take(row)
        latency.take(row)
        spendBy.take(row)
        caches.take(row)
    }

    mutating func take(_ row: PathRow) {
        coverage.take(row)
        spend.take(row)
        spendBy.take(row)
        caches.take(row)
        drilled.take(row)
    }

    mutating func take(_ row: EndRow) { coverage.take(row) }

    mutating func take(_ row: CallRow) {
        spend.take(row)
        spendBy.take(row)
    }

    mutating func take(_ row: QuestionRow) {
        spend.take(row)
        spendBy.take(row)
    }

    mutating func take(_ row: LedgerRow) { ledger.take(row) }
    mutating func take(_ row: RehearsalRow) { rehearsal.take(row) }
}

extension JSONWriter {
    /// Rows as results.jsonl has them.
    mutating func value(_ rows: [Row]) {
        beginArray()
        for row in rows {
            var writer = RowWriter()
            writer.add(row)
            raw(bytes: Array(writer.bytes.dropLast()))
        }
        endArray()
    }
}
