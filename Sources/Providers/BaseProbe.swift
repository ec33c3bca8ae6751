import Documents
import Vocabulary

/// Finds out which of several base URLs is the right one, by where its list of models is.
///
/// It sends nothing: the run asks the candidates in their order, and hands over what came.
public enum BaseProbe {
    /// What one candidate answered.
    public enum Answer: Sendable, Equatable {
        /// A list of models: their names.
        case models([String])
        /// An API that wants another key: the place may be right.
        case refused
        /// Something is there, but no list of models: a page, another path's error.
        case elsewhere
        case unreachable
    }

    /// The user's base first, with and without the version, then the paths that are in print, there too: a key
    /// goes to no other host than the one that it was given for.
    public static func candidates(given: String?, for provider: any Provider) -> [String] {
        var found: [String] = []
        if let given {
            let place = Endpoint(baseURL: given, key: nil).place
            found.append(place)
            found.append(place.hasSuffix("/v1") ? String(place.dropLast(3)) : place + "/v1")
            let origin = parts(of: place).origin
            for base in provider.baseURLs {
                let other = origin + parts(of: base).path
                if !found.contains(other) { found.append(other) }
            }
        }
        return given == nil ? provider.baseURLs : found
    }

    /// `https://host:port`, and `/router/v1`.
    private static func parts(of url: String) -> (origin: String, path: String) {
        let rest = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard rest.count == 4 else { return (url, "") }
        return (String(url[..<rest[2].endIndex]), "/" + rest[3])
    }

    /// The provider that is known to be there and of which several bases are in print.
    public static func provider(at url: String) -> (any Provider)? {
        let origin = parts(of: url).origin
        return allProviders.first { provider in
            provider.baseURLs.count > 1
                && provider.baseURLs.contains { parts(of: $0).origin == origin }
        }
    }

    /// No status means that nothing came.
    public static func answer(
        status: Int?, body: [UInt8], of provider: any Provider
    ) -> Answer {
        guard let status else { return .unreachable }
        if (200..<300).contains(status) {
            return ModelListing(of: provider).names(in: body).map(Answer.models) ?? .elsewhere
        }
        // A web server's 401 is a page; an API's is JSON.
        let isRefusal = status == 401 || status == 403
        return isRefusal && isJSON(body) ? .refused : .elsewhere
    }

    /// The base that lists models; else the first that knows keys, since a key may not list.
    public static func choice(of answers: [(base: String, answer: Answer)]) -> String? {
        let listing = answers.first { if case .models = $0.answer { true } else { false } }
        return (listing ?? answers.first { $0.answer == .refused })?.base
    }

    private static func isJSON(_ body: [UInt8]) -> Bool {
        var tape = JSONTape()
        return (try? tape.read(body)) != nil && tape.kind(tape.root) == .object
    }
}
