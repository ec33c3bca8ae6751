package import Vocabulary

/// What the model name in an answer says about the model that served it; providers differ.
package enum EchoRule: Sendable, Equatable {
    /// It is the name that was asked for, letter for letter.
    case exact
    /// It is that name, or its dated snapshot: `gpt-4.1` is answered with `gpt-4.1-2025-04-14`.
    case datedSuffix
    /// A gateway's: the maker's prefix, a variant behind a colon and dots for dashes are its own ways of
    /// spelling, and where it echoes the alias it says nothing.
    case gateway
    /// It is the name that these aliases stand for.
    case renamed([String: String])
    /// It is the name that was asked for, in whatever case.
    case anyCase
    /// It is the name that was asked for, whatever served: a name without a date proves nothing.
    case repeated
    /// It is the dated name that served: of an endpoint that the account can point elsewhere, too.
    case endpoint

    package var name: String {
        switch self {
        case .exact: "exact"
        case .datedSuffix: "dated"
        case .gateway: "gateway"
        case .renamed: "renamed"
        case .anyCase: "any case"
        case .repeated: "as asked"
        case .endpoint: "endpoint"
        }
    }

    /// Whether an echo is what a pin leads to expect; `asked` is the name that the request had.
    package func judge(_ echo: String?, asked: String, pin: String) -> Echo {
        guard let echo, !echo.isEmpty else { return .missing }
        switch self {
        case .exact: return echo == pin ? .pinned : .differs
        case .datedSuffix: return ModelName.isSnapshot(echo, of: pin) ? .pinned : .differs
        case .gateway:
            // As most answer: then the names need not be taken apart.
            if echo == pin { return .pinned }
            if ModelName.isSnapshot(ModelName.plain(echo), of: ModelName.plain(pin)) {
                return .pinned
            }
            return echo == asked ? .alias : .differs
        case .renamed(let names): return echo == names[pin] ?? pin ? .pinned : .differs
        case .anyCase: return echo.lowercased() == pin.lowercased() ? .pinned : .differs
        case .repeated:
            guard echo == pin || echo == asked else { return .differs }
            return echo == pin && ModelName.hasDate(pin) ? .pinned : .alias
        case .endpoint:
            if echo == pin || ModelName.isShortSnapshot(echo, of: pin) { return .pinned }
            // What an endpoint is to serve, its name does not say.
            return pin.hasPrefix("ep-") ? .alias : .differs
        }
    }
}
