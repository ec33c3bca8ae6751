import Documents
import Glibc
import Ledger
import Plans
import Rows
import Runs
import Suites
import Transports
import Vocabulary

// The rows of a run that belong to no case.
extension RunJob {
    /// A run that is gone on with stays the run that it was.
    func runRow(_ planned: Int, _ killed: RunRow?) -> RunRow {
        if var row = killed {
            row.resumed.append(WallClock.now())
            return row
        }
        var row = RunRow(
            version: version, suites: files,
            mode: mode,
            gateway: gatewayName,
            started: WallClock.now(), host: WallClock.host(), seed: 0, casesPlanned: planned)
        if command != RunCommand.name { row.command = command }
        row.arguments = words
        row.shard = selection.shard
        row.repository = Folder.repository()
        row.inputs = inputs
        row.tasks = prepared.compactMap { prepared in
            prepared.plan.suite.task.map {
                RunRow.Task(suite: prepared.plan.suite.name, name: $0)
            }
        }.sorted { $0.suite < $1.suite }
        row.direct = prepared.filter(\.plan.isDirect).map(\.plan.suite.name).sorted()
        row.prices = prepared.flatMap { prepared in
            prepared.prices.unlisted.map {
                RunRow.Price(
                    suite: prepared.plan.suite.name, model: $0.model, text: $0.price.text,
                    source: $0.source)
            }
        }
        row.rates = rates.texts.map { RunRow.Rate(currency: $0.currency, dollars: $0.dollars) }
        row.id = RunIdentity.id(of: row)
        return row
    }

    /// Of the suites, each once: some are sent in two parts.
    private var files: [String] {
        var seen: Set<String> = []
        return prepared.map(\.plan.suite.file).filter { seen.insert($0).inserted }
    }

    private var gatewayName: String {
        if let gateway { return gateway.url }
        if let drill {
            return drill.elsewhere?.url ?? "\(drill.gateway.name): \(drill.gateway.file)"
        }
        return prepared.allSatisfy(\.plan.isDirect) ? RunRow.noGateway : ChosenGateway.embedded
    }

    private var mode: RunRow.Mode {
        switch source {
        case .simulated: gateway == nil ? .simulated : .live
        case .live(nil): .live
        case .live: .record
        case .replay: .replay
        }
    }

    /// The files that decide what is sent, as they are now.
    var inputs: [RunRow.Input] {
        var cassettes: [String] = []
        if case .replay(let folder) = source {
            cassettes = (try? CassetteFolder.files(in: folder)) ?? []
        }
        return RunInputs.of(
            prepared, routes: routes.files + (drill?.files ?? []) + cassettes)
    }

    func pathRows(_ tally: RunTally) -> [PathRow] {
        var rows: [PathRow] = []
        var seen: Set<PathKey> = []
        for suite in prepared {
            for way in suite.plan.ways where selection.takes(way) {
                let key = PathKey(way)
                guard seen.insert(key).inserted else { continue }
                let leg = suite.plan.leg(way.path.leg)
                var row = PathRow(
                    leg: way.path.leg, legName: leg.map { "\($0.provider):\($0.model)" } ?? "",
                    cause: way.path.word, isStreamed: way.isStreamed,
                    expectedOutcome: way.path.expected.outcome, isCovered: tally.covers(key))
                row.route = way.path.route
                rows.append(row)
            }
            for way in drill?.unshown ?? [] where selection.takes(way) {
                guard seen.insert(PathKey(way)).inserted else { continue }
                let leg = suite.plan.leg(way.path.leg)
                var row = PathRow(
                    leg: way.path.leg, legName: leg.map { "\($0.provider):\($0.model)" } ?? "",
                    cause: way.path.word, isStreamed: way.isStreamed,
                    expectedOutcome: way.path.expected.outcome, isCovered: false)
                row.reason = drill?.unshownReason
                row.route = way.path.route
                rows.append(row)
            }
            for unreached in suite.plan.unreached where selection.isAll {
                let key = PathKey(unreached.leg, nil, isStreamed: unreached.isStreamed)
                guard seen.insert(key).inserted else { continue }
                let leg = suite.plan.leg(unreached.leg)
                var row = PathRow(
                    leg: unreached.leg,
                    legName: leg.map { "\($0.provider):\($0.model)" } ?? "", cause: nil,
                    isStreamed: unreached.isStreamed, expectedOutcome: .movesOn,
                    isCovered: false)
                row.unreached = unreached.why.message
                rows.append(row)
            }
        }
        return rows
    }

    func endRow(
        _ counts: RunTally.Counts, _ planned: Int, _ control: RunControl, _ limits: RunLimits,
        since begun: Moment
    ) -> EndRow {
        var row = EndRow(
            cases: counts.done, passed: counts.passed, failed: counts.failed,
            errored: counts.errored, skipped: counts.skipped, requests: counts.requests,
            duration: (Clock.now() - begun).inWholeMicroseconds,
            interruptedBy: Interruption.signalName)
        row.notRun = max(0, planned - counts.done)
        row.stoppedBy = control.stopped?.words
        row.limits = limits.rows
        return row
    }
}
