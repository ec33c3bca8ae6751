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

    /// What is to be typed for the rest of a run that was killed.
    static func goingOn(with run: RunRow, in folder: String) -> String {
        "`pathproof \(run.command ?? RunCommand.name) --resume --out \(Shell.quoted(folder))` goes on with it"
    }

    /// A killed run must not leave its reports, or halves of them, as if they were of the next.
    ///
    /// Called by the one who holds the lock on the folder's results.
    static func sweep(_ folder: String, keepingCases: Bool) {
        let reports = allReports.compactMap { $0.fileName }
        for name in Folder.names(in: folder) ?? [] {
            let isReport = reports.contains(name) || name == DrillDesk.fileName
            if isReport || isPartial(name, of: reports + [early, DrillDesk.fileName]) {
                Folder.remove("\(folder)/\(name)")
            }
        }
        guard !keepingCases else { return }
        Folder.remove("\(folder)/\(early)")
        let cases = "\(folder)/\(transcripts)"
        for name in Folder.names(in: cases) ?? [] where name.hasSuffix(".txt") {
            Folder.remove("\(cases)/\(name)")
        }
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

    /// `junit.xml.4711.partial`, as `FileOutput` calls a file before it is whole.
    private static func isPartial(_ name: String, of files: [String]) -> Bool {
        guard name.hasSuffix(".partial") else { return false }
        let whole = name.dropLast(".partial".count)
        guard let dot = whole.lastIndex(of: "."),
            whole[whole.index(after: dot)...].allSatisfy({ $0.isASCII && $0.isNumber })
        else { return false }
        return files.contains(String(whole[..<dot]))
    }
}
