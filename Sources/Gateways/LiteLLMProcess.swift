package import Transports
package import Vocabulary

/// The user's own LiteLLM, started on a configuration of ours and stopped whatever happens.
package final class LiteLLMProcess: Sendable {
    package struct Options: Sendable {
        /// A name that PATH knows, or a path.
        package var program: String
        /// The configuration's text.
        package var config: String
        package var masterKey: String
        /// The file that takes what LiteLLM says.
        package var log: String
        /// Its pauses between attempts are shortened, since a drill has thousands of them.
        package var shortensPauses: Bool

        package init(
            program: String, config: String, masterKey: String, log: String, shortensPauses: Bool
        ) {
            self.program = program
            self.config = config
            self.masterKey = masterKey
            self.log = log
            self.shortensPauses = shortensPauses
        }
    }

    package let url: String
    package let masterKey: Secret
    private let process: GuardedProcess
    private let folder: PrivateFolder
    private let log: String

    /// LiteLLM is up in six seconds, in twenty on a machine that has other work.
    package static let patience: Duration = .seconds(90)

    /// What LiteLLM is started with, in words for the list of changes.
    package static let changes = [
        "environment: none of the user's but PATH and HOME; price map and tokenizers from the package",
        "environment: pauses between attempts of at most 0.05 s in place of 0.5 to 8.75 s",
    ]

    /// Returns when it answers.
    package static func started(
        _ options: Options, over transport: Transport
    ) async throws(Diagnostics) -> LiteLLMProcess {
        let path = Environment.value(of: "PATH") ?? ""
        guard let program = Programs.find(options.program, path: path) else {
            throw Diagnostics([
                Diagnostic(
                    "there is no program '\(options.program)'",
                    hint: "install it with `pip install 'litellm[proxy]'`, "
                        + "or name it with --litellm-bin PATH")
            ])
        }
        // A port may be taken between the question and the start.
        for _ in 0..<2 {
            let process = try LiteLLMProcess(options, program: program)
            if try await process.isReady(over: transport) { return process }
        }
        throw Diagnostics([Diagnostic("no port was free for LiteLLM")])
    }

    private init(_ options: Options, program: String) throws(Diagnostics) {
        guard let port = Programs.freePort() else {
            throw Diagnostics([Diagnostic("no port is free for LiteLLM")])
        }
        do throws(ProcessFailure) {
            folder = try PrivateFolder(under: Environment.value(of: "TMPDIR") ?? "/tmp")
            let file = try folder.write("config.yaml", options.config)
            process = try GuardedProcess(
                program,
                ["--config", file, "--host", "127.0.0.1", "--port", String(port)],
                environment: Self.environment(options, home: folder.path), folder: folder.path,
                scratch: folder, log: options.log)
        } catch {
            throw Diagnostics([Diagnostic("LiteLLM cannot be started: \(error.reason)")])
        }
        url = "http://127.0.0.1:\(port)"
        masterKey = Secret(options.masterKey)
        log = options.log
    }

    deinit { stop() }

    /// Of the user's environment only what finds programs: keys, proxies and addresses stay out.
    private static func environment(_ options: Options, home: String) -> [String: String] {
        var environment = [
            "PATH": Environment.value(of: "PATH") ?? "/usr/bin:/bin",
            "HOME": Environment.value(of: "HOME") ?? home, "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True", "HF_HUB_OFFLINE": "1", "NO_PROXY": "*",
            // Otherwise it reads a file with variables from where it stands, and from above.
            "LITELLM_MODE": "PRODUCTION",
        ]
        if options.shortensPauses {
            environment["INITIAL_RETRY_DELAY"] = "0.01"
            environment["MAX_RETRY_DELAY"] = "0.05"
            environment["JITTER"] = "0"
        }
        return environment
    }

    /// False where the port was taken by somebody else.
    private func isReady(over transport: Transport) async throws(Diagnostics) -> Bool {
        let deadline = Clock.now() + Self.patience
        while Clock.now() < deadline {
            if let status = process.exitStatus {
                let said = Programs.tail(of: log, lines: 12)
                if status == 3, said.contains("address already in use") { return false }
                throw Diagnostics([
                    Diagnostic(
                        "LiteLLM ended with status \(status) before it was ready; it said:\n\(said)",
                        hint: "all it said stands in '\(log)'")
                ])
            }
            if await answer(at: "/health/liveliness", over: transport, key: nil)?.status == 200 {
                return true
            }
            do {
                try await Task.sleep(for: .milliseconds(100))
            } catch {
                throw Diagnostics([Diagnostic("the start of LiteLLM was interrupted")])
            }
        }
        stop()
        throw Diagnostics([
            Diagnostic(
                "LiteLLM was not ready after \(Self.patience.components.seconds) s",
                hint: "all it said stands in '\(log)'")
        ])
    }

    /// With which status it ended by itself; nil where it runs on all this time.
    package func status(within time: Duration) async -> Int32? {
        await process.status(within: time)
    }

    package func stop() { process.stop() }

    /// What LiteLLM says of itself.
    func told(_ path: String, over transport: Transport) async -> String? {
        guard let answer = await answer(at: path, over: transport, key: masterKey),
            answer.status == 200
        else { return nil }
        return answer.text
    }

    private func answer(
        at path: String, over transport: Transport, key: Secret?
    ) async -> (status: Int, text: String)? {
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
        guard exchange.breakage == nil, let status = exchange.status else { return nil }
        return (status, sink.text)
    }
}
