import Documents
import GatewayMaps
import Suites
import Vocabulary

/// The key of `keys:` that a suite is asked with: what `--key` says, else what the suite says.
enum AskedKey {
    /// Nil where neither says anything.
    static func find(
        _ arguments: Arguments, _ suite: Suite, in map: RouteMap
    ) throws(Diagnostics) -> ClientKey? {
        let asked = arguments.last("--key")
        guard let name = asked ?? suite.key?.name else { return nil }
        if suite.models != nil {
            throw Diagnostics([
                Diagnostic(
                    "--key is for a gateway, and `models:` of this suite asks legs directly",
                    at: suite.models?.first?.node.location, hint: "leave one of them out")
            ])
        }
        if let key = map.keys.first(where: { $0.name == name }) { return key }
        if asked == nil, let node = suite.key?.node, !SecretLine.isName(name) {
            throw Diagnostics([
                node.diagnostic(
                    "`key:` names one of `keys:` in \(map.file), and this looks like a key itself",
                    hint: "keys: { mine: { key: \"${MY_KEY}\" } } there, and `key: mine` here")
            ])
        }
        let names = map.keys.map(\.name)
        let hint =
            didYouMean(name, among: names)
            ?? (names.isEmpty
                ? "keys: { \(name): { key: \"${FREE_KEY}\", models: [fast-chat] } }"
                : "there are: \(names.joined(separator: ", "))")
        let message = "no key is called '\(name)' in \(map.file)"
        if asked == nil, let node = suite.key?.node {
            throw Diagnostics([node.diagnostic(message, hint: hint)])
        }
        throw Diagnostics([Diagnostic(message, hint: hint)])
    }

    /// A gateway behind a URL knows none of them.
    static func refuse(_ arguments: Arguments, _ suite: Suite?) throws(Diagnostics) {
        let hint = "--key-variable NAME takes the key of a gateway that runs already"
        if arguments.has("--key") {
            throw Diagnostics([
                Diagnostic(
                    "--key names one of `keys:`, which the embedded gateway keeps", hint: hint)
            ])
        }
        guard let node = suite?.key?.node else { return }
        throw Diagnostics([
            node.diagnostic(
                "`key:` names one of `keys:`, which the embedded gateway keeps", hint: hint)
        ])
    }
}
