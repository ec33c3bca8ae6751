import Documents
import Reports
import Rows
import Vocabulary

/// The folder of a run: what stands in it, and what a run before may have left.
enum RunFolder {
    static let usual = "pathproof-out"
    static let results = "results.jsonl"
    /// Cases that were answered before their turn; there only while a run goes, and after a kill.
    static let early = "early.jsonl"
    static let transcripts = "cases"
    /// What `compare` leaves there.
    static let comparison = (
        json: "compare.json", text: "compare.md", routes: "recommended-routes.yaml"
    )

    /// Everything that a run writes or takes away, but for the rows and the cases' transcripts.
    private static var own: [String] {
        allReports.compactMap { $0.fileName }
            + [DrillDesk.fileName, comparison.json, comparison.text, comparison.routes]
    }

    /// Makes the folder of a run. Refuses one in which the run would write over what no run wrote: somebody's
    /// own `summary.json`, or texts in a `cases` of another kind.
    static func claim(_ folder: String) throws(Diagnostics) {
        try Folder.makeOut(folder)
        let rows = "\(folder)/\(results)"
        if let size = Folder.size(of: rows), size > 0 {
            // Whatever stops a run, its first row is on the disk by then.
            if FileBytes.begin(rows, with: firstRow) { return }
            throw Diagnostics([
                Diagnostic("'\(rows)' is not of a run: it would be written over", hint: foreignHint)
            ])
        }
        if Folder.isFile(rows) { return }
        let found =
            (FolderListing.names(in: folder) ?? []).filter { own.contains($0) }
            + texts(in: folder).map { "\(transcripts)/\($0)" }
        guard let first = found.min() else { return }
        let more = found.count > 1 ? " (and \(found.count - 1) more)" : ""
        throw Diagnostics([
            Diagnostic(
                "'\(folder)/\(first)'\(more) would be lost, and '\(folder)' is not the folder of a run: "
                    + "it has no \(results)", hint: foreignHint)
        ])
    }

    private static let firstRow = Array("{\"type\":\"run\",".utf8)
    private static let foreignHint = "--out names a folder of its own; or move away what is there"

    private static func texts(in folder: String) -> [String] {
        (FolderListing.names(in: "\(folder)/\(transcripts)") ?? []).filter { $0.hasSuffix(".txt") }
    }

    /// What is to be typed for the rest of a run that was killed.
    static func goingOn(with run: RunRow, in folder: String) -> String {
        // What it may spend is said anew each time, but of what stands behind an address.
        let isCapped = [.live, .record].contains(run.mode) && !run.gateway.contains("://")
        return
            "`pathproof \(run.command ?? RunCommand.name) --resume --out \(Shell.quoted(folder))` goes on with it"
            + (isCapped ? ", with a --budget of its own" : "")
    }

    /// A killed run must not leave its reports, or halves of them, as if they were of the next.
    ///
    /// Called by the one who holds the lock on the folder's results.
    static func sweep(_ folder: String, keepingCases: Bool) {
        for name in FolderListing.names(in: folder) ?? []
        where own.contains(name) || isPartial(name, of: own + [early]) {
            Folder.remove("\(folder)/\(name)")
        }
        guard !keepingCases else { return }
        Folder.remove("\(folder)/\(early)")
        for name in texts(in: folder) { Folder.remove("\(folder)/\(transcripts)/\(name)") }
    }

    /// Both sides of a case, by the name in its row; nil where there is no such file.
    ///
    /// A row may come from a file that somebody else wrote: no name in it leads out of the folder.
    static func transcript(_ name: String, in folder: String) -> String? {
        let file = name.split(separator: "/", omittingEmptySubsequences: false)
        guard file.count == 2, file[0] == transcripts, file[1].hasSuffix(".txt"),
            Folder.isFile("\(folder)/\(name)"), let bytes = try? FileBytes.read("\(folder)/\(name)")
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `junit.xml.4711.partial`, as `FileOutput` calls a file before it is whole, and its scratch.
    private static func isPartial(_ name: String, of files: [String]) -> Bool {
        let name = name.hasSuffix(".scratch") ? name.dropLast(".scratch".count) : name[...]
        guard name.hasSuffix(".partial") else { return false }
        let whole = name.dropLast(".partial".count)
        guard let dot = whole.lastIndex(of: "."),
            whole[whole.index(after: dot)...].allSatisfy({ $0.isASCII && $0.isNumber })
        else { return false }
        return files.contains(String(whole[..<dot]))
    }
}
