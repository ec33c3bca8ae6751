import Documents
import Vocabulary

// What `lint --connect` finds; without it nobody was asked, and these find nothing.
extension LintRule {
    static let unreachable = LintRule(
        "unreachable", .error, "with --connect: a provider or gateway that does not answer"
    ) { subject in
        subject.connections.compactMap { one in
            guard case .unreached(let breakage) = one.outcome else { return nil }
            return one.diagnostic(
                "\(one.who) does not answer at \(one.address): \(breakage.kind.rawValue): \(breakage.reason)",
                at: one.addressPlace, hint: hint(for: breakage.kind))
        }
    }

    static let refusedKey = LintRule(
        "refused-key", .error, "with --connect: a key that its provider or gateway does not take"
    ) { subject in
        subject.connections.compactMap { one in
            if case .unsendableKey(let source) = one.outcome {
                return one.diagnostic(
                    "the key of \(one.who)\(source.map { ", '\($0)'," } ?? "") holds a blank, a line "
                        + "break or another sign that no key has",
                    at: one.keyPlace,
                    hint: "set its variable to the key alone, without 'Bearer' and without quotes")
            }
            guard case .refusedKey(let words) = one.outcome else { return nil }
            return one.diagnostic(
                "\(one.who) at \(one.address) refuses the key: \(words)", at: one.keyPlace,
                hint: "is it the key of this provider, whole, and still in force?")
        }
    }

    static let wrongAddress = LintRule(
        "wrong-address", .error,
        "with --connect: an address behind which models are listed, but in another place"
    ) { subject in
        subject.connections.compactMap { one in
            guard case .noList(let words, let better?) = one.outcome else { return nil }
            return one.diagnostic(
                "\(one.who) has no list of models at \(one.address): \(words)",
                at: one.addressPlace, hint: "there is one at \(better)")
        }
    }

    static let unlistedModel = LintRule(
        "unlisted-model", .error,
        "with --connect: a model that is not among those its address lists for this key"
    ) { subject in
        subject.connections.flatMap { one in
            one.models.filter { !$0.isThere }.map { model in
                one.diagnostic(
                    "\(one.who) does not list the model '\(model.name)'"
                        + (model.written.map { ", the catalogue's pin for '\($0.name)'" } ?? ""),
                    at: model.place, hint: hint(for: model))
            }
        }
    }

    static let notAsked = LintRule(
        "not-asked", .warning, "with --connect: who was not asked, or did not say"
    ) { subject in
        subject.connections.compactMap { one in
            switch one.outcome {
            case .notAsked(let reason, let hint):
                one.diagnostic("\(one.who) was not asked: \(reason)", at: one.keyPlace, hint: hint)
            case .troubled(let words):
                one.diagnostic(
                    "\(one.who) at \(one.address) does not say what it has: \(words)",
                    hint: "ask again later")
            case .noList(let words, better: nil):
                one.diagnostic(
                    "\(one.who) answers, and has no list of models at \(one.address): \(words)",
                    at: one.addressPlace,
                    hint: "neither its key nor its models are shown by that")
            case .unreached, .refusedKey, .unsendableKey, .noList, .models: nil
            }
        }
    }

    static let connected = LintRule(
        "connected", .note, "with --connect: who answered, and which of the file's models it has"
    ) { subject in
        subject.connections.compactMap { one in
            guard case .models(let names) = one.outcome else { return nil }
            guard let names else {
                return one.diagnostic(
                    "\(one.who) at \(one.address) takes the key; its list does not tell what it has for you"
                )
            }
            let there = one.models.filter(\.isThere).map(\.name)
            let missing = one.models.filter { !$0.isThere }.map(\.name)
            var words =
                "\(one.who) at \(one.address) lists \(names.count) \(names.count == 1 ? "model" : "models")"
            if !there.isEmpty { words += "; of this file's: \(there.joined(separator: ", "))" }
            if !missing.isEmpty { words += "; without: \(missing.joined(separator: ", "))" }
            return one.diagnostic(words)
        }
    }

    private static func hint(for model: Connection.Model) -> String {
        if let written = model.written, written.isThere {
            let name = written.name
            return "'\(name)' itself is listed: models: { \(name): { pin: \(name) } } asks for that"
        }
        return model.nearest.map { "did you mean '\($0)'?" }
            ?? "mistyped, retired, or not open to this key"
    }

    private static func hint(for kind: Breakage.Kind) -> String {
        switch kind {
        case .dnsFailure:
            "no machine has this name: is it mistyped, or known in another network only?"
        case .refused: "nothing listens there: is it started, and is this its port?"
        case .tlsUntrusted:
            "CURL_CA_BUNDLE or SSL_CERT_FILE names a certificate authority of your own"
        case .badURL:
            "an address is http:// or https://, a host and a path; a name or password before the host: none is sent"
        case .tlsFailure: "is it `http://` there?"
        case .proxyFailure: "HTTPS_PROXY, HTTP_PROXY and NO_PROXY name the proxy"
        case .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout:
            "--timeout 30s waits for longer"
        default: "is that its address?"
        }
    }
}
