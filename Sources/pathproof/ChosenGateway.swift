import Documents
import GatewayMaps
import Providers
import Suites
import Vocabulary

/// The gateway that a run goes through, where that is not the embedded one: a URL, or one that `gateways:` of
/// the routes file names.
struct ChosenGateway {
    var url: String
    var key: Secret?
    /// Its kind knows where a gateway's answers tell who served, how often it tried and what it charged.
    var provider: any Provider = Generic()

    static let embedded = "embedded"

    /// What `--gateway` says, else what the suites say; nil for the embedded one.
    static func choose(
        _ arguments: Arguments, for suites: [Suite], _ routes: inout RoutesCache
    ) throws(Diagnostics) -> ChosenGateway? {
        // Whether or not it is sent anywhere: a variable that is not set is a mistake.
        let key = try RunJob.key(arguments)
        if arguments.has("--gateway") {
            return try Self.named(arguments, near: suites.first?.file ?? "", &routes)
        }
        guard let named = try agreed(suites) else { return nil }
        let map = try routes.map(near: named.file, arguments.last("--routes"))
        return try find(named.gateway.name, in: map.gateways, key) {
            named.gateway.node.diagnostic("unknown gateway '\(named.gateway.name)'", hint: $0)
        }
    }

    /// What `--gateway` says: an address, or a name that the routes file gives to one; nil for the embedded one, and
    /// where it says nothing.
    ///
    /// - Parameter file: beside which, or above which, the routes file is looked for.
    static func named(
        _ arguments: Arguments, near file: String, _ routes: inout RoutesCache
    ) throws(Diagnostics) -> ChosenGateway? {
        guard let word = arguments.last("--gateway"), word != embedded else { return nil }
        let key = try RunJob.key(arguments)
        if word.contains("://") {
            try RunJob.checkURL(word)
            return ChosenGateway(url: word, key: key)
        }
        let routesFile = arguments.last("--routes")
        let hasRoutes = routesFile != nil || RoutesCache.nearest(to: file) != nil
        let known = hasRoutes ? try routes.map(near: file, routesFile).gateways : []
        return try find(word, in: known, key) {
            Diagnostic(
                "no gateway is called '\(word)'"
                    + (hasRoutes ? " in \(routes.files.joined(separator: ", "))" : ""), hint: $0)
        }
    }

    /// The one name that all suites give; nil where they give none.
    private static func agreed(
        _ suites: [Suite]
    ) throws(Diagnostics) -> (gateway: Suite.Named, file: String)? {
        func name(_ suite: Suite) -> String { suite.gateway?.name ?? embedded }
        guard let first = suites.first(where: { name($0) != embedded }), let gateway = first.gateway
        else { return nil }
        if let other = suites.first(where: { name($0) != gateway.name }) {
            throw Diagnostics([
                gateway.node.diagnostic(
                    "this suite goes through the gateway '\(gateway.name)', and '\(other.file)' through "
                        + "'\(name(other))'",
                    hint: "run them apart, or choose one for all with --gateway NAME")
            ])
        }
        return (gateway, first.file)
    }

    static func unknown(
        _ gateway: Suite.Named, among known: [GatewaySettings]
    ) -> Diagnostic {
        gateway.node.diagnostic(
            "unknown gateway '\(gateway.name)'", hint: hint(for: gateway.name, among: known))
    }

    private static func hint(for name: String, among known: [GatewaySettings]) -> String {
        let names = known.map(\.name) + [embedded]
        return didYouMean(name, among: names)
            ?? "`gateways:` in the routes file names one, --gateway takes a URL, too; "
            + "there are: \(names.joined(separator: ", "))"
    }

    private static func find(
        _ name: String, in known: [GatewaySettings], _ key: Secret?,
        unknown: (String) -> Diagnostic
    ) throws(Diagnostics) -> ChosenGateway {
        guard let settings = known.first(where: { $0.name == name }) else {
            throw Diagnostics([unknown(hint(for: name, among: known))])
        }
        switch settings.place {
        case .config(let file):
            throw Diagnostics([
                Diagnostic(
                    "gateway '\(name)' is a configuration, and its own routes count",
                    at: settings.location,
                    hint: "`pathproof drill \(Shell.quoted(file))` starts it and proves them")
            ])
        case .url(let url):
            try RunJob.checkURL(url)
            if key == nil, let given = settings.key, given.isMissing {
                throw Diagnostics([
                    Diagnostic(
                        "the key of gateway '\(name)' is empty", at: given.location,
                        hint: "set the variable that it names, or take another with "
                            + "--key-variable NAME")
                ])
            }
            return ChosenGateway(
                url: url, key: key ?? settings.key?.secret,
                provider: Providers.provider(named: settings.kind.rawValue) ?? Generic())
        }
    }
}
