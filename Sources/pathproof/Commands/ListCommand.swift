import Benches
import Checks
import GatewayMaps
import Lanes
import Ledger
import Lint
import Providers
import Reports
import Rows
import Runs
import Vocabulary

/// `pathproof list`: prints the lists that the program itself works from.
struct ListCommand: Command {
    static let name = "list"
    static let summary =
        "print what there is: \(allLists.map(\.name).joined(separator: ", "))"
    static let operands = allLists.map(\.name).joined(separator: " | ")
    static let details = """
        `list models FILE…` shows what models cost by these suites and routes files, and all that they give.
        """
    static let options: [OptionSpec] = [EnvFiles.option]

    struct List: Sendable {
        var name: String
        var header: [String]
        var rows: @Sendable () -> [[String]]
    }

    static let allLists: [List] = [
        List(name: "checks", header: ["check", "family", "arguments", "what it asks"]) {
            allChecks.map { check in
                let keys = check.arguments.map(\.key).joined(separator: ", ")
                return [check.name, check.family.rawValue, keys, check.summary]
            }
        },
        List(
            name: "providers",
            header: [
                "provider", "dialect", "auth", "key", "echo", "usage", "tested with", "base URL",
            ]
        ) {
            allProviders.map { provider in
                [
                    provider.name, provider.dialect.name, provider.authorization.summary,
                    provider.keyVariables.isEmpty
                        ? "(none)" : provider.keyVariables.joined(separator: ", "),
                    provider.echoRule.name,
                    provider.usageRule.name,
                    provider.proofs.map(\.rawValue).joined(separator: ", "),
                    provider.defaultBaseURL.map(shortURL) ?? "(none)",
                ]
            }
        },
        List(name: "findings", header: ["finding", "severity", "what it is"]) {
            allFindings.map { [$0.code, $0.severity.rawValue, $0.summary] }
                + allLedgerFindings.map { [$0.code, $0.severity.rawValue, $0.summary] }
        },
        List(name: "models", header: ModelList.header) { ModelList().rows },
        List(name: "causes", header: ["cause", "family", "plain", "streamed", "what is played"]) {
            allCauses.map { cause in
                [
                    cause.name, cause.family.rawValue, words(for: cause.plain),
                    words(for: cause.streamed), cause.summary,
                ]
            }
        },
        List(name: "vices", header: ["vice", "what a gateway that has it does"]) {
            allVices.map { [$0.name, $0.summary] }
        },
        List(name: "lint", header: ["rule", "severity", "what it finds"]) {
            allLintRules.map { [$0.name, $0.severity.rawValue, $0.summary] }
        },
        List(
            name: "scenarios", header: ["scenario", "what happens", "leg", "our cause", "remark"]
        ) {
            allScenarios.map { scenario in
                [
                    scenario.id, scenario.summary, scenario.place.rawValue,
                    scenario.fault?.name ?? Case.healthy, scenario.remark,
                ]
            }
        },
        List(name: "rows", header: ["in results.jsonl", "member", "always", "what it means"]) {
            RowSchema.types.flatMap { type in
                [[type.name, "type", "always", type.meaning]]
                    + type.members.map {
                        [type.name, $0.name, $0.isAlways ? "always" : "", $0.meaning]
                    }
            }
        },
        List(name: "bench", header: ["in bench.json", "member", "what it means"]) {
            BenchSchema.members.map { [$0.of.isEmpty ? "(the file)" : $0.of, $0.name, $0.meaning] }
        },
        List(name: "reports", header: ["report", "file", "what it is"]) {
            allReports.map { [$0.name, $0.fileName ?? "(terminal)", $0.summary] }
        },
    ]

    /// What a gateway can make of a cause, in a few words.
    private static func words(for effect: Cause.Effect?) -> String {
        switch effect {
        case nil: "-"
        case .fails(let trigger): trigger.rawValue
        case .breaksOff(let trigger): "\(trigger.rawValue), too late"
        case .bearable: "bearable"
        case .deceives: "nothing"
        }
    }

    /// Without the scheme that nearly all have: a line of the table fits into 160 characters.
    private static func shortURL(_ url: String) -> String {
        url.hasPrefix("https://") ? String(url.dropFirst(8)) : url
    }

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let names = allLists.map(\.name)
        let files = Array(arguments.words.dropFirst())
        guard let word = arguments.words.first, files.isEmpty || word == "models" else {
            throw Diagnostics([
                Diagnostic(
                    "`pathproof list` needs one word",
                    hint: "lists: \(names.joined(separator: ", "))")
            ])
        }
        guard let list = allLists.first(where: { $0.name == word }) else {
            throw Diagnostics([
                Diagnostic(
                    "unknown list '\(word)'",
                    hint: didYouMean(word, among: names)
                        ?? "lists: \(names.joined(separator: ", "))")
            ])
        }
        terminal.say(
            files.isEmpty && list.name != "models"
                ? TextTable.text(header: list.header, list.rows()) : try ModelList(files).text)
        return .pass
    }
}

/// Columns of text, as wide as their widest cell.
enum TextTable {
    static func text(header: [String]? = nil, _ rows: [[String]], indent: String = "") -> String {
        let all = (header.map { [$0] } ?? []) + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            var line = indent
            for (column, cell) in row.enumerated() {
                line += Help.padded(cell, to: widths[column] + 2)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
