import Documents
import Plans
import Rows
import Runs
import Suites
import Vocabulary

/// The files that decide what a run sends, each with a digest: a run is gone on with only where all of them
/// are as they were.
enum RunInputs {
    /// Suites, their routes, and every file that one of the suites, or a file of theirs, names by `file://`.
    /// Files that only a cell of a table names are not looked for.
    static func of(_ suites: [PreparedSuite], routes: [String]) -> [RunRow.Input] {
        var files = Set(routes)
        for suite in suites {
            let file = suite.plan.suite.file
            collect(file, FilePath.folder(of: file), &files)
        }
        return files.sorted().map { RunRow.Input(file: $0, digest: digest(of: $0)) }
    }

    private static func collect(_ file: String, _ home: String, _ files: inout Set<String>) {
        guard files.insert(file).inserted,
            ["yaml", "yml", "json"].contains(FilePath.ending(of: file)),
            Folder.size(of: file).map({ $0 <= documentBytesMax }) == true,
            let node = try? RunJob.document(file)
        else { return }
        collect(node, [FilePath.folder(of: file), home], home, &files)
    }

    /// What is larger holds tests, and is read as such.
    private static let documentBytesMax = 4 << 20

    /// - Parameter folders: from which a reference may count; the file that is there tells.
    private static func collect(
        _ node: Node, _ folders: [String], _ home: String, _ files: inout Set<String>
    ) {
        if let text = node.asString {
            let paths = folders.compactMap { FilePath.reference(in: text, from: $0) }
            if let path = paths.first(where: Folder.isFile) ?? paths.first {
                collect(path, home, &files)
            }
        }
        for item in node.items ?? [] { collect(item, folders, home, &files) }
        for entry in node.entries ?? [] { collect(entry.value, folders, home, &files) }
    }

    /// Of the content; a pipe has none that could be read twice.
    private static func digest(of path: String) -> String {
        guard Folder.isFile(path) else { return "no file" }
        var digest = Digest64()
        do throws(Diagnostics) {
            try FileBytes.forEachPiece(of: path) { digest.take($0) }
        } catch {
            return "not read"
        }
        return digest.hexadecimal
    }

    /// What is no longer as it was, in words.
    static func changes(from old: [RunRow.Input], to new: [RunRow.Input]) -> [Diagnostic] {
        let now = Dictionary(new.map { ($0.file, $0.digest) }, uniquingKeysWith: { $1 })
        let before = Dictionary(old.map { ($0.file, $0.digest) }, uniquingKeysWith: { $1 })
        let hint = "put it back, or start the run anew without --resume"
        var changes: [Diagnostic] = []
        for input in old where now[input.file] != input.digest {
            changes.append(
                Diagnostic(
                    now[input.file] == nil
                        ? "'\(input.file)' was part of the run and is not any more"
                        : "'\(input.file)' has changed since the run began", hint: hint))
        }
        for input in new where before[input.file] == nil {
            changes.append(
                Diagnostic("'\(input.file)' was no part of the run and is now", hint: hint))
        }
        return changes
    }
}
