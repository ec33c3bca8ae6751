import Documents
import GatewayMaps
import Lint
import Providers
import Rows
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
        where an error was found, with 2 where a file cannot be read at all, which the SARIF file
        says, too; `pathproof list lint` shows every rule.
        """

    static let options: [OptionSpec] = [
        OptionSpec(
            "--kind", value: "KIND",
            "what the files are: \(FileKind.words.joined(separator: ", ")); their content decides otherwise"
        ),
        OptionSpec("--strict", "warnings count as errors"),
        OptionSpec("--sarif", value: "FILE", "write the findings as SARIF 2.1.0, too"),
        OptionSpec("--quiet", short: "-q", "no notes, and nothing said where nothing was found"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        guard let today = Day(WallClock.now()) else {
            preconditionFailure("the clock gives no day")
        }
        let subjects: [LintSubject]
        do throws(Diagnostics) {
            subjects = try LintFiles.subjects(
                in: arguments.words.isEmpty ? ["suites"] : arguments.words,
                kind: try FileKind.asked(arguments), today: today)
        } catch {
            // Who uploads the file must not take an old one for what was found now.
            if let path = arguments.last("--sarif") {
                try write(SARIF.bytes([], failures: error.items, version: version), to: path)
            }
            throw error
        }
        let all = subjects.flatMap { Lint.findings(in: $0) }
        let isQuiet = arguments.has("--quiet")
        let findings = all.filter { !isQuiet || $0.diagnostic.severity != .note }
        if let path = arguments.last("--sarif") {
            try write(SARIF.bytes(findings, version: version), to: path)
        }
        let files = Set(subjects.flatMap(\.files)).count
        let errors = findings.count { $0.diagnostic.severity == .error }
        let warnings = findings.count { $0.diagnostic.severity == .warning }
        var text = DiagnosticText.render(
            findings.map(\.shown), colour: terminal.outputHasColour)
        if !text.isEmpty { text += "\n" }
        if !findings.isEmpty || !isQuiet {
            text += "\(counted(files, "file")): \(counted(errors, "error")), "
            text += "\(counted(warnings, "warning")), "
            text += "\(counted(findings.count - errors - warnings, "note"))\n"
        }
        terminal.say(text)
        return errors > 0 || (arguments.has("--strict") && warnings > 0) ? .failure : .pass
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(Diagnostics) {
        do throws(OutputFailure) {
            let file = try FileOutput(path: path)
            try file.write(bytes.span)
            try file.commit()
        } catch {
            throw Diagnostics([Diagnostic(error.reason)])
        }
    }
}

/// Finds the files that belong together: each routes file with the suites that go over it.
enum LintFiles {
    static func subjects(
        in places: [String], kind: FileKind?, today: Day
    ) throws(Diagnostics) -> [LintSubject] {
        let mistakes = Mistakes()
        var subjects: [String: LintSubject] = [:]
        var order: [String] = []
        func subject(of routes: String?) -> LintSubject {
            let key = routes ?? ""
            if let known = subjects[key] { return known }
            order.append(key)
            var subject = LintSubject(today: today)
            if let routes,
                let node = mistakes.collect({ () throws(Diagnostics) in try document(routes) })
            {
                subject.document = node
                subject.map = mistakes.collect { () throws(Diagnostics) in
                    try RoutesFile.read(node, knownProviders: allProviders.map { $0.name })
                }
            }
            return subject
        }
        for path in files(in: places, mistakes) {
            guard let node = mistakes.collect({ () throws(Diagnostics) in try document(path) })
            else { continue }
            let kind = kind ?? FileKind(of: node)
            if kind == .portkey || kind == .openrouter {
                order.append(path)
                subjects[path] = LintSubject(
                    gateway: kind == .portkey
                        ? PortkeyReader.examine(node).examination
                        : OpenRouterReader.examine(node).examination, today: today)
                continue
            }
            if kind == .litellm {
                order.append(path)
                subjects[path] = mistakes.collect { () throws(Diagnostics) in
                    LintSubject(
                        litellm: try Drill.examined(path).examination,
                        said: { Drill.words(of: $0, for: $1) }, today: today)
                }
                continue
            }
            guard kind == .suite else {
                subjects[path] = subject(of: path)
                continue
            }
            guard
                let suite = mistakes.collect({ () throws(Diagnostics) in try SuiteFile.read(node) })
            else { continue }
            let routes = RoutesCache.nearest(to: path)
            var looked = subject(of: routes)
            looked.suites.append((suite, node))
            subjects[routes ?? ""] = looked
        }
        try mistakes.check()
        return order.compactMap { subjects[$0] }
    }

    private static func files(in places: [String], _ mistakes: Mistakes) -> [String] {
        var seen: Set<String> = []
        return places.flatMap { place -> [String] in
            guard let names = Folder.names(in: place) else { return [place] }
            let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            if files.isEmpty {
                mistakes.add(Diagnostic("no .yaml file in the folder '\(place)'"))
            }
            return files.map { FilePath.joined(place, $0) }
        }.filter { seen.insert($0).inserted }
    }

    /// A key that is not set here is no mistake of the file.
    private static func document(_ path: String) throws(Diagnostics) -> Node {
        try RunJob.document(path) { Environment.value($0) ?? "" }
    }
}

extension LintSubject {
    var files: [String] {
        let others = [litellm?.config.file, gateway?.map.file].compactMap { $0 }
        return (document.map { [$0.location.file] } ?? []) + others + suites.map(\.suite.file)
    }
}
