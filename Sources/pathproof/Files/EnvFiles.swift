import Documents
import Suites
import Vocabulary

/// `--env-file`: variables that a file has in place of the environment. They become the program's own environment
/// before anything is read, so that all that knows a variable knows them alike: keys, addresses, proxies, and what
/// keeps keys out of every report.
enum EnvFiles {
    static let option = OptionSpec(
        "--env-file", value: "FILE",
        "read variables from this file, too (NAME=value, as dotenv has them); what the environment has, even "
            + "empty, counts before it; repeatable: a later file before an earlier one")

    /// - Parameter notesTo: nil where it was told already what does not count.
    static func apply(
        _ arguments: Arguments, notesTo terminal: Terminal? = nil
    ) throws(Diagnostics) {
        let paths = arguments.all(option.name)
        guard !paths.isEmpty else { return }
        let mistakes = Mistakes()
        let files = paths.compactMap { EnvFile.read(path: $0, in: mistakes) }
        try mistakes.check()
        var values: [String: EnvFile.Variable] = [:]
        for variable in files.flatMap(\.variables) { values[variable.name] = variable }
        for variable in values.values.sorted(by: { $0.name < $1.name }) {
            guard let given = Environment.value(variable.name) else {
                Environment.set(variable.name, variable.value)
                continue
            }
            if given != variable.value {
                mistakes.add(passedOver(variable, isEmpty: given.isEmpty))
            }
        }
        if !arguments.has("--quiet") { terminal?.complain(mistakes.sorted.items) }
    }

    /// Two keys of one name: whoever pays for the other one will want to know.
    private static func passedOver(
        _ variable: EnvFile.Variable, isEmpty: Bool
    ) -> Diagnostic {
        Diagnostic(
            "'\(variable.name)' of this file does not count: the environment has "
                + (isEmpty ? "it, empty" : "another value"), at: variable.location,
            hint: "`env -u \(variable.name) pathproof …` leaves it to the file", severity: .note)
    }

    /// The words of a command line without the option: `lasting` gives each with a blank before its file.
    static func removed(from words: [String]) -> [String] {
        words.indices.filter { place in
            words[place] != option.name && (place == 0 || words[place - 1] != option.name)
        }.map { words[$0] }
    }

    /// What a run that goes on later may read again: no pipe, which has its content once.
    static func lasting(_ arguments: Arguments) -> [String] {
        arguments.all(option.name).filter(Folder.isFile).flatMap { [option.name, $0] }
    }
}
