import Documents
import GatewayMaps
import Vocabulary

extension LintRule {
    static let literalKey = LintRule(
        "literal-key", .error, "a key that is written out where `${NAME}` should stand"
    ) { subject in
        subject.documents.flatMap { literals(in: $0) } + subject.warnings(.literalKey)
    }

    private static let secretKeys: Set<String> = [
        "api_key", "key", "token", "secret", "password", "authorization", "x-api-key",
        "aws_secret_access_key", "aws_session_token", "azure_ad_token",
        "azure_entra_client_secret", "oracle_private_key",
    ]

    /// The source line is left out of the message: a key that is to be removed is not to be printed first.
    private static func literals(in node: Node) -> [Diagnostic] {
        if let items = node.items { return items.flatMap { literals(in: $0) } }
        return (node.entries ?? []).flatMap { key, value -> [Diagnostic] in
            guard let name = key.text, secretKeys.contains(name.lowercased()) else {
                return literals(in: value)
            }
            guard value.asString?.isEmpty == false || value.numberText != nil else {
                return literals(in: value)
            }
            guard value.unexpanded == nil else { return [] }
            return [
                Diagnostic(
                    "'\(name)' is written out: whoever reads the file has the key",
                    at: value.location,
                    hint: "write \"${NAME}\" and put the key into the environment")
            ]
        }
    }
}
