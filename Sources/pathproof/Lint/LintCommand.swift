import Documents
import GatewayMaps
import Lint
import Reports
import Suites
import Transports
import Vocabulary

/// `pathproof lint`: what files say and their authors would not want; nothing is sent but with --connect.
struct LintCommand: Command {
    static let name = "lint"
    static let summary =
        "look for what a routes file, a suite or a gateway's own file says and nobody would want"
    static let operands = "[FILE | DIR]…"
    static let details = """
        Without a word it looks at `suites/`. A suite is looked at together with the routes.yaml that it
        goes over. A LiteLLM configuration is known by its `model_list`, one of Portkey's by its `targets`,
        a request to OpenRouter by its models; `--kind` decides where that is in doubt. It exits with 1
        where an error was found, with 2 where a file cannot be read or `run` would refuse it, which the
        SARIF file says, too; `pathproof list lint` shows every rule. Suites of one folder go through one
        gateway, as `run` takes a folder.

        With --connect each provider and gateway that the files name is asked for its list of models, which
        costs nothing: it says who does not answer, who refuses the key, and which models of the files are
        not listed. A key goes to the host that its file names for it, or to its provider's own, and follows
        no redirect. It exits with 4 where somebody does not answer or refuses the key, and nothing else is wrong.
        """

    static let options: [OptionSpec] = [
        OptionSpec(
            "--kind", value: "KIND",
            "what the files are: \(FileKind.words.joined(separator: ", ")); their content decides otherwise"
        ),
        OptionSpec(
            "--constructs",
            "show how far each construct of a gateway's own file is understood: \(Construct.words)"),
        OptionSpec(
            "--connect",
            "ask each provider and gateway of the files for its models, with its key: the only thing that lint sends"
        ),
        OptionSpec(
            "--timeout", value: "TIME",
            "with --connect: how long each may take to answer (10s)"),
        EnvFiles.option,
        OptionSpec("--strict", "warnings count as errors"),
        OptionSpec(
            "--sarif", value: "FILE",
            "write the findings as SARIF 2.1.0, too, and with --constructs what is shown of them"),
        OptionSpec("--quiet", short: "-q", "no notes, and nothing said where nothing was found"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        guard let today = Day(WallClock.now()) else {
            preconditionFailure("the clock gives no day")
        }
        let patience = try patience(arguments)
        var subjects: [LintSubject]
        let notes: [Diagnostic]
        do throws(Diagnostics) {
            (subjects, notes) = try LintFiles.subjects(
                in: arguments.words.isEmpty ? ["suites"] : arguments.words,
                kind: try FileKind.asked(arguments), today: today)
        } catch {
            // Who uploads the file must not take an old one for what was found now.
            if let path = arguments.last("--sarif") {
                try Folder.write(SARIF.bytes([], failures: error.items, version: version), to: path)
            }
            throw error
        }
        let isQuiet = arguments.has("--quiet")
        if !isQuiet { terminal.complain(notes) }
        if let patience { subjects = try await connected(subjects, patience) }
        let all = subjects.flatMap { Lint.findings(in: $0) }
        let findings = all.filter { !isQuiet || $0.diagnostic.severity != .note }
        let constructs = ConstructText.each(subjects.flatMap(\.constructs))
        if let path = arguments.last("--sarif") {
            try Folder.write(
                SARIF.bytes(
                    findings, constructs: arguments.has("--constructs") ? constructs : [],
                    version: version), to: path)
        }
        let files = Set(subjects.flatMap(\.files)).count
        let errors = findings.count { $0.diagnostic.severity == .error }
        let warnings = findings.count { $0.diagnostic.severity == .warning }
        var text = DiagnosticText.render(
            findings.map(\.shown), colour: terminal.outputHasColour)
        if !text.isEmpty { text += "\n" }
        if !findings.isEmpty || !isQuiet {
            text += "\(Figures.counted(files, "file")): \(Figures.counted(errors, "error")), "
            text += "\(Figures.counted(warnings, "warning")), "
            text += "\(Figures.counted(findings.count - errors - warnings, "note"))\n"
        }
        if !constructs.isEmpty, !isQuiet || arguments.has("--constructs") {
            text += ConstructText.text(constructs, listsEach: arguments.has("--constructs"))
        }
        terminal.say(text)
        let unreached = findings.count {
            $0.diagnostic.severity == .error && Lint.unreachedRules.contains($0.rule)
        }
        let isWrong = errors > unreached || (arguments.has("--strict") && warnings > 0)
        return isWrong ? .failure : unreached > 0 ? .infrastructure : .pass
    }

    /// Nil where nobody is to be asked.
    private static func patience(_ arguments: Arguments) throws(Diagnostics) -> Duration? {
        let text = arguments.last("--timeout")
        guard arguments.has("--connect") else {
            guard text == nil else {
                throw Diagnostics([Diagnostic("--timeout goes with --connect")])
            }
            return nil
        }
        guard let text else { return .seconds(10) }
        guard let time = duration(of: text), time > .zero, time <= .seconds(600) else {
            throw Diagnostics([
                Diagnostic(
                    "option '--timeout' has '\(text)', no time up to 10m", hint: "500ms, 5s, 1m")
            ])
        }
        return time
    }

    private static func connected(
        _ subjects: [LintSubject], _ patience: Duration
    ) async throws(Diagnostics) -> [LintSubject] {
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            throw Diagnostics([Diagnostic("cannot send anything: \(error)")])
        }
        let connector = Connector(patience: patience, transport: transport)
        let connected = await connector.connected(subjects)
        await transport.close()
        return connected
    }
}

extension LintSubject {
    /// Of a gateway's own file.
    var constructs: [Construct] { litellm?.config.constructs ?? gateway?.constructs ?? [] }

    var files: [String] {
        let others = [litellm?.config.file, gateway?.map.file].compactMap { $0 }
        return (document.map { [$0.location.file] } ?? []) + others + suites.map(\.suite.file)
    }
}
