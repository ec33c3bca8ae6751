import Rows
import Suites
import Vocabulary

/// A run that was made before: named by its folder, or by its results.
struct EarlierRun {
    var run: RunRow?
    /// Cases that failed or could not be judged.
    var failed: Set<String> = []

    /// The file of rows that a word names.
    static func path(_ word: String) -> String {
        Folder.isFolder(word) ? "\(word)/\(RunFolder.results)" : word
    }

    /// The folder that its file of rows stands in.
    static func home(_ word: String) -> String {
        guard !Folder.isFolder(word) else { return word }
        let folder = FilePath.folder(of: word)
        return folder.isEmpty ? "." : folder
    }

    /// The row that a run begins with; of a file that holds none it says so.
    static func run(in word: String) throws(Diagnostics) -> RunRow {
        let path = path(word)
        do {
            if let run = try RowFile.run(in: path) { return run }
        } catch {
            throw told(error, of: path)
        }
        throw Diagnostics([
            Diagnostic(
                Folder.size(of: path) == 0
                    ? "'\(path)' is empty: it holds no run"
                    : "'\(path)' holds no run: it does not begin with the row of one", hint: hint)
        ])
    }

    /// Refuses to take some of several shards for a run that others are compared with.
    static func checkWhole(_ run: RunRow, _ word: String) throws(Diagnostics) {
        if !run.missingShards.isEmpty {
            let names = run.missingShards.joined(separator: ", ")
            throw Diagnostics([
                Diagnostic(
                    "the run '\(word)' is not whole: it was joined without shard \(names), and a "
                        + "baseline would miss the cases of it",
                    hint:
                        "`pathproof report` with the folders of all shards and --out DIR makes one run "
                        + "of them")
            ])
        }
        guard let shard = run.shard, shard.count > 1 else { return }
        throw Diagnostics([
            Diagnostic(
                "the run '\(word)' is not whole: it is shard \(shard.name), and a baseline "
                    + "would miss the cases of the others",
                hint: "`pathproof report` with the folders of all \(shard.count) shards and "
                    + "--out DIR makes one run of them")
        ])
    }

    /// What `--failed-from` selects; nil where it does not stand in the line.
    static func failed(_ arguments: Arguments) throws(Diagnostics) -> EarlierRun? {
        guard let word = arguments.last("--failed-from") else { return nil }
        var earlier = EarlierRun()
        try forEachRow(in: word) { row in
            switch row {
            case .run(let row): earlier.run = row
            case .case(let row) where row.verdict == .failed || row.verdict == .errored:
                earlier.failed.insert(row.id)
            default: break
            }
        }
        guard !earlier.failed.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    "no case of '\(word)' failed: there is nothing to run again",
                    hint: "leave out --failed-from to run all cases")
            ])
        }
        return earlier
    }

    static func forEachRow(
        in word: String, _ body: (Row) throws -> Void
    ) throws(Diagnostics) {
        let path = path(word)
        var runs = 0
        do {
            try RowFile.forEachRow(in: path) { row in
                if case .run = row { runs += 1 }
                // Files put one behind the other: what stands in both would count twice.
                guard runs < 2 else {
                    throw Diagnostics([
                        Diagnostic(
                            "'\(path)' holds the rows of more than one run",
                            hint:
                                "name the runs apart: `pathproof report RUN RUN --out DIR` joins shards"
                        )
                    ])
                }
                try body(row)
            }
        } catch {
            throw told(error, of: path)
        }
    }

    private static let hint = "name the folder of a run, or its results.jsonl"

    private static func told(_ error: any Error, of path: String) -> Diagnostics {
        switch error {
        case let error as OutputFailure:
            return Diagnostics([Diagnostic(error.reason, hint: hint)])
        case let error as RowError:
            return Diagnostics([
                Diagnostic(
                    error.reason,
                    at: SourceLocation(file: path, line: error.line, column: 1), hint: hint)
            ])
        case let error as Diagnostics: return error
        default: return Diagnostics([Diagnostic("'\(path)': \(error)")])
        }
    }
}
