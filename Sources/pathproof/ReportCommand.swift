import Documents
import Reports
import Rows
import Suites
import Transports
import Vocabulary

/// `pathproof report`: makes the reports of a run again from what it wrote.
struct ReportCommand: Command {
    static let name = "report"
    static let summary = "render the reports of a run again, from its results"
    static let operands = "[RUN]"
    static let details = """
        RUN is the folder of a run or its results.jsonl; without it the run in pathproof-out. Reports
        are written beside the results, or into the folder that --out names. Nothing is sent and nothing
        is judged anew.
        """

    static let options: [OptionSpec] = [
        OptionSpec("--out", value: "DIR", "another folder for the reports"),
        OptionSpec(
            "--as", value: "NAME",
            "only this report, as `pathproof list reports` names it; repeatable"),
        OptionSpec(
            "--verbose", short: "-v", "show every case that did not pass, not only the first 25"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let word = try runWord(arguments)
        let path = EarlierRun.path(word)
        let home = Folder.isFolder(word) ? word : FilePath.folder(of: path)
        let folder = arguments.last("--out") ?? home
        guard Folder.hasFile(path) else {
            throw Diagnostics([
                Diagnostic(
                    "cannot read '\(path)': no such file",
                    hint: "name the folder of a run, or its results.jsonl")
            ])
        }
        guard Folder.make(folder) else {
            throw Diagnostics([
                Diagnostic("cannot make the folder '\(folder)': \(Folder.reason())")
            ])
        }
        let named = try ReportNames.read(arguments.all("--as"))
        let wanted =
            named.isEmpty ? Set(allReports.filter { $0.isUsual }.map { $0.name }) : named
        let lock = try lock(path, writingTo: folder, beside: home)
        var settings = ReportSettings(
            width: terminal.outputWidth, isColoured: terminal.outputHasColour)
        if arguments.has("--verbose") { settings.failuresMax = Int.max }
        settings.folder = home
        let desk = try ReportDesk(
            folder: folder, log: nil, reports: wanted, settings: settings, start: Clock.now())
        var (isEnded, cases) = (false, 0)
        try EarlierRun.forEachRow(in: path) { row in
            if case .end = row { isEnded = true }
            if case .case = row { cases += 1 }
            desk.take(row)
        }
        let texts = try desk.finish()
        withExtendedLifetime(lock) {}
        for name in allReports.map({ $0.name }) {
            if let text = texts[name] { terminal.say(text) }
        }
        terminal.say("reports: \(folder)/\n")
        if !isEnded {
            terminal.complain(
                DiagnosticText.render(
                    [
                        Diagnostic(
                            "the run was killed: these are its first \(cases) cases",
                            hint: "`pathproof run --resume --out \(Shell.quoted(home))` goes on",
                            severity: .warning)
                    ], colour: terminal.errorHasColour))
        }
        return .pass
    }

    private static func runWord(_ arguments: Arguments) throws(Diagnostics) -> String {
        guard arguments.words.count <= 1 else {
            throw Diagnostics([
                Diagnostic(
                    "`pathproof report` takes one run, found \(arguments.words.count) words")
            ])
        }
        return arguments.words.first ?? RunFolder.usual
    }

    /// A run that is still going writes its own reports.
    private static func lock(
        _ path: String, writingTo folder: String, beside home: String
    ) throws(Diagnostics) -> RowLog? {
        guard folder == home, Folder.hasFile(path) else { return nil }
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
