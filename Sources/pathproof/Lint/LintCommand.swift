import Documents
import GatewayMaps
import Lint
import Reports
import Suites
import Vocabulary

/// `pathproof lint`: what files say and their authors would not want; nothing is sent.
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
        SARIF file says, too; `pathproof list lint` shows every rule.
        """

    static let options: [OptionSpec] = [
        OptionSpec(
            "--kind", value: "KIND",
            "what the files are: \(FileKind.words.joined(separator: ", ")); their content decides otherwise"
        ),
        OptionSpec(
            "--constructs",
            "show how far each construct of a gateway's own file is understood: \(Construct.words)"),
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
        let subjects: [LintSubject]
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
        return errors > 0 || (arguments.has("--strict") && warnings > 0) ? .failure : .pass
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
