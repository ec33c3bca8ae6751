import Documents
import GatewayMaps
import Providers
import Suites
import Vocabulary

/// The gateway that a run goes through, where that is not the embedded one.
enum GatewayChoice {
    /// It runs somewhere.
    case url(ChosenGateway)
    /// A configuration: its gateway is started here, and its own routes count.
    case config(GatewayConfig)
}

/// A configuration that a run is to start a gateway with.
struct GatewayConfig {
    var file: String
    /// Nil where its content decides.
    var kind: FileKind?
    /// Whose it is, where a routes file names it.
    var gateway: GatewaySettings?

    /// A file that is not there is told where the routes file names it.
    func checkThere() throws(Diagnostics) {
        guard let gateway, !Folder.hasFile(file) || Folder.isFolder(file) else { return }
        let reason = Folder.isFolder(file) ? "it is a folder" : Folder.reason()
        let written = gateway.configWritten.map { ", '\($0)' in the file" } ?? ""
        throw Diagnostics([
            Diagnostic(
                "cannot read '\(file)'\(written), the configuration of gateway '\(gateway.name)': "
                    + reason,
                at: gateway.configPlace ?? gateway.location,
                hint: gateway.configWritten == nil
                    ? "it is looked for beside the routes file" : "is the variable set?")
        ])
    }
}

/// A gateway by its URL: the line has it, or `gateways:` of the routes file.
struct ChosenGateway {
    var url: String
    var key: Secret?
    /// Its kind knows where a gateway's answers tell who served, how often it tried and what it charged.
    var provider: any Provider = Generic()

    static let embedded = GatewaySettings.embedded

    /// What `--gateway` says, else what the suites say; nil for the embedded one.
    static func choose(
        _ arguments: Arguments, for suites: [Suite], _ routes: inout RoutesCache
    ) throws(Diagnostics) -> GatewayChoice? {
        // Whether or not it is sent anywhere: a variable that is not set is a mistake.
        let key = try RunJob.key(arguments)
        if arguments.has("--gateway") {
            return try Self.asked(arguments, near: suites.first?.file ?? "", &routes)
        }
        guard let named = try agreed(suites) else { return nil }
        let map = try routes.map(near: named.file, arguments.last("--routes"))
        return try find(named.gateway.name, in: map.gateways, key, arguments) {
            named.gateway.node.diagnostic("unknown gateway '\(named.gateway.name)'", hint: $0)
        }
    }

    /// As `asked`, for whoever starts no gateway.
    static func named(
        _ arguments: Arguments, near file: String, _ routes: inout RoutesCache
    ) throws(Diagnostics) -> ChosenGateway? {
        switch try asked(arguments, near: file, &routes) {
        case .url(let chosen): return chosen
        case .config(let config):
            throw Diagnostics([
                Diagnostic(
                    "gateway '\(arguments.last("--gateway") ?? "")' is a configuration, and here "
                        + "it takes an address",
                    hint: "`pathproof drill \(Shell.quoted(config.file))` starts it and proves "
                        + "its paths, `pathproof run --gateway` sends suites through it")
            ])
        case nil: return nil
        }
    }

    /// What `--gateway` says: an address, a name that the routes file gives to one or to a configuration, or the file
    /// of a configuration; nil for the embedded one, and where it says nothing.
    ///
    /// - Parameter file: beside which, or above which, the routes file is looked for.
    private static func asked(
        _ arguments: Arguments, near file: String, _ routes: inout RoutesCache
    ) throws(Diagnostics) -> GatewayChoice? {
        guard let word = arguments.last("--gateway"), word != embedded else { return nil }
        let key = try RunJob.key(arguments)
        if word.contains("://") {
            try RunJob.checkURL(word)
            return .url(ChosenGateway(url: word, key: key))
        }
        let routesFile = arguments.last("--routes")
        let hasRoutes = routesFile != nil || RoutesCache.nearest(to: file) != nil
        let known = hasRoutes ? try routes.map(near: file, routesFile).gateways : []
        if !known.contains(where: { $0.name == word }), Folder.hasFile(word) {
            return .config(GatewayConfig(file: word))
        }
        return try find(word, in: known, key, arguments) {
            Diagnostic(
                "no gateway is called '\(word)'"
                    + (hasRoutes ? " in \(routes.files.joined(separator: ", "))" : ""), hint: $0)
        }
    }

    /// The one name that all suites give; nil where they give none.
    static func agreed(
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
            ?? "`gateways:` in the routes file names one, --gateway takes a URL or a configuration's "
            + "file, too; there are: \(names.joined(separator: ", "))"
    }

    private static func find(
        _ name: String, in known: [GatewaySettings], _ key: Secret?, _ arguments: Arguments,
        unknown: (String) -> Diagnostic
    ) throws(Diagnostics) -> GatewayChoice {
        guard let settings = known.first(where: { $0.name == name }) else {
            throw Diagnostics([unknown(hint(for: name, among: known))])
        }
        switch settings.place {
        case .config(let file): return .config(settings.config(file))
        case .url(let url):
            try RunJob.checkURL(url)
            // A plan sends nothing.
            if key == nil, let given = settings.key, given.isMissing, !arguments.has("--plan") {
                throw Diagnostics([
                    Diagnostic(
                        "the key of gateway '\(name)' is empty", at: given.location,
                        hint: "set the variable that it names, or take another with "
                            + "--key-variable NAME")
                ])
            }
            return .url(
                ChosenGateway(
                    url: url, key: key ?? settings.key?.secret,
                    provider: Providers.provider(named: settings.kind.rawValue) ?? Generic()))
        }
    }
}

extension GatewaySettings {
    /// A file of its own, beside the one that names it.
    func config(_ file: String) -> GatewayConfig {
        GatewayConfig(
            file: FilePath.joined(FilePath.folder(of: location.file), file),
            kind: FileKind(rawValue: kind.rawValue), gateway: self)
    }
}
