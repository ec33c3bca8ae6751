import Documents
import Reports
import Rows
import Transports
import Vocabulary

/// `pathproof report`: makes the reports of a run again from what it wrote.
struct ReportCommand: Command {
    static let name = "report"
    static let summary = "render the reports of a run again, or of the parts of one job together"
    static let operands = "[RUN…]"
    static let details = """
        RUN is the folder of a run or its results.jsonl; without it the run in pathproof-out. Reports
        are written beside the results, or into the folder that --out names. Nothing is sent and nothing
        is judged anew.

          pathproof report part-1 part-2 part-3 --out whole

        makes one run of several that are parts of one job: run by route or test on several machines,
        say. Each case counts once, a case that is in two of them is refused, and so are parts that
        were made from different files. The folder has the rows of all, and is a run to every command.
        Of a run that `run --shard K/N` parted, all N shards must be there: a missing one is named, and
        the exit code is 3; so it is where only one of them is named. --baseline and --min-coverage judge
        the whole.

        The exit code is that of the run, as far as its rows tell: 1 where a case failed or the gate saw a
        regression, 4 where the gateway was not reached, 3 where not every planned case was judged. A run that
        was killed or interrupted is such a one.
        """

    static let options: [OptionSpec] =
        [
            OptionSpec("--out", value: "DIR", "another folder for the reports"),
            OptionSpec(
                "--as", value: "NAME",
                "only this report, as `pathproof list reports` names it; repeatable"),
            OptionSpec(
                "--verbose", short: "-v", "show every case that did not pass, not only the first 25"
            ),
        ] + RunCommand.options.filter { asInRun.contains($0.name) }

    /// They mean the same here as there.
    private static let asInRun: Set<String> = ofWhole.union([
        "--fail-on", "--exit-zero", "--failing-code",
    ])
    /// They judge parts that are joined; a run has judged by them itself.
    private static let ofWhole: Set<String> = [
        "--baseline", "--min-coverage", "--gate-drop", "--gate-rise", "--gate-confidence",
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let fatal = try RunJob.fatal(arguments)
        if arguments.words.count > 1 {
            return try union(arguments.words, arguments, failingOn: fatal, on: terminal)
        }
        let word = arguments.words.first ?? RunFolder.usual
        let path = EarlierRun.path(word)
        let home = EarlierRun.home(word)
        let folder = arguments.last("--out") ?? home
        guard Folder.hasFile(path) else {
            throw Diagnostics([
                Diagnostic(
                    "cannot read '\(path)': no such file",
                    hint: "name the folder of a run, or its results.jsonl")
            ])
        }
        let run = try EarlierRun.run(in: path)
        if run.shard != nil {
            return try union([word], arguments, failingOn: fatal, on: terminal)
        }
        if let option = ofWhole.sorted().first(where: { arguments.has($0) }) {
            throw Diagnostics([
                Diagnostic(
                    "option '\(option)' judges parts that are joined, and there is one run",
                    hint: "name all parts, or give it to `pathproof run`")
            ])
        }
        let wanted = try wanted(arguments)
        try Folder.makeOut(folder)
        let lock = try lock(path, writingTo: folder, beside: home)
        let desk = try ReportDesk(
            folder: folder, log: nil, reports: wanted,
            settings: settings(arguments, home, on: terminal), start: Clock.now())
        var reported = ReportedRun()
        var drill = DrillReport()
        try EarlierRun.forEachRow(in: path) { row in
            reported.take(row)
            drill.take(row)
            desk.take(row)
        }
        let texts = try desk.finish()
        if !arguments.has("--as") {
            try drill.write(to: folder, isOfRun: Folder.isSame(folder, home))
        }
        withExtendedLifetime(lock) {}
        say(texts, folder, on: terminal)
        if !reported.isEnded {
            let (cases, planned) = (reported.cases, run.casesPlanned)
            let share =
                planned.map { "\(cases) of its \(Figures.counted($0, "case"))" }
                ?? "the first \(Figures.counted(cases, "case")) of it"
            terminal.complain([
                Diagnostic(
                    "the run was killed: \(share) came to an end, and these are their reports",
                    hint: RunFolder.goingOn(with: run, in: home),
                    severity: .warning)
            ])
        }
        return reported.code(failingOn: fatal)
    }

    private static func wanted(_ arguments: Arguments) throws(Diagnostics) -> Set<String> {
        let named = try ReportNames.read(arguments.all("--as"))
        return named.isEmpty ? Set(allReports.filter { $0.isUsual }.map { $0.name }) : named
    }

    private static func settings(
        _ arguments: Arguments, _ home: String, on terminal: Terminal
    ) -> ReportSettings {
        var settings = ReportSettings(
            width: terminal.outputWidth, isColoured: terminal.outputHasColour)
        if arguments.has("--verbose") { settings.failuresMax = Int.max }
        settings.folder = home
        settings.declaration = { KnownModels().declaration($0) }
        return settings
    }

    private static func say(_ texts: [String: String], _ folder: String, on terminal: Terminal) {
        for name in allReports.map({ $0.name }) {
            if let text = texts[name] { terminal.say(text) }
        }
        terminal.say("reports: \(folder)/\n")
    }

    // MARK: Several

    /// Writes the rows of all parts as one run, and its reports; of a shard that is alone, beside its own rows,
    /// only the reports.
    private static func union(
        _ words: [String], _ arguments: Arguments, failingOn fatal: Set<Shortfall>,
        on terminal: Terminal
    ) throws(Diagnostics) -> ExitCode {
        let home = words.count == 1 ? EarlierRun.home(words[0]) : nil
        guard let folder = arguments.last("--out") ?? home else {
            throw Diagnostics([
                Diagnostic(
                    "the reports of \(words.count) runs together need a folder of their own",
                    hint: "--out DIR")
            ])
        }
        let wanted = try wanted(arguments)
        let minCoverage = try arguments.number("--min-coverage", in: 0...100)
        let options = try GateOptions(arguments, isExact: false)
        let whole = try RunUnion(of: words)
        var gate: GateDesk?
        if let baseline = options.baseline {
            gate = try GateDesk(
                baseline, suites: whole.suitesInFull, options: options,
                isLive: [.live, .record].contains(whole.run.mode))
        }
        try RunFolder.claim(folder)
        let isBeside = home.map { Folder.isSame(folder, $0) } ?? false
        let parts = whole.parts.map(\.results)
        let lock: RowLog? =
            try isBeside ? Self.lock(parts[0], writingTo: folder, beside: folder) : nil
        let log: RowLog? = try isBeside ? nil : begun(folder, over: parts)
        let desk = try ReportDesk(
            folder: folder, log: log, reports: wanted,
            settings: settings(arguments, folder, on: terminal), start: Clock.now())
        var reported = ReportedRun()
        var coverage = PathCoverage()
        var drill = DrillReport()
        func take(_ row: Row) {
            reported.take(row)
            drill.take(row)
            desk.take(row)
        }
        try whole.forEachRow { row in
            gate?.take(row)
            switch row {
            case .case(let row):
                if !isBeside, let name = row.transcript {
                    try copy(name, from: whole.parts.map(\.folder), to: folder)
                }
            case .path(let row): coverage.take(row)
            case .end: if let compared = try gate?.row() { take(.gate(compared)) }
            default: break
            }
            take(row)
        }
        let texts = try desk.finish()
        if !arguments.has("--as") { try drill.write(to: folder, isOfRun: isBeside) }
        say(texts, folder, on: terminal)
        withExtendedLifetime(lock) {}
        var told = whole.warnings
        if let lack = coverage.lack(of: minCoverage, isFatal: fatal.contains(.uncovered)) {
            told.append(lack)
            reported.add(.uncovered)
        }
        if !whole.missingShards.isEmpty { reported.add(.notRun) }
        terminal.complain(told)
        return reported.code(failingOn: fatal)
    }

    /// The rows of the whole, none yet, in a folder that has nothing of an earlier run any more.
    private static func begun(
        _ folder: String, over parts: [String]
    ) throws(Diagnostics) -> RowLog {
        let results = "\(folder)/\(RunFolder.results)"
        if let part = parts.first(where: { Folder.isSame($0, results) }) {
            throw Diagnostics([
                Diagnostic(
                    "'\(part)' is one of the parts, and would be written over",
                    hint: "--out DIR names a folder of its own")
            ])
        }
        let log: RowLog
        do throws(OutputFailure) {
            log = try RowLog(path: results, writer: RowWriter())
            try log.clear()
        } catch {
            throw Diagnostics([Diagnostic(error.reason, hint: error.hint)])
        }
        RunFolder.sweep(folder, keepingCases: false)
        return log
    }

    /// Both sides of a case; a part whose folder has them no more is shown without.
    private static func copy(
        _ name: String, from folders: [String], to folder: String
    ) throws(Diagnostics) {
        for home in folders {
            guard let text = RunFolder.transcript(name, in: home) else { continue }
            guard Folder.make("\(folder)/\(RunFolder.transcripts)") else {
                throw Diagnostics([
                    Diagnostic("cannot make the folder '\(folder)': \(Folder.reason())")
                ])
            }
            return try Folder.write(text, to: "\(folder)/\(name)")
        }
    }

    /// A run that is still going writes its own reports.
    private static func lock(
        _ path: String, writingTo folder: String, beside home: String
    ) throws(Diagnostics) -> RowLog? {
        guard Folder.isSame(folder, home), Folder.hasFile(path) else { return nil }
        do throws(OutputFailure) {
            return try RowLog(path: path, writer: RowWriter())
        } catch {
            throw Diagnostics([
                Diagnostic(error.reason, hint: "--out DIR writes the reports elsewhere")
            ])
        }
    }
}

/// Reports that a command line names.
enum ReportNames {
    static func read(_ names: [String]) throws(Diagnostics) -> Set<String> {
        let known = allReports.map { $0.name }
        let unknown = names.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Diagnostics(
                unknown.map { name in
                    Diagnostic(
                        "unknown report '\(name)'",
                        hint: didYouMean(name, among: known)
                            ?? "there are: \(known.joined(separator: ", "))")
                })
        }
        return Set(names)
    }
}
