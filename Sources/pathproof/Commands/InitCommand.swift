import Documents
import GatewayMaps
import Lint
import Starters
import Suites
import Vocabulary

/// `pathproof init`: files to start with, which pass as they stand, or what another program's file asks.
struct InitCommand: Command {
    static let name = "init"
    static let summary = "write files to start with, or make them from a LiteLLM or promptfoo file"
    static let operands = "[DIR]"
    static let details = """
        Writes a routes.yaml and a suite in suites/ into DIR, or here: `pathproof run` then passes, without a
        key. With --from they are made of another file, whose content says what it is:
          LiteLLM's configuration   a suite that goes through your LiteLLM by each of its names: one that runs
                                    start on a copy before lanes, without a key, or one that runs (--url)
          promptfoo's               a suite with its prompts, tests and checks, and a routes file with its providers
        What has no equal here is told with its line, and stands at the top of the suite. Keys are never copied:
        the files name variables. No file is written over. It exits with 1 where `lint` finds a mistake in what
        was written, and says which.
        """

    private static let kinds = [FileKind.litellm, .promptfoo]

    static let options: [OptionSpec] = [
        OptionSpec("--from", value: "FILE", "a LiteLLM configuration, or one of promptfoo's"),
        OptionSpec(
            "--kind", value: "KIND",
            "what FILE is: \(kinds.map(\.rawValue).joined(separator: ", ")); its content decides otherwise"
        ),
        OptionSpec(
            "--url", value: "URL",
            "LiteLLM: ask the one that runs there, in place of one that a run starts"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        guard arguments.words.count <= 1 else {
            throw Diagnostics([
                Diagnostic(
                    "`pathproof init` needs one folder, found \(arguments.words.count)",
                    hint: "--from FILE names what the files are made of")
            ])
        }
        let folder = arguments.words.first ?? "."
        try checkFolder(folder)
        let starter = try starter(arguments, in: folder)
        let paths = starter.files.map { folder == "." ? $0.path : FilePath.joined(folder, $0.path) }
        try checkFree(paths)
        // All folders before any file: what cannot be finished is not begun.
        for path in paths { try makeFolder(of: path) }
        for (path, file) in zip(paths, starter.files) { try Folder.write(file.text, to: path) }
        terminal.complain(starter.leftOut)
        terminal.say(paths.map { "wrote \($0)\n" }.joined())
        guard let isSound = try findings(in: paths, on: terminal) else { return .failure }
        let start = folder == "." ? "" : "cd \(Shell.quoted(folder)) && "
        terminal.say(
            starter.next.enumerated().map { place, line in
                "\(place == 0 ? "next:" : "     ") \(start)\(line)\n"
            }.joined())
        return isSound ? .pass : .failure
    }

    // MARK: What is written

    private static func starter(
        _ arguments: Arguments, in folder: String
    ) throws(Diagnostics) -> Starter {
        guard let file = arguments.last("--from") else {
            for option in ["--kind", "--url"] where arguments.has(option) {
                throw Diagnostics([Diagnostic("\(option) goes with --from FILE")])
            }
            return PlainStarter.starter
        }
        let asked = try FileKind.asked(arguments, of: kinds)
        let node = try Document.read(path: file)
        let kind = asked ?? FileKind(of: node)
        if kind != .litellm, arguments.has("--url") {
            throw Diagnostics([Diagnostic("--url says where a LiteLLM runs, and '\(file)' is none")]
            )
        }
        switch kind {
        case .litellm:
            try RunJob.checkURL(arguments.last("--url"))
            let name = FilePath.name(of: file)
            let way = Folder.way(from: folder, to: FilePath.folder(of: file))
            return try LiteLLMStarter.starter(
                from: try Drill.examined(file).examination.sound(), file: file,
                path: Shell.quoted(folder == "." ? file : way + name),
                at: arguments.last("--url").map(LiteLLMStarter.Place.url) ?? .config(way + name))
        case .promptfoo:
            let back = Folder.way(
                from: FilePath.joined(folder, "suites"), to: FilePath.folder(of: file))
            return try PromptfooStarter.starter(from: node, file: file, back: back)
        case .portkey, .openrouter:
            throw Diagnostics([
                node.diagnostic(
                    "no files are made of a \(kind.rawValue) file",
                    hint: "`pathproof drill \(Shell.quoted(file))` needs none")
            ])
        case .routes, .suite:
            throw Diagnostics([
                node.diagnostic(
                    "this is neither LiteLLM's configuration nor promptfoo's",
                    hint: "`pathproof lint \(Shell.quoted(file))` reads pathproof's own files")
            ])
        }
    }

    /// Throws all that stands where a file would.
    private static func checkFree(_ paths: [String]) throws(Diagnostics) {
        let taken = paths.filter(Folder.hasAnything)
        guard taken.isEmpty else {
            throw Diagnostics(
                taken.map {
                    Diagnostic(
                        "'\($0)' is in the way: no file is written over, and nothing was written",
                        hint: "move it away, or name another folder: pathproof init DIR")
                })
        }
    }

    /// A file that stands there may have been meant for --from.
    private static func checkFolder(_ folder: String) throws(Diagnostics) {
        if folder.isEmpty {
            throw Diagnostics([
                Diagnostic("the folder has no name", hint: "without a word files are written here")
            ])
        }
        if Folder.isFile(folder) {
            throw Diagnostics([
                Diagnostic(
                    "'\(folder)' is a file, and files are written into a folder",
                    hint: "`pathproof init --from \(Shell.quoted(folder))` makes them of it")
            ])
        }
    }

    private static func makeFolder(of path: String) throws(Diagnostics) {
        let folder = FilePath.folder(of: path)
        guard folder.isEmpty || Folder.make(folder) else {
            throw Diagnostics([
                Diagnostic(
                    "cannot make the folder '\(folder)': \(Folder.reason()); nothing was written")
            ])
        }
    }

    /// What `lint` says of it, notes left out; whether there is no mistake. Nil where no run would begin.
    private static func findings(
        in paths: [String], on terminal: Terminal
    ) throws(Diagnostics) -> Bool? {
        guard let today = Day(WallClock.now()) else {
            preconditionFailure("the clock gives no day")
        }
        // A table stands there for the suite that names it.
        let suites = paths.filter {
            FilePath.name(of: $0) != "routes.yaml" && FilePath.ending(of: $0) == "yaml"
        }
        do throws(Diagnostics) {
            let (subjects, _) = try LintFiles.subjects(in: suites, kind: .suite, today: today)
            let findings = subjects.flatMap { Lint.findings(in: $0) }
                .filter { $0.diagnostic.severity != .note }
            terminal.complain(findings.map(\.shown))
            return !findings.contains { $0.diagnostic.severity == .error }
        } catch {
            terminal.complain(error.items)
            terminal.complain("`run` refuses these files until what is named above is mended\n")
            return nil
        }
    }
}
