public import Transports
public import Vocabulary

/// The user's own gateway, started for a drill and stopped whatever happens.
public final class GatewayProcess: Sendable {
    /// Where it listens: no path behind it.
    public let url: String
    private let program: GatewayProgram
    private let process: GuardedProcess
    private let folder: PrivateFolder
    private let log: String

    /// Where a project has its own programs, npm's and Python's; PATH goes before.
    private static let ownFolders = ["node_modules/.bin", ".venv/bin"]

    /// Returns when it answers.
    ///
    /// - Parameter log: the file that takes all it says.
    public static func started(
        _ program: GatewayProgram, log: String, over transport: Transport
    ) async throws(Diagnostics) -> GatewayProcess {
        let found = try path(of: program)
        // A port may be taken between the question and the start.
        for _ in 0..<2 {
            let process = try GatewayProcess(program, at: found, log: log)
            if try await process.isReady(over: transport) { return process }
        }
        throw Diagnostics([Diagnostic("no port was free for \(program.name)")])
    }

    /// Where its program stands: also asked before anything is written, so that a program that is missing leaves
    /// an earlier drill as it is.
    @discardableResult
    public static func path(of program: GatewayProgram) throws(Diagnostics) -> String {
        let path = ([Environment.value(of: "PATH") ?? ""] + ownFolders).joined(separator: ":")
        guard let found = Programs.find(program.program, path: path) else {
            throw Diagnostics([
                Diagnostic("there is no program '\(program.program)'", hint: program.hint)
            ])
        }
        return found
    }

    private init(_ program: GatewayProgram, at path: String, log: String) throws(Diagnostics) {
        guard let port = Programs.freePort() else {
            throw Diagnostics([Diagnostic("no port is free for \(program.name)")])
        }
        do throws(ProcessFailure) {
            folder = try PrivateFolder(under: Environment.value(of: "TMPDIR") ?? "/tmp")
            let file = try folder.write(program.file.name, program.file.text)
            let usual = [
                "PATH": Environment.value(of: "PATH") ?? "/usr/bin:/bin",
                "HOME": Environment.value(of: "HOME") ?? folder.path, "LANG": "C.UTF-8",
            ]
            process = try GuardedProcess(
                path, program.arguments(port, file),
                environment: usual.merging(program.environment(file)) { $1 },
                folder: folder.path, scratch: folder, log: log)
        } catch {
            throw Diagnostics([Diagnostic("\(program.name) cannot be started: \(error.reason)")])
        }
        url = "http://127.0.0.1:\(port)"
        self.program = program
        self.log = log
    }

    deinit { stop() }

    /// False where the port was taken by somebody else.
    private func isReady(over transport: Transport) async throws(Diagnostics) -> Bool {
        let deadline = Clock.now() + program.patience
        while Clock.now() < deadline {
            if let status = process.exitStatus {
                let said = Programs.tail(of: log, lines: 12)
                if program.hasLostPort(status, said) { return false }
                throw Diagnostics([
                    Diagnostic(
                        "\(program.name) ended with status \(status) before it was ready; it said:\n"
                            + said, hint: "all it said stands in '\(log)'")
                ])
            }
            if await answer(at: program.readyPath, key: nil, over: transport) != nil { return true }
            do {
                try await Task.sleep(for: .milliseconds(100))
            } catch {
                throw Diagnostics([Diagnostic("the start of \(program.name) was interrupted")])
            }
        }
        stop()
        throw Diagnostics([
            Diagnostic(
                "\(program.name) was not ready after \(program.patience.components.seconds) s",
                hint: "all it said stands in '\(log)'")
        ])
    }

    /// With which status it ended by itself; nil where it runs on all this time.
    public func status(within time: Duration) async -> Int32? {
        await process.status(within: time)
    }

    public func stop() { process.stop() }

    /// What it says of itself on a page; nil unless the status is 200.
    func answer(at path: String, key: Secret?, over transport: Transport) async -> String? {
        var request = Request(
            method: "GET", url: url + path,
            limits: RequestLimits(
                total: .seconds(10), firstByte: .seconds(10), idle: .seconds(10)))
        if let key {
            request.secretHeaders = [
                Request.SecretField("authorization", Secret("Bearer \(key.revealed)"))
            ]
        }
        let sink = WholeBody()
        let exchange = await transport.send(request, into: sink)
        return exchange.breakage == nil && exchange.status == 200 ? sink.text : nil
    }
}
