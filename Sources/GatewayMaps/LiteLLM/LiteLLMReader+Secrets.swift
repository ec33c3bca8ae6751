import Documents
import Vocabulary

/// What stands in the file for everybody to read, and references that LiteLLM does not follow.
extension LiteLLMReader {
    /// Looks at every value of the file. No message shows one that is to be kept secret, nor the line that it is in.
    func checkSecrets(_ node: Node, named name: String = "") {
        for item in node.items ?? [] { checkSecrets(item, named: name) }
        for (key, value) in node.entries ?? [] { checkSecrets(value, named: key.text ?? "") }
        guard let text = node.plainText, !text.isEmpty, Self.variable(in: text) == nil else {
            return
        }
        if let reference = Self.unresolved(text) {
            let isKey = Self.isSecretName(name)
            warn(
                .unresolvedReference,
                "LiteLLM does not resolve \(node.shown): it takes the text itself"
                    + (isKey ? " for '\(name)', and every call with it is refused" : ""),
                at: node, hint: "write os.environ/\(reference)")
        } else if Self.isSecret(text, named: name) {
            warn(
                .literalKey,
                name.isEmpty
                    ? "a key stands in the file itself"
                    : "'\(name)' stands in the file itself: whoever reads the file has it",
                at: node.location, hint: "write os.environ/NAME")
        } else if Self.hasPassword(text) {
            warn(
                .literalKey, "'\(name)' has a password in it: whoever reads the file has it",
                at: node.location, hint: "write os.environ/NAME")
        }
    }

    // MARK: References

    /// The name in what looks like a reference to the environment and is none to LiteLLM.
    private static func unresolved(_ text: String) -> String? {
        for (start, end) in [
            ("${", "}"), ("os.environ.", ""), ("os.environ['", "']"), ("os.environ[\"", "\"]"),
            ("os.getenv('", "')"), ("os.getenv(\"", "\")"), ("environ/", ""), ("env/", ""),
            ("$", ""),
        ] where text.hasPrefix(start) && text.hasSuffix(end) {
            let name = text.dropFirst(start.count).dropLast(end.count)
            if isVariableName(name) { return String(name) }
        }
        return nil
    }

    /// As variables are named by those who set them: `OPENAI_API_KEY`.
    private static func isVariableName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    // MARK: Secrets

    private static func isSecret(_ text: String, named name: String) -> Bool {
        if isPlaceholder(text) { return false }
        if text.contains("PRIVATE KEY-----") || text.contains("\"private_key\"") { return true }
        if keyBeginnings.contains(where: text.hasPrefix), text.utf8.count >= keyBytesMin {
            return true
        }
        // A price by the token is no token.
        guard isSecretName(name), Double(text) == nil || name.hasSuffix("password") else {
            return false
        }
        // Servers of one's own take any word for a key, and people write any.
        guard name == "api_key" else { return true }
        return text.hasPrefix("sk-") || text.utf8.count >= wordBytesMax
    }

    /// `master_key`, `redis_password`, `OPENAI_API_KEY`; not `prompt_cache_key`, which is no secret.
    private static func isSecretName(_ name: String) -> Bool {
        let name = name.lowercased().replacing("-", with: "_")
        guard !openNames.contains(name) else { return false }
        return secretEndings.contains { name == $0 || name.hasSuffix("_" + $0) }
    }

    private static let secretEndings = [
        "key", "token", "secret", "password", "passwd", "credentials", "authorization",
        "client_secret_ref",
    ]
    /// They end alike, and hold names, paths or numbers.
    private static let openNames = [
        "prompt_cache_key", "cache_key", "aws_access_key", "public_key", "eos_token", "bos_token",
        "credentials", "reject_clientside_metadata_tags", "aws_web_identity_token",
        "default_google_application_credentials", "google_application_credentials",
        "vertex_credentials", "vertex_ai_credentials",
    ]
    /// How providers' keys begin.
    private static let keyBeginnings = [
        "sk-", "sk_live_", "gsk_", "xai-", "hf_", "AIza", "ghp_", "xoxb-", "Bearer ",
        "https://hooks.slack.com/services/",
    ]
    private static let keyBytesMin = 12
    private static let wordBytesMax = 16

    /// What is written where a key is asked for and none is needed.
    private static func isPlaceholder(_ text: String) -> Bool {
        let text = text.lowercased()
        return ["none", "empty", "null", "dummy", "unused", "anything", "true", "false"]
            .contains(text)
            || ["fake", "not-needed", "not_needed", "no-key", "dummy"].contains(
                where: text.hasPrefix)
    }

    /// `postgresql://user:password@host`; a password that some other tool is to fill in is none.
    private static func hasPassword(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != " " }
        guard let at = authority.lastIndex(of: "@"),
            let colon = authority[..<at].firstIndex(of: ":")
        else { return false }
        let password = authority[authority.index(after: colon)..<at]
        return !password.isEmpty && !password.hasPrefix("$") && !password.hasPrefix("<")
    }
}
