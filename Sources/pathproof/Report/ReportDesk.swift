import Reports
import Rows
import Runs
import Synchronization
import Vocabulary

/// Every report of a run, fed row by row as the rows go to disk. No row is kept.
final class ReportDesk: Sendable {
    /// A report is changed where it stands: taken out of a tuple or an enum it would be copied, and with
    /// it, at its next change, all that it has counted.
    private final class Desk {
        var report: any Report
        let name: String
        let output: any TextOutput

        init(_ type: any Report.Type, _ settings: ReportSettings, _ output: any TextOutput) {
            report = type.init(settings)
            name = type.name
            self.output = output
        }
    }

    private struct State {
        let log: RowLog?
        /// Cases that were answered before their turn; nil until there is one.
        var early: RowLog?
        let desks: [Desk]
        let tables: RunTables
        var transcripts: Transcripts
        var traces = TraceKeeper()
        /// The first thing that could not be written; nothing is written after it.
        var failure: OutputFailure?
    }

    private let state: Mutex<State>
    private let folder: String
    private let start: Moment
    private let onFailure: @Sendable () -> Void

    /// - Parameters:
    ///   - log: results.jsonl; nil where the rows come from it.
    ///   - reports: which are wanted, by name.
    ///   - onFailure: called once where something could not be written.
    init(
        folder: String, log: sending RowLog?, reports: Set<String>, settings: ReportSettings,
        start: Moment, onFailure: @escaping @Sendable () -> Void = {}
    ) throws(Diagnostics) {
        self.folder = folder
        self.start = start
        self.onFailure = onFailure
        var settings = settings
        let home = settings.folder
        settings.transcript = { RunFolder.transcript($0, in: home) }
        do throws(OutputFailure) {
            var desks: [Desk] = []
            for type in allReports {
                guard reports.contains(type.name) else { continue }
                let output: any TextOutput
                if let name = type.fileName {
                    output = try FileOutput(path: "\(folder)/\(name)")
                } else {
                    output = MemoryOutput()
                }
                desks.append(Desk(type, settings, output))
            }
            state = Mutex(
                State(
                    log: log, desks: desks, tables: settings.tables,
                    transcripts: Transcripts(folder: folder)))
        } catch {
            throw Diagnostics([Diagnostic(error.reason)])
        }
    }

    func take(_ row: Row) {
        attempt { state throws(OutputFailure) in try Self.take(row, &state) }
    }

    private static func take(_ row: Row, _ state: inout State) throws(OutputFailure) {
        try state.log?.add(row)
        state.tables.take(row)
        for desk in state.desks { try desk.report.take(row, to: desk.output) }
    }

    /// Cases in their order, each after all that belongs to it: its row says that the rest is there.
    ///
    /// A report after the other takes them all: its code and its figures are at hand for many rows at a time.
    func take(_ batch: [RowDesk.Finished]) {
        attempt { state throws(OutputFailure) in
            var shown: [Shown] = []
            shown.reserveCapacity(batch.count)
            for finished in batch { shown.append(try Shown(finished, since: start, &state)) }
            if let log = state.log {
                for shown in shown {
                    for row in shown.before { try log.add(row) }
                    try shown.withRow { row throws(OutputFailure) in try log.add(row) }
                }
            }
            for shown in shown {
                for row in shown.before { state.tables.take(row) }
                shown.withRow { row in state.tables.take(row) }
            }
            for desk in state.desks {
                for shown in shown {
                    for row in shown.before { try desk.report.take(row, to: desk.output) }
                    try shown.withRow { row throws(OutputFailure) in
                        try desk.report.take(row, to: desk.output)
                    }
                }
            }
        }
    }

    /// A case as its reports see it.
    private struct Shown {
        private let finished: RowDesk.Finished
        /// What stands before its row.
        let before: [Row]
        /// Its row where that is not as it came.
        private let settled: Shared<CaseRow>?

        init(
            _ finished: RowDesk.Finished, since start: Moment, _ state: inout State
        ) throws(OutputFailure) {
            self.finished = finished
            before =
                finished.rows
                + finished.calls.map {
                    .call(CallRow($0, of: finished.row.id, since: start))
                }
            guard finished.row.transcript != nil || finished.row.trace != nil else {
                settled = nil
                return
            }
            var row = try state.transcripts.settled(finished)
            state.traces.settle(&row)
            settled = Shared(row)
        }

        /// Lends the row: a copy has two dozen texts to hold.
        func withRow<Failure: Error>(
            _ body: (CaseRow) throws(Failure) -> Void
        ) throws(Failure) {
            if let settled { try body(settled.value) } else { try body(finished.row) }
        }
    }

    /// Cases whose turn has not come: kept on disk in case that the run is killed before it does.
    func putAside(_ waiting: [RowDesk.Finished]) {
        attempt { state throws(OutputFailure) in
            let early: RowLog
            if let opened = state.early {
                early = opened
            } else {
                early = try RowLog(
                    path: "\(folder)/\(RunFolder.early)", writer: RowWriter(start: start))
                state.early = early
            }
            for finished in waiting {
                for row in finished.rows { try early.add(row) }
                for call in finished.calls {
                    try early.add(.call(CallRow(call, of: finished.row.id, since: start)))
                }
                try early.add(state.transcripts.settled(finished))
            }
            try early.flush()
        }
    }

    func flush() {
        attempt { state throws(OutputFailure) in try state.log?.flush() }
    }

    /// Ends every report, gives the files their names, and hands back what is for the terminal, by report.
    func finish() throws(Diagnostics) -> [String: String] {
        var texts: [String: String] = [:]
        attempt { state throws(OutputFailure) in
            try state.log?.flush()
            for desk in state.desks {
                try desk.report.finish(to: desk.output)
                switch desk.output {
                // Each can be made anew of the rows: a run of one case would mostly wait for the disk.
                case let file as FileOutput: try file.commit(isSafe: false)
                case let memory as MemoryOutput: texts[desk.name] = memory.text
                default: preconditionFailure("an output of no known kind")
                }
            }
            // Every case stands in the results now.
            if state.log != nil { Folder.remove("\(folder)/\(RunFolder.early)") }
        }
        if let failure = state.withLock({ $0.failure }) {
            throw Diagnostics([
                Diagnostic(failure.reason, hint: "the reports of this run are incomplete")
            ])
        }
        return texts
    }

    private func attempt(_ body: (inout State) throws(OutputFailure) -> Void) {
        let hasFailed = state.withLock { state in
            guard state.failure == nil else { return false }
            do throws(OutputFailure) {
                try body(&state)
                return false
            } catch {
                state.failure = error
                return true
            }
        }
        if hasFailed { onFailure() }
    }
}

/// Both sides of the cases that did not pass, a file each, as many as anybody would open.
private struct Transcripts {
    let folder: String
    private var names: Set<String> = []

    init(folder: String) { self.folder = folder }

    /// The case's row, once its transcript is written; without the name of one where there are too many.
    mutating func settled(_ finished: RowDesk.Finished) throws(OutputFailure) -> CaseRow {
        guard let name = finished.row.transcript, !names.contains(name) else { return finished.row }
        guard names.count < TranscriptCount.filesMax else {
            var row = finished.row
            row.transcript = nil
            return row
        }
        if let text = finished.transcript {
            if names.isEmpty, !Folder.make("\(folder)/\(RunFolder.transcripts)") {
                throw OutputFailure(
                    "cannot make the folder '\(folder)/\(RunFolder.transcripts)': "
                        + Folder.reason())
            }
            try FileOutput.write(text, to: "\(folder)/\(name)")
        }
        names.insert(name)
        return finished.row
    }
}
