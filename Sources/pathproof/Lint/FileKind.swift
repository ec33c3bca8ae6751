import Documents
import GatewayMaps
import Suites
import Vocabulary

/// What a file of the user's is: known by its content, unless `--kind` says it.
enum FileKind: String, CaseIterable {
    case routes, suite, litellm, portkey, openrouter

    static let words = allCases.map(\.rawValue)

    init(of node: Node) {
        self =
            LiteLLMReader.isConfig(node)
            ? .litellm
            : PortkeyReader.isConfig(node)
                ? .portkey
                : OpenRouterReader.isRequest(node)
                    ? .openrouter : SuiteFile.isSuite(node) ? .suite : .routes
    }

    /// What `--kind` says; nil leaves it to the content.
    static func asked(_ arguments: Arguments) throws(Diagnostics) -> FileKind? {
        guard let word = arguments.last("--kind") else { return nil }
        guard let kind = FileKind(rawValue: word) else {
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
