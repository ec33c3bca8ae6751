import Rows
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
        do {
            try RowFile.forEachRow(in: path, body)
        } catch let error as OutputFailure {
            throw Diagnostics([
                Diagnostic(error.reason, hint: "name the folder of a run, or its results.jsonl")
            ])
        } catch let error as RowError {
            throw Diagnostics([
                Diagnostic(
                    error.reason,
                    at: SourceLocation(file: path, line: error.line, column: 1))
            ])
        } catch let error as Diagnostics {
            throw error
        } catch {
            throw Diagnostics([Diagnostic("'\(path)': \(error)")])
        }
    }
}
