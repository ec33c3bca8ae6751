import Documents
import GatewayMaps
import Vocabulary

extension LintRule {
    static let literalKey = LintRule(
        "literal-key", .error,
        "a key that is written out where `${NAME}` should stand, in an address too"
    ) { subject in
        subject.keyHolders.flatMap { literals(in: $0) } + subject.warnings(.literalKey)
    }

    static let secretKeys: Set<String> = [
        "api_key", "key", "token", "secret", "password", "authorization", "x-api-key",
        "aws_secret_access_key", "aws_session_token", "azure_ad_token",
        "azure_entra_client_secret", "oracle_private_key",
    ]

    /// The source line is left out of the message: a key that is to be removed is not to be printed first.
    private static func literals(in node: Node, isField: Bool = false) -> [Diagnostic] {
        if let items = node.items { return items.flatMap { literals(in: $0) } }
        guard let entries = node.entries else { return inAddress(node) }
        return entries.flatMap { key, value -> [Diagnostic] in
            let name = key.text ?? ""
            guard secretKeys.contains(name.lowercased()) || isField && isSecretField(name) else {
                return literals(in: value, isField: fieldKeys.contains(name.lowercased()))
            }
            guard value.asString?.isEmpty == false || value.numberText != nil else {
                return literals(in: value)
            }
            return value.unexpanded == nil ? [writtenOut("'\(name)'", at: value)] : []
        }
    }

    /// What `headers:` has under other names is the user's: whose team asks, which page it asks for.
    private static func isSecretField(_ name: String) -> Bool {
        LaneTranscript.isSecret(name) || AddressSecrets.isSecret(name)
    }

    private static let fieldKeys: Set<String> = ["headers"]

    /// A value that is an address as a whole; text that has one in it is somebody's prompt.
    private static func inAddress(_ node: Node) -> [Diagnostic] {
        guard let text = node.unexpanded ?? node.asString, !text.contains(where: \.isWhitespace)
        else { return [] }
        return AddressSecrets.all(in: text).filter { !$0.value.contains("${") }.map {
            writtenOut("'\($0.name)' in an address", at: node)
        }
    }

    private static func writtenOut(_ what: String, at node: Node) -> Diagnostic {
        Diagnostic(
            "\(what) is written out: whoever reads the file has the key", at: node.location,
            hint: "write \"${NAME}\" and put the key into the environment")
    }
}
