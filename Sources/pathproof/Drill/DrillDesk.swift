import Documents
import GatewayMaps
import Reports
import Rows
import Runs
import Synchronization
import Transports
import Vocabulary

/// What a drill does beside a run: its gateway, the matrix of all paths, the second pass with cooldowns.
final class DrillDesk: Sendable {
    private let drill: Drill
    private let folder: String
    private let reports: ReportDesk
    private let matrix = Mutex(DrillMatrix())
    /// Paths whose rows are written.
    private let told = Mutex<Set<PathKey>>([])
    /// What was changed for the drill, once the gateway is up.
    private let changes = Mutex<[String]>([])

    static let fileName = "drill.md"

    init(_ drill: Drill, folder: String, reports: ReportDesk) {
        self.drill = drill
        self.folder = folder
        self.reports = reports
    }

    /// Starts the gateway, tells what it has understood otherwise, and waits until it is warm.
    ///
    /// - Parameters:
    ///   - routes: the names that will be asked for.
    ///   - sources: what stands behind the lanes.
    func set(
        asking routes: [String], from sources: LaneSources, over transport: Transport
    ) async throws(Diagnostics) -> DrillStage {
        let stage = try await DrillStage.set(
            for: drill, from: sources, log: "\(folder)/\(drill.gateway.name).log",
            over: transport)
        // Where the run's end came first, nobody could be asked.
        for difference in stage.differences where !Task.isCancelled {
            reports.take(
                .finding(
                    FindingRow(
                        Finding("drill.import", .warning, difference.message),
                        location: difference.location)))
        }
        changes.withLock { $0 = stage.changes }
        await stage.warmUp(drill.shownWhole(routes), over: transport)
        return stage
    }

    /// A path has one row, with the first of its cases that could be judged; another tells of it only where it went
    /// otherwise than was predicted. A path without such a case has its row at the end, unless this one says why.
    func sifted(_ finished: RowDesk.Finished) -> RowDesk.Finished {
        finished.carrying(
            finished.rows.filter { row in
                guard case .path(let path) = row else { return true }
                guard let walk = path.walk else { return path.reason != nil && !hasTold(path) }
                return !walk.agrees || !hasTold(path)
            })
    }

    func take(_ finished: RowDesk.Finished) {
        for case .path(let row) in finished.rows {
            matrix.withLock { $0.take(row) }
            _ = told.withLock { $0.insert(PathKey(row)) }
        }
    }

    /// A path that no case went over.
    func takeUnshown(_ row: PathRow) { matrix.withLock { $0.take(row) } }

    /// Its row stands with its case.
    func hasTold(_ row: PathRow) -> Bool { told.withLock { $0.contains(PathKey(row)) } }

    /// What failures do to the requests after them, with the configuration's own cooldowns; on simulated legs, since
    /// it says nothing of a provider.
    func watchCooldowns(asking routes: [String], over transport: Transport) async {
        guard case .litellm(let config, let predictor) = drill.gateway,
            !config.routing.disablesCooldowns, drill.elsewhere == nil
        else { return }
        for finding in await cooldowns(of: predictor, routes, transport) {
            reports.take(.finding(FindingRow(finding)))
            matrix.withLock { $0.take(finding) }
        }
    }

    private func cooldowns(
        of predictor: LiteLLMPredictor, _ routes: [String], _ transport: Transport
    ) async -> [Finding] {
        let stage: DrillStage
        do throws(Diagnostics) {
            stage = try await DrillStage.set(
                for: drill, log: "\(folder)/\(drill.gateway.name)-cooldowns.log",
                keepsCooldowns: true,
                over: transport)
        } catch {
            guard !Task.isCancelled else { return [] }
            let reason = error.items.first?.message ?? ""
            return [Finding("drill.cooldown.not-shown", .error, reason)]
        }
        defer { stage.stop() }
        await stage.warmUp(routes, over: transport)
        let pass = CooldownPass(
            predictor: predictor, routes: Set(routes),
            watch: CooldownWatch(
                transport: transport, target: stage.target, faults: stage.lanes))
        return await pass.findings()
    }

    /// drill.md: the matrix, the findings, and all that was changed for the drill.
    func finish() throws(Diagnostics) {
        let inexact = drill.gateway.constructs.filter { $0.exactness != .exact }.map { construct in
            (
                path: construct.path,
                note: "\(construct.exactness.rawValue), line \(construct.location.line): "
                    + construct.note
            )
        }
        let text = matrix.withLock { $0 }.markdown(
            of: drill.gateway.file, constructs: inexact, changes: changes.withLock { $0 })
        try Folder.write(text, to: "\(folder)/\(Self.fileName)")
    }
}
