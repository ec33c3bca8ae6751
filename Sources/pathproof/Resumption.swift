import Rows
import Vocabulary

/// `run --resume`: takes up a run that was killed, with the words that it was started with.
enum Resumption {
    /// What of a command line does not decide what is sent: it may differ when a run is gone on with.
    static let free: Set<String> = [
        "--resume", "--out", "--plan", "--jobs", "--quiet", "--verbose", "--exit-zero",
        "--fail-fast", "--max-failures", "--max-cases", "--timeout", "--budget", "--fail-on",
        "--rpm", "--tpm",
        "--report", "--min-coverage", "--json", "--baseline", "--gate-drop", "--gate-rise",
        "--gate-confidence",
    ]

    /// The run that was killed in this folder, if there is one.
    static func run(in folder: String) throws(Diagnostics) -> RunRow? {
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
    static func arguments(_ line: Arguments, of run: RunRow) throws(Diagnostics) -> Arguments {
        let options = RunCommand.options
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
        let arguments = try Arguments(
            run.arguments + free.flatMap(\.self), options: options, command: RunCommand.name)
        let before = arguments.pieces(of: options, without: Self.free)
        guard given.isEmpty || given == before else { throw differing(before, given) }
        return arguments
    }

    private static func differing(_ before: [[String]], _ given: [[String]]) -> Diagnostics {
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
                hint: "`pathproof run --resume` alone goes on as the run was started")
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
