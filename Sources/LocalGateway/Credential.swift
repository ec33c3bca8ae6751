import Servers
import Vocabulary

/// The key that a client shows, wherever its language puts it.
enum Credential {
    static func of(_ request: IncomingRequest) -> Secret? {
        for name in ["x-api-key", "api-key", "x-goog-api-key"] {
            if let key = request.headers[name] { return Secret(key) }
        }
        if let line = request.headers["authorization"] {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, words[0].lowercased() == "bearer" {
                return Secret(String(words[1]))
            }
        }
        // Google's own clients of old.
        for pair in (request.query ?? "").split(separator: "&") where pair.hasPrefix("key=") {
            return Secret(String(pair.dropFirst(4)))
        }
        return nil
    }
}

extension IncomingRequest {
    /// The web page of another host that a browser asks for, by its origin or by a name that leads here: without
    /// keys, nothing else would tell it from the people at this machine, and what it asks for may be billed.
    var foreignPage: String? {
        if let host = headers["host"], !Self.isLocal(host[...]) { return host }
        guard let origin = headers["origin"] else { return nil }
        let scheme = ["http://", "https://"].first { origin.lowercased().hasPrefix($0) }
        // Pages without an origin of their own say `null`.
        guard let scheme else { return origin }
        return Self.isLocal(origin.dropFirst(scheme.utf8.count)) ? nil : origin
    }

    private static func isLocal(_ authority: Substring) -> Bool {
        let host = authority.prefix { $0 != ":" && $0 != "/" }
        return host == "127.0.0.1" || host.lowercased() == "localhost"
    }
}
