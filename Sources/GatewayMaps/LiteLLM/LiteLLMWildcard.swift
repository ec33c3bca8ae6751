public import Vocabulary

/// A group's name with stars, and what they stand for in a name that it was asked by.
///
/// LiteLLM makes a regular expression of it in which each star takes as much as it can.
struct LiteLLMWildcard {
    private let parts: [Substring]

    init(_ pattern: String) {
        parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    }

    /// One piece for each star; nil where the name does not fit.
    func segments(of name: String) -> [Substring]? {
        guard let first = parts.first, name.hasPrefix(first) else { return nil }
        return Self.segments(of: name.dropFirst(first.count), parts.dropFirst())
    }

    /// The name in which these pieces stand for the stars; nil where there are not as many.
    func name(of pieces: [Substring]) -> String? {
        guard let first = parts.first, pieces.count == parts.count - 1 else { return nil }
        return zip(pieces, parts.dropFirst()).reduce(String(first)) { $0 + $1.0 + $1.1 }
    }

    private static func segments(
        of rest: Substring, _ parts: ArraySlice<Substring>
    ) -> [Substring]? {
        guard let part = parts.first else { return [] }
        // From the end, since stars are greedy.
        var end = rest.endIndex
        while true {
            if rest[end...].hasPrefix(part),
                let more = segments(of: rest[end...].dropFirst(part.count), parts.dropFirst())
            {
                return [rest[..<end]] + more
            }
            guard end > rest.startIndex else { return nil }
            end = rest.index(before: end)
        }
    }

    /// What LiteLLM asks for by `litellm_params.model`: the pieces in the places of its stars, and where it has fewer
    /// stars than pieces, the name itself.
    func model(_ written: String, askedAs name: String) -> String? {
        guard let segments = segments(of: name) else { return nil }
        let places = written.split(separator: "*", omittingEmptySubsequences: false)
        guard segments.count < places.count else { return name }
        var model = String(places[0])
        for (index, place) in places.dropFirst().enumerated() {
            // A star that is left over goes out as it is.
            model += (index < segments.count ? segments[index] : "*") + place
        }
        return model
    }
}

extension LiteLLMPredictor {
    /// Of a deployment with a star for its model: what the names that lead there put in its place.
    public func pins(of leg: LegID, askingFor name: String) -> [String]? {
        guard let group = config.group(named: leg.route), group.isWildcard,
            let deployment = config.deployment(at: leg), deployment.model.contains("*")
        else { return nil }
        let wildcard = LiteLLMWildcard(group.name)
        var pins: [String] = []
        for name in names(reachedBy: request(for: name))
        where config.group(askedAs: name)?.name == group.name {
            guard let model = wildcard.model(deployment.model, askedAs: name),
                !model.contains("*"),
                let taken = LiteLLMProvider.taken(apart: model, custom: deployment.provider?.name)
            else { return [] }
            if !pins.contains(taken.upstream) { pins.append(taken.upstream) }
        }
        return pins
    }
}
