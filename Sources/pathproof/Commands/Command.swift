import Vocabulary

/// One word after `pathproof`: its help and its work stand together.
protocol Command: Sendable {
    static var name: String { get }
    static var summary: String { get }
    /// What follows the name: `[SUITE | DIR]…`.
    static var operands: String { get }
    static var options: [OptionSpec] { get }
    /// A paragraph for `pathproof help NAME`.
    static var details: String { get }

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
}

let allCommands: [any Command.Type] = [
    InitCommand.self, RunCommand.self, DrillCommand.self, BenchCommand.self, CompareCommand.self,
    ReportCommand.self, BlessCommand.self, LintCommand.self, ServeCommand.self, ReadCommand.self,
    ListCommand.self,
]

/// Help, printed from the lists that the parser uses.
enum Help {
    static var overview: String {
        let width = allCommands.map { $0.name.count }.max() ?? 0
        let commands = allCommands.map { "  \(padded($0.name, to: width))  \($0.summary)\n" }
        let codes = ExitCode.allCases.map { code in
            "  \(padded(String(code.rawValue), to: 3))  \(code.sentence)\n"
        }
        return """
            Pathproof proves every route and every fallback path of an LLM gateway.

            usage: pathproof COMMAND [OPTION]… [WORD]…

            commands:
            \(commands.joined())
              `pathproof help COMMAND` shows the options of one; `pathproof --version` the version.

            exit codes:
            \(codes.joined())
            """
    }

    static func page(for command: any Command.Type) -> String {
        var page = "\(command.summary)\n\nusage: pathproof \(command.name) [OPTION]…"
        page += command.operands.isEmpty ? "\n" : " \(command.operands)\n"
        if !command.details.isEmpty { page += "\n\(command.details)\n" }
        guard !command.options.isEmpty else { return page }
        let width = command.options.map(\.spelled.count).max() ?? 0
        page += "\noptions:\n"
        for option in command.options {
            page += "  \(padded(option.spelled, to: width))  \(option.summary)\n"
        }
        return page
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
