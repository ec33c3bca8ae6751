import Documents
import Lanes
import Rows
import Suites
import Synchronization
import Vocabulary

/// A folder of cassettes: read whole before a replay, written one by one as a recording makes them.
final class CassetteFolder: Sendable {
    private let folder: String
    private let failure = Mutex<Diagnostic?>(nil)

    /// For recordings: the folder is made.
    init(recordingTo folder: String) throws(Diagnostics) {
        self.folder = folder
        guard Folder.make(folder) else {
            throw Diagnostics([
                Diagnostic("cannot make the folder '\(folder)': \(Folder.reason())")
            ])
        }
    }

    /// What could not be written.
    var mistake: Diagnostic? { failure.withLock { $0 } }

    func write(_ cassette: Cassette) {
        do throws(Diagnostics) {
            try Folder.write(cassette.text, to: FilePath.joined(folder, cassette.fileName))
        } catch {
            failure.withLock { $0 = $0 ?? error.items.first }
        }
    }

    /// - Parameter command: who wants them.
    static func files(
        in folder: String, for command: String = RunCommand.name
    ) throws(Diagnostics) -> [String] {
        let names = FolderListing.names(in: folder)?.filter { $0.hasSuffix(Cassette.ending) }
            .sorted()
        guard let names, !names.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    names == nil
                        ? "cannot read the folder '\(folder)': \(Folder.reason())"
                        : "there is no cassette in '\(folder)': its files end in '\(Cassette.ending)'",
                    hint: "`pathproof \(command) --record \(Shell.quoted(folder))"
                        + (command.hasPrefix(ServeCommand.name) ? "" : " --budget USD")
                        + "` makes them")
            ])
        }
        return names.map { FilePath.joined(folder, $0) }
    }

    /// All mistakes of all files at once.
    static func read(
        _ folder: String, for command: String
    ) throws(Diagnostics) -> [Cassette] {
        let mistakes = Mistakes()
        let cassettes = try files(in: folder, for: command).compactMap { file in
            mistakes.collect { () throws(Diagnostics) in
                try Cassette(
                    String(decoding: try FileBytes.read(file), as: UTF8.self), file: file)
            }
        }
        try mistakes.check()
        return cassettes
    }
}
