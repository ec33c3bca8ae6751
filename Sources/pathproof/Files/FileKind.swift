import Documents
import GatewayMaps
import Starters
import Suites
import Vocabulary

/// What a file of the user's is: known by its content, unless `--kind` says it.
enum FileKind: String, CaseIterable {
    case routes, suite, litellm, portkey, openrouter, promptfoo

    static let words = allCases.map(\.rawValue)

    init(of node: Node) {
        // promptfoo has `targets:`, too, but asks something beside them.
        self =
            LiteLLMReader.isConfig(node)
            ? .litellm
            : PromptfooStarter.isConfig(node)
                ? .promptfoo
                : PortkeyReader.isConfig(node)
                    ? .portkey
                    : OpenRouterReader.isRequest(node)
                        ? .openrouter : SuiteFile.isSuite(node) ? .suite : .routes
    }

    /// The mistake of a file that no command but `init` reads.
    static func promptfooMistake(_ node: Node) -> Diagnostic {
        node.diagnostic(
            "this is promptfoo's configuration, which stands in no suite's place",
            hint:
                "`pathproof init --from \(Shell.quoted(node.location.file))` makes a suite and a routes file of it"
        )
    }

    /// What `--kind` says; nil leaves it to the content.
    ///
    /// - Parameter kinds: those that the command takes.
    static func asked(
        _ arguments: Arguments, of kinds: [FileKind] = allCases
    ) throws(Diagnostics) -> FileKind? {
        guard let word = arguments.last("--kind") else { return nil }
        guard let kind = FileKind(rawValue: word) else {
            let words = kinds.map(\.rawValue)
            throw Diagnostics([
                Diagnostic(
                    "unknown kind '\(word)'",
                    hint: didYouMean(word, among: words)
                        ?? "one of \(words.joined(separator: ", "))")
            ])
        }
        return kind
    }
}

extension FileKind {
    /// What a file is that nobody named, and that merely lies in a folder; nil where it is nothing of ours.
    init?(inFolder node: Node) {
        switch FileKind(of: node) {
        case .litellm: self = .litellm
        case .portkey: self = .portkey
        case .openrouter: self = .openrouter
        case .promptfoo: self = .promptfoo
        case .suite, .routes:
            if SuiteFile.isMeant(node) {
                self = .suite
            } else if ["aliases", "routes", "gateways"].contains(where: { node[$0] != nil })
                || FilePath.name(of: node.location.file) == "routes.yaml"
            {
                self = .routes
            } else {
                return nil
            }
        }
    }
}
