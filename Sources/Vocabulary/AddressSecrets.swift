/// What of an address opens a door: a password before its host, a key in its query.
public enum AddressSecrets {
    /// Each with the name under which it stands there, as it is written.
    public static func all(in address: String) -> [(name: String, value: String)] {
        guard let scheme = address.firstRange(of: "://") else { return [] }
        let rest = address[scheme.upperBound...]
        var found: [(name: String, value: String)] = []
        let authority = rest.prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            // Some take a key in place of a user's name.
            found.append(
                parts.count == 2
                    ? ("password", String(parts[1])) : ("user", String(parts[0])))
        }
        if let mark = rest.firstIndex(of: "?") {
            for item in rest[rest.index(after: mark)...].prefix(while: { $0 != "#" })
                .split(separator: "&")
            {
                let pair = item.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if pair.count == 2, isSecret(pair[0]) {
                    found.append((String(pair[0]), String(pair[1])))
                }
            }
        }
        return found.filter { !$0.value.isEmpty }
    }

    /// The address without them, for lines that a person reads.
    public static func shown(_ address: String) -> String {
        all(in: address).reduce(address) {
            $0.replacing($1.value, with: Secret($1.value).description)
        }
    }

    /// Whether what a query has under this name may be a key.
    public static func isSecret(_ name: some StringProtocol) -> Bool {
        let name = name.lowercased()
        return nameEndings.contains { name.hasSuffix($0) }
    }

    private static let nameEndings = [
        "key", "token", "secret", "password", "passwd", "pwd", "signature", "sig", "credential",
    ]
}
