import Documents
import Rows
import Suites
import Vocabulary

/// `--resume`: takes up a run that was killed, with the words that it was started with.
enum Resumption {
    /// The run that was killed; a new one where nothing was begun and the line says what of.
    static func job(
        _ line: Arguments, of command: any Command.Type
    ) throws(Diagnostics) -> RunJob {
        let folder = line.last("--out") ?? RunFolder.usual
        guard let run = try run(in: folder) else {
            guard line.words.isEmpty else {
                var job = try RunJob(line, of: command)
                job.remarks.append(nothing(in: folder))
                return job
            }
            throw Diagnostics([
                Diagnostic(
                    "no run was begun in '\(folder)': there is nothing to go on with",
                    hint: "--out DIR names its folder; with suites in the line a new run begins")
            ])
        }
        var job = try RunJob(try arguments(line, of: run, command), of: command)
        let changes = RunInputs.changes(from: run.inputs, to: job.inputs)
        guard changes.isEmpty else { throw Diagnostics(changes) }
        job.resumed = run
        return job
    }

    /// Who mistypes the folder of a run that was paid for would pay for it again.
    private static func nothing(in folder: String) -> Diagnostic {
        let above = FilePath.folder(of: folder)
        let others = (FolderListing.names(in: above.isEmpty ? "." : above) ?? []).sorted().map {
            FilePath.joined(above, $0)
        }.filter { hasRun($0) }
        let near = nearest(folder, among: others) ?? (others.count == 1 ? others.first : nil)
        return Diagnostic(
            "no run was begun in '\(folder)': a new one begins there",
            hint: near.map {
                "'\($0)' has one: stop this and say --out \(Shell.quoted($0)) if it is meant"
            },
            severity: .note)
    }

    private static func hasRun(_ folder: String) -> Bool {
        [RunFolder.results, RunFolder.early].contains { Folder.hasFile("\(folder)/\($0)") }
    }

    /// What of a command line does not decide what is sent: it may differ when a run is gone on with.
    static let free: Set<String> = [
        "--resume", "--out", "--plan", "--jobs", "--quiet", "--verbose", "--exit-zero",
        "--failing-code",
        "--fail-fast", "--max-failures", "--max-cases", "--timeout", "--budget", "--fail-on",
        "--rpm", "--tpm",
        "--report", "--min-coverage", "--json", "--baseline", "--gate-drop", "--gate-rise",
        "--gate-confidence", EnvFiles.option.name,
    ]

    /// The run that was killed in this folder, if there is one.
    private static func run(in folder: String) throws(Diagnostics) -> RunRow? {
        for name in [RunFolder.results, RunFolder.early] {
            let path = "\(folder)/\(name)"
            guard Folder.hasFile(path) else { continue }
            do {
                if let run = try RowFile.run(in: path) { return run }
            } catch {
                throw unreadable(path, error)
            }
        }
        return nil
    }

    /// The arguments of the killed run, with what is free to differ taken from this line.
    private static func arguments(
        _ line: Arguments, of run: RunRow, _ command: any Command.Type
    ) throws(Diagnostics) -> Arguments {
        let options = command.options
        let begun = run.command ?? RunCommand.name
        guard begun == command.name else {
            throw Diagnostics([
                Diagnostic(
                    "what was begun there is no `pathproof \(command.name)`",
                    hint: "`pathproof \(begun) --resume` goes on with it")
            ])
        }
        guard run.version == version else {
            throw Diagnostics([
                Diagnostic(
                    "the run was begun by pathproof \(run.version), and this is \(version)",
                    hint: "start it anew without --resume")
            ])
        }
        let given = line.pieces(of: options, without: free)
        let free = line.pieces(of: options, without: Set(options.map(\.name)).subtracting(free))
            .filter { $0[0].hasPrefix("-") }
        // Variables may come from another file than they did.
        let begunWords =
            line.has(EnvFiles.option.name)
            ? EnvFiles.removed(from: run.arguments) : run.arguments
        let arguments = try Arguments(
            begunWords + free.flatMap(\.self), options: options, command: command.name)
        try EnvFiles.apply(arguments)
        let before = arguments.pieces(of: options, without: Self.free)
        guard given.isEmpty || given == before else {
            throw differing(before, given, command)
        }
        return arguments
    }

    private static func differing(
        _ before: [[String]], _ given: [[String]], _ command: any Command.Type
    ) -> Diagnostics {
        func listed(_ pieces: [[String]]) -> String {
            pieces.map { "'\($0.joined(separator: " "))'" }.joined(separator: ", ")
        }
        let gone = before.filter { !given.contains($0) }
        let new = given.filter { !before.contains($0) }
        var changes: [String] = []
        if !gone.isEmpty { changes.append("the run was started with \(listed(gone))") }
        if !new.isEmpty { changes.append("now there is \(listed(new))") }
        if changes.isEmpty { changes.append("the words stand in another order") }
        return Diagnostics([
            Diagnostic(
                "another run than the one that was killed: \(changes.joined(separator: "; "))",
                hint: "`pathproof \(command.name) --resume` alone goes on as the run was started")
        ])
    }

    static func unreadable(_ path: String, _ error: any Error) -> Diagnostics {
        let failure = error as? OutputFailure
        return Diagnostics([
            Diagnostic(
                failure?.reason ?? "'\(path)': \(error)",
                hint: failure?.hint ?? "start the run anew without --resume")
        ])
    }
}
