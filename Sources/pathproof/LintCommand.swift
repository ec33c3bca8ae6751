import Documents
import GatewayMaps
import Lint
import LocalGateway
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
            text += "\(counted(files, "file")): \(counted(errors, "error")), "
            text += "\(counted(warnings, "warning")), "
            text += "\(counted(findings.count - errors - warnings, "note"))\n"
        }
        if !constructs.isEmpty, !isQuiet || arguments.has("--constructs") {
            text += ConstructText.text(constructs, listsEach: arguments.has("--constructs"))
        }
        terminal.say(text)
        return errors > 0 || (arguments.has("--strict") && warnings > 0) ? .failure : .pass
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// Finds the files that belong together: each routes file with the suites that go over it.
enum LintFiles {
    static func subjects(
        in places: [String], kind: FileKind?, today: Day
    ) throws(Diagnostics) -> (subjects: [LintSubject], notes: [Diagnostic]) {
        let mistakes = Mistakes()
        let checker = SuiteChecker(
            plain: try Arguments([], options: RunCommand.options, command: RunCommand.name))
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
        for (path, node, kind) in files(in: places, kind, mistakes) {
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
            let suite = SuiteFile.examine(node, in: mistakes)
            let routes = RoutesCache.nearest(to: path)
            var looked = subject(of: routes)
            checker.check(suite, over: looked.map, in: mistakes)
            if suite.isSound { looked.suites.append((suite, node)) }
            subjects[routes ?? ""] = looked
        }
        try mistakes.check()
        return (order.compactMap { subjects[$0] }, YAMLFolder.notes(among: mistakes))
    }

    private typealias Found = (path: String, node: Node, kind: FileKind)

    private static func files(
        in places: [String], _ asked: FileKind?, _ mistakes: Mistakes
    ) -> [Found] {
        var seen: Set<String> = []
        func read(_ path: String) -> Node? {
            guard seen.insert(path).inserted else { return nil }
            return mistakes.collect { () throws(Diagnostics) in try document(path) }
        }
        return places.flatMap { place -> [Found] in
            guard let files = YAMLFolder.files(in: place) else {
                return read(place).map { [(place, $0, asked ?? FileKind(of: $0))] } ?? []
            }
            var folder = YAMLFolder(place)
            let found = files.compactMap { file -> Found? in
                guard let node = read(file) else { return nil }
                if let kind = asked ?? FileKind(inFolder: node) { return (file, node, kind) }
                folder.leftAside.append(file)
                return nil
            }
            if let note = found.isEmpty ? nil : folder.note { mistakes.add(note) }
            if found.isEmpty, !mistakes.hasErrors {
                mistakes.add(folder.lack(of: "file that `lint` knows"))
            }
            return found
        }
    }

    /// A key that is not set here is no mistake of the file.
    private static func document(_ path: String) throws(Diagnostics) -> Node {
        try RunJob.document(path) { Environment.value($0) ?? "" }
    }
}

/// Asks of a suite what a run asks before it sends anything.
private struct SuiteChecker {
    /// A run without any option.
    let plain: Arguments

    func check(_ suite: Suite, over map: RouteMap?, in mistakes: Mistakes) {
        let stage = SuiteStage(retryAfterMax: Backoff.simulated.retryAfterMax)
        guard let gateway = suite.gateway, gateway.name != ChosenGateway.embedded else {
            _ = stage.prepared(suite, over: map, in: mistakes) { map throws(Diagnostics) in
                try AskedKey.find(plain, suite, in: map)
            }
            return
        }
        if let map, !map.gateways.contains(where: { $0.name == gateway.name }) {
            mistakes.add(ChosenGateway.unknown(gateway, among: map.gateways))
        }
        _ = stage.prepared(overURL: suite, in: mistakes) { () throws(Diagnostics) in
            try AskedKey.refuse(plain, suite)
        }
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

/// How far the files of other gateways are understood: how many constructs are read how well, or each with its line.
enum ConstructText {
    static func text(_ constructs: [Construct], listsEach: Bool) -> String {
        let counts = Construct.Exactness.allCases.map { exactness in
            "\(constructs.count { $0.exactness == exactness }) \(exactness.rawValue)"
        }
        let sum = "\(constructs.count) constructs: \(counts.joined(separator: ", "))"
        guard listsEach else { return "\(sum); --constructs shows each\n" }
        let lines = constructs.map { construct in
            let place = construct.location
            return "\(place.file):\(place.line):\(place.column): \(construct.text)\n"
        }
        return lines.joined() + sum + "\n"
    }

    /// Each once, in the order of their lines: what was found out of it last says how far it is understood.
    static func each(_ constructs: [Construct]) -> [Construct] {
        var places: [[String]: Int] = [:]
        var each: [Construct] = []
        for construct in constructs {
            let name = [construct.location.file, construct.path]
            if let place = places[name] {
                each[place] = construct
            } else {
                places[name] = each.count
                each.append(construct)
            }
        }
        return each.sorted(by: isBefore)
    }

    private static func isBefore(_ one: Construct, _ other: Construct) -> Bool {
        (one.location.file, one.location.line, one.location.column)
            < (other.location.file, other.location.line, other.location.column)
    }
}
