import Documents
import Suites
import Vocabulary

/// A folder that the command line names: people keep all kinds of files beside their suites.
struct YAMLFolder {
    let place: String
    /// What is known and not asked for.
    var found: [String] = []
    /// What is none of the files that the command takes.
    var leftAside: [String] = []

    init(_ place: String) { self.place = place }

    /// Its YAML files by name, hidden ones left out as by `*.yaml`; nil where the path is no folder.
    static func files(in place: String) -> [String]? {
        FolderListing.names(in: place)?.filter { name in
            !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
        }.sorted().map { FilePath.joined(place, $0) }
    }

    private static let leftAsideCode = "left-aside"

    /// Of all that was collected, what is told before a command begins.
    static func notes(among mistakes: Mistakes) -> [Diagnostic] {
        mistakes.items.filter { $0.code == leftAsideCode }
    }

    /// Nil where there is nothing to tell.
    var note: Diagnostic? {
        guard !leftAside.isEmpty else { return nil }
        return Diagnostic(
            "left aside in '\(place)': \(Self.listed(leftAside))",
            hint:
                "a suite has `prompts:` and `tests:`; a file that is named itself is read whatever "
                + "it is", severity: .note, code: Self.leftAsideCode)
    }

    /// The mistake of a folder that has nothing of what was asked for.
    func lack(of what: String) -> Diagnostic {
        let files = (found + leftAside).sorted()
        return Diagnostic(
            "no \(what) in the folder '\(place)': "
                + (files.isEmpty ? "it has no .yaml file" : "it has \(Self.listed(files))"),
            hint: "a suite is a .yaml file with `prompts:` and `tests:`")
    }

    private static let listedMax = 8

    private static func listed(_ files: [String]) -> String {
        let names = files.prefix(listedMax).map { "'\(FilePath.name(of: $0))'" }
        let rest = files.count - names.count
        return names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
