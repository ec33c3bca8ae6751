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
        let output: any TextOutput

        init(_ report: any Report, _ output: any TextOutput) {
            self.report = report
            self.output = output
        }
    }

    private struct State {
        let log: RowLog
        let desks: [Desk]
        /// The first thing that could not be written; nothing is written after it.
        var failure: OutputFailure?
    }

    private let state: Mutex<State>
    private let start: Moment

    /// - Parameter showsConsole: the report for the terminal is wanted.
    init(
        folder: String, settings: ReportSettings, start: Moment, showsConsole: Bool
    ) throws(Diagnostics) {
        self.start = start
        do throws(OutputFailure) {
            let log = try RowLog(
                path: "\(folder)/results.jsonl", writer: RowWriter(start: start))
            var desks: [Desk] = []
            for type in allReports {
                if let name = type.fileName {
                    let file = try FileOutput(path: "\(folder)/\(name)")
                    desks.append(Desk(type.init(settings), file))
                } else if showsConsole {
                    desks.append(Desk(type.init(settings), MemoryOutput()))
                }
            }
            state = Mutex(State(log: log, desks: desks))
        } catch {
            throw Diagnostics([Diagnostic(error.reason)])
        }
    }

    func take(_ row: Row) {
        attempt { state throws(OutputFailure) in
            try state.log.add(row)
            for desk in state.desks { try desk.report.take(row, to: desk.output) }
        }
    }

    /// A case, and the calls that it made.
    func take(_ finished: RowDesk.Finished) {
        attempt { state throws(OutputFailure) in
            try state.log.add(finished.row)
            for desk in state.desks { try desk.report.take(finished.row, to: desk.output) }
        }
        for call in finished.calls {
            take(.call(CallRow(call, of: finished.row.id, since: start)))
        }
    }

    func flush() {
        attempt { state throws(OutputFailure) in try state.log.flush() }
    }

    /// Ends every report, gives the files their names, and hands back what is for the terminal.
    func finish() throws(Diagnostics) -> String {
        var console = ""
        attempt { state throws(OutputFailure) in
            try state.log.flush()
            for desk in state.desks {
                try desk.report.finish(to: desk.output)
                switch desk.output {
                case let file as FileOutput: try file.commit()
                case let memory as MemoryOutput: console += memory.text
                default: preconditionFailure("an output of no known kind")
                }
            }
        }
        if let failure = state.withLock({ $0.failure }) {
            throw Diagnostics([
                Diagnostic(failure.reason, hint: "the reports of this run are incomplete")
            ])
        }
        return console
    }

    private func attempt(_ body: (inout State) throws(OutputFailure) -> Void) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do throws(OutputFailure) {
                try body(&state)
            } catch {
                state.failure = error
            }
        }
    }
}
