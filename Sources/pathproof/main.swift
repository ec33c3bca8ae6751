import Documents
import Glibc
import Vocabulary

let terminal = Terminal()
let line = Array(CommandLine.arguments.dropFirst())

/// Finds the command, reads its arguments by its own list, and turns mistakes into the usual form.
/// What the caller is told: a code of the list, or what `--failing-code` puts in place of one.
func carryOut(_ line: [String]) async -> Int32 {
    do throws(Diagnostics) {
        guard let word = line.first, word != "help", word != "--help", word != "-h" else {
            return try help(line.dropFirst().first).rawValue
        }
        if word == "--version" || word == "version" {
            terminal.say("pathproof \(version)\n")
            return ExitCode.pass.rawValue
        }
        let command = try command(named: word)
        if line.contains("--help") || line.contains("-h") {
            terminal.say(Help.page(for: command))
            return ExitCode.pass.rawValue
        }
        let arguments = try Arguments(
            Array(line.dropFirst()), options: command.options, command: command.name)
        try EnvFiles.apply(arguments, notesTo: terminal)
        let failing = try ExitCode.failing(arguments)
        let code = try await command.run(arguments, on: terminal)
        return code == .failure ? failing : code.rawValue
    } catch {
        terminal.complain(error.items)
        return ExitCode.usage.rawValue
    }
}

func help(_ word: String?) throws(Diagnostics) -> ExitCode {
    terminal.say(
        try word.map { word throws(Diagnostics) in
            Help.page(for: try command(named: word))
        } ?? Help.overview)
    return .pass
}

func command(named word: String) throws(Diagnostics) -> any Command.Type {
    if let command = allCommands.first(where: { $0.name == word }) { return command }
    throw Diagnostics([
        Diagnostic(
            "unknown command '\(word)'",
            hint: didYouMean(word, among: allCommands.map { $0.name })
                ?? "commands: \(allCommands.map { $0.name }.joined(separator: ", "))")
    ])
}

CoreDumps.forbid()
let code = await carryOut(line)
// At once: all that was to be written is, and what libraries tidy up in `exit` goes with the process.
_exit(
    code == ExitCode.pass.rawValue && terminal.hasLostOutput
        ? ExitCode.infrastructure.rawValue : code)
