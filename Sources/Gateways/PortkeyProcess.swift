package import Transports
package import Vocabulary

/// The user's own Portkey gateway, started for a drill and stopped whatever happens: its configuration comes
/// with each request.
package final class PortkeyProcess: Sendable {
    package let url: String
    private let process: GuardedProcess
    private let folder: PrivateFolder
    private let log: String

    /// It is up in two seconds; a busy machine takes longer.
    private static let patience: Duration = .seconds(60)

    /// What it is started with, in words for the list of changes.
    package static let changes = [
        "environment: none of the user's but PATH and HOME; it listens on 127.0.0.1 only",
        "pauses between attempts of at most 0.05 s in place of 1 to 16 s",
    ]

    /// Returns when it answers.
    ///
    /// - Parameter shortensPauses: a drill has thousands of pauses between attempts.
    package static func started(
        _ program: String, log: String, shortensPauses: Bool, over transport: Transport
    ) async throws(Diagnostics) -> PortkeyProcess {
        let path = Environment.value(of: "PATH") ?? ""
        guard let found = Programs.find(program, path: path) else {
            throw Diagnostics([
                Diagnostic(
                    "there is no program '\(program)'",
                    hint: "install Portkey's gateway with `npm install -g @portkey-ai/gateway`, "
                        + "or name it with --portkey-bin PATH")
            ])
        }
        let process = try PortkeyProcess(found, log: log, shortensPauses: shortensPauses)
        try await process.becomeReady(over: transport)
        return process
    }

    private init(_ program: String, log: String, shortensPauses: Bool) throws(Diagnostics) {
        guard let port = Programs.freePort() else {
            throw Diagnostics([Diagnostic("no port is free for Portkey's gateway")])
        }
        do throws(ProcessFailure) {
            folder = try PrivateFolder(under: Environment.value(of: "TMPDIR") ?? "/tmp")
            let preload = try folder.write("preload.cjs", Self.preload(shortensPauses))
            let environment = [
                "PATH": Environment.value(of: "PATH") ?? "/usr/bin:/bin",
                "HOME": Environment.value(of: "HOME") ?? folder.path, "LANG": "C.UTF-8",
                "NODE_ENV": "production",
                // The configuration is a header of each request.
                "NODE_OPTIONS": "--require \(preload) --max-http-header-size=1048576",
            ]
            process = try GuardedProcess(
                program, ["--headless", "--port=\(port)"], environment: environment,
                folder: folder.path, scratch: folder, log: log)
        } catch {
            throw Diagnostics([Diagnostic("Portkey's gateway cannot be started: \(error.reason)")])
        }
        url = "http://127.0.0.1:\(port)/v1"
        self.log = log
    }

    deinit { stop() }

    /// Run by node before the gateway: it has no switch for the address that it listens on, and none for its
    /// pauses, which the timer of its retry library makes.
    private static func preload(_ shortensPauses: Bool) -> String {
        """
        const net = require('net');
        const listen = net.Server.prototype.listen;
        net.Server.prototype.listen = function (first, ...rest) {
          if (typeof first === 'number') {
            return listen.call(this, first, '127.0.0.1', ...rest.filter((x) => typeof x === 'function'));
          }
          if (first && first.port !== undefined) first.host = '127.0.0.1';
          return listen.call(this, first, ...rest);
        };
        """
            + (shortensPauses
                ? """

                const later = globalThis.setTimeout;
                globalThis.setTimeout = (call, time, ...rest) =>
                  later(call, time >= 1000 && String(call).includes('_attempts') ? 50 : time, ...rest);
                """ : "") + "\n"
    }

    private func becomeReady(over transport: Transport) async throws(Diagnostics) {
        let deadline = Clock.now() + Self.patience
        while Clock.now() < deadline {
            if let status = process.exitStatus {
                throw Diagnostics([
                    Diagnostic(
                        "Portkey's gateway ended with status \(status) before it was ready; it said:\n"
                            + Programs.tail(of: log, lines: 12),
                        hint: "all it said stands in '\(log)'")
                ])
            }
            if await answers(over: transport) { return }
            do {
                try await Task.sleep(for: .milliseconds(100))
            } catch {
                throw Diagnostics([Diagnostic("the start of Portkey's gateway was interrupted")])
            }
        }
        stop()
        throw Diagnostics([
            Diagnostic(
                "Portkey's gateway was not ready after \(Self.patience.components.seconds) s",
                hint: "all it said stands in '\(log)'")
        ])
    }

    private func answers(over transport: Transport) async -> Bool {
        let request = Request(
            method: "GET", url: String(url.dropLast(3)) + "/",
            limits: RequestLimits(total: .seconds(10), firstByte: .seconds(10), idle: .seconds(10)))
        let exchange = await transport.send(request, into: WholeBody())
        return exchange.breakage == nil && exchange.status == 200
    }

    /// With which status it ended by itself; nil where it runs on all this time.
    package func status(within time: Duration) async -> Int32? {
        await process.status(within: time)
    }

    package func stop() { process.stop() }
}
