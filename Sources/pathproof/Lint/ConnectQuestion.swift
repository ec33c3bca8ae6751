import Documents
import GatewayMaps
import Lint
import LocalGateway
import Providers
import Suites
import Vocabulary

/// Whom `lint --connect` asks, with what, and what the file takes it to have.
struct ConnectQuestion: Sendable {
    var who: String
    var provider: any Provider
    var base: String?
    /// The file gives the base: no other host may see the key.
    var isOwnBase: Bool
    var key: Secret?
    var headers: [Request.SecretField] = []
    var models: [Model] = []
    var place: Node?
    var addressPlace: Node?
    var keyPlace: Node?
    /// Why nothing can be sent.
    var lack: Lack?
    /// What to write where its address is not known, in the words of its file; nil in a routes file.
    var addressWords: String?

    struct Lack: Sendable, Equatable {
        var reason: String
        var hint: String?

        /// No reader of ours knows its lists.
        static let language = Lack(reason: "nothing here speaks its language")
    }

    struct Model: Sendable {
        var name: String
        var place: Node?
        /// What the file says, where the catalogue made a pin of it.
        var written: String?
    }

    static func all(of subject: LintSubject) -> [ConnectQuestion] {
        if let config = subject.litellm?.config { return of(config, in: subject) }
        if let gateway = subject.gateway { return of(gateway, in: subject) }
        guard let map = subject.map else { return [] }
        return ofProviders(map, in: subject) + ofGateways(map, in: subject)
            + map.gateways.flatMap { behind($0, in: subject) }
    }

    func connection(_ outcome: Connection.Outcome, at base: String? = nil) -> Connection {
        var models: [Connection.Model] = []
        if case .models(let names?) = outcome {
            let listing = ModelListing(of: provider)
            models = self.models.map { model in
                let isThere = listing.has(model.name, among: names)
                return Connection.Model(
                    model.name, isThere: isThere,
                    nearest: isThere ? nil : nearest(model.name, among: names), at: model.place,
                    written: model.written.map { ($0, listing.has($0, among: names)) })
            }
        }
        let address = (base ?? self.base ?? "").prefix { $0 != "?" }
        return Connection(
            who, at: AddressSecrets.shown(String(address)), outcome: outcome, models: models,
            place: place, addressPlace: addressPlace, keyPlace: keyPlace)
    }

    var addressHint: String {
        addressWords ?? "providers: { \(provider.name): { base_url: \"https://…\" } }"
    }

    /// What a provider says of a key, without it.
    func redacted(_ message: String) -> String {
        let endpoint = LegEndpoint(
            provider: provider.name, endpoint: Endpoint(baseURL: base ?? "", key: key),
            headers: headers)
        let line = Redactor(endpoint.secrets).redacted(message).split(
            whereSeparator: \.isWhitespace
        ).joined(separator: " ")
        return line.count <= Self.wordsMax ? line : line.prefix(Self.wordsMax - 1) + "…"
    }

    private static let wordsMax = 200

    // MARK: A routes file

    private static func ofProviders(
        _ map: RouteMap, in subject: LintSubject
    ) -> [ConnectQuestion] {
        var names: [String] = []
        for name in map.providers.map(\.name) + map.legs.map(\.provider)
            + map.models.map(\.provider)
        where !names.contains(name) { names.append(name) }
        return names.compactMap { name in
            guard let provider = allProviders.first(where: { $0.name == name }) else { return nil }
            let settings = map.providers.first { $0.name == name }
            let entry = subject.document?["providers"]?.entries?.first { $0.key.text == name }
            let models = models(of: name, map, in: subject)
            let key = LiveEndpoints.key(of: provider, settings)
            var question = ConnectQuestion(
                who: "provider '\(name)'", provider: provider,
                base: settings?.baseURL ?? provider.defaultBaseURL,
                isOwnBase: settings?.baseURL != nil, key: key, headers: settings?.headers ?? [],
                models: models, place: entry?.key ?? models.first?.place,
                addressPlace: entry?.value["base_url"], keyPlace: entry?.value["api_key"])
            if settings?.lacksBase == true {
                question.lack = Lack(
                    reason: "its `base_url:` is empty", hint: "set the variable that it names")
            } else if key == nil, let variable = provider.keyVariable,
                settings?.key != nil
                    || question.headers.isEmpty && !LiveEndpoints.keyless.contains(name)
            {
                question.lack = Lack(
                    reason: "there is no key for it",
                    hint: LiveEndpoints.keyHint(name, variable, isNamed: settings?.key != nil))
            }
            return question
        }
    }

    private static func models(
        of provider: String, _ map: RouteMap, in subject: LintSubject
    ) -> [Model] {
        let declared = subject.document?["models"]
        var models: [Model] = []
        func add(_ name: String, _ place: Node?, as written: String?) {
            if !models.contains(where: { $0.name == name }) {
                models.append(
                    Model(name: name, place: place, written: written == name ? nil : written))
            }
        }
        for model in map.models where model.provider == provider {
            let entry = declared?.entries?.first { $0.key.text == model.name }
            let pin = entry?.value["pin"]
            add(model.pin, pin ?? entry?.key, as: pin == nil ? model.name : nil)
        }
        for leg in map.legs where leg.provider == provider {
            add(leg.pin, subject.place(of: leg.id), as: leg.model)
        }
        return models
    }

    /// Those whom the configuration leads to that a gateway is started with.
    private static func behind(
        _ settings: GatewaySettings, in subject: LintSubject
    ) -> [ConnectQuestion] {
        guard case .config(let name) = settings.place else { return [] }
        let file = settings.config(name).file
        do throws(Diagnostics) {
            switch settings.kind {
            case .litellm:
                return all(
                    of: LintSubject(
                        litellm: try Drill.examined(file).examination,
                        said: { Drill.words(of: $0, for: $1) }, today: subject.today))
            case .portkey:
                let node = try RunJob.document(file) { Environment.value($0) ?? "" }
                return all(
                    of: LintSubject(
                        gateway: PortkeyReader.examine(node).examination, today: subject.today))
            case .openrouter, .novastack, .tokenmix, .generic: return []
            }
        } catch {
            // Whoever goes through it, or looks at the routes file itself, is told why.
            return []
        }
    }

    /// Those that run.
    private static func ofGateways(
        _ map: RouteMap, in subject: LintSubject
    ) -> [ConnectQuestion] {
        map.gateways.compactMap { settings in
            guard case .url(let url) = settings.place,
                let provider = allProviders.first(where: { $0.name == settings.kind.rawValue })
            else { return nil }
            let entry = subject.document?["gateways"]?.entries?.first {
                $0.key.text == settings.name
            }
            let asked = subject.suites.map(\.suite).filter { $0.gateway?.name == settings.name }
            var question = ConnectQuestion(
                who: "gateway '\(settings.name)'", provider: provider, base: url, isOwnBase: true,
                key: settings.key.flatMap { $0.isMissing ? nil : $0.secret },
                models: asked.flatMap { $0.through ?? [] }.map {
                    Model(name: $0.name, place: $0.node)
                },
                place: entry?.key, addressPlace: entry?.value["url"],
                keyPlace: entry?.value["api_key"])
            if settings.key?.isMissing == true {
                question.lack = Lack(
                    reason: "its key is empty", hint: "set the variable that it names")
            }
            return question
        }
    }

    // MARK: A gateway's own file

    /// Deployments that go to one place with one key are one question.
    private static func of(
        _ config: LiteLLMConfig, in subject: LintSubject
    ) -> [ConnectQuestion] {
        var questions: [ConnectQuestion] = []
        for deployment in config.deployments where !deployment.isMock {
            let name = deployment.provider?.name ?? deployment.model
            let who = "provider '\(name)' of \(deployment.leg)"
            guard let lane = deployment.provider?.lane,
                let provider = Providers.provider(named: lane)
            else {
                addUnasked(
                    name, who, .language, at: subject.place(of: deployment.leg), to: &questions)
                continue
            }
            let upstream = config.upstream(of: deployment, environment: Environment.value)
            let key = upstream.key ?? LiveEndpoints.usualKey(of: provider)
            let own = subject.litellm?.document["model_list"]?[deployment.index]?["litellm_params"]
            let place = subject.place(of: deployment.leg)
            let model = Model(name: deployment.upstream, place: place)
            var question = ConnectQuestion(
                who: who, provider: provider,
                base: upstream.base ?? provider.defaultBaseURL, isOwnBase: upstream.base != nil,
                key: key, models: deployment.upstream.contains("*") ? [] : [model], place: place,
                addressPlace: own?["api_base"], keyPlace: own?["api_key"],
                addressWords: "write `api_base: https://…` beside its model, and it is asked")
            if let name = upstream.missing.first {
                question.lack = Lack(
                    reason: "the environment has no variable '\(name)'",
                    hint: "set what `os.environ/` names")
            } else if key == nil, let variable = provider.keyVariable,
                !LiveEndpoints.keyless.contains(lane)
            {
                question.lack = Lack(
                    reason: "there is no key for it",
                    hint: "set \(variable), or write `api_key: os.environ/NAME` beside its model")
            }
            add(question, to: &questions)
        }
        return questions
    }

    private static func of(
        _ gateway: GatewayExamination, in subject: LintSubject
    ) -> [ConnectQuestion] {
        switch gateway.kind {
        case .openrouter:
            let provider = OpenRouter()
            let models = gateway.map.legs.map {
                Model(name: $0.pin, place: subject.place(of: $0.id))
            }
            var question = ConnectQuestion(
                who: "provider 'openrouter'", provider: provider, base: provider.defaultBaseURL,
                isOwnBase: false, key: LiveEndpoints.key(of: provider, nil), models: models,
                place: models.first?.place ?? gateway.document)
            if question.key == nil {
                question.lack = Lack(
                    reason: "there is no key for it",
                    hint: "set \(OpenRouter.keyVariable ?? "its key's variable")")
            }
            return [question]
        case .portkey:
            guard let config = try? PortkeyReader.read(gateway.document) else { return [] }
            var questions: [ConnectQuestion] = []
            for leg in config.legs {
                let place = subject.place(of: leg.id)
                let who = "provider '\(leg.service)' of \(leg.id)"
                guard let upstream = config.upstream(of: leg) else {
                    let lack = Lack(
                        reason: "who that is only the account knows",
                        hint: "write its \"provider\" and \"api_key\"")
                    addUnasked(
                        leg.service, who, leg.isOfAccount ? lack : .language, at: place,
                        to: &questions)
                    continue
                }
                guard let lane = leg.lane, let provider = Providers.provider(named: lane) else {
                    addUnasked(leg.service, who, .language, at: place, to: &questions)
                    continue
                }
                var question = ConnectQuestion(
                    who: who, provider: provider,
                    base: upstream.base, isOwnBase: true, key: upstream.key,
                    models: leg.model.map { [Model(name: $0, place: place)] } ?? [], place: place,
                    addressWords: leg.service == "azure-openai"
                        ? "write its \"resource_name\"" : "write its \"custom_host\"")
                if upstream.otherProof != nil || upstream.key == nil && leg.service != "ollama" {
                    question.lack = Lack(
                        reason: "it has no key of its own", hint: "\"api_key\": \"${NAME}\"")
                }
                add(question, to: &questions)
            }
            return questions
        case .litellm, .novastack, .tokenmix, .generic: return []
        }
    }

    /// Each of these once, whatever else it has.
    private static func addUnasked(
        _ name: String, _ who: String, _ lack: Lack, at place: Node?,
        to questions: inout [ConnectQuestion]
    ) {
        let start = who.prefix { $0 != "'" } + "'\(name)' "
        guard !questions.contains(where: { $0.lack == lack && $0.who.hasPrefix(start) }) else {
            return
        }
        questions.append(
            ConnectQuestion(
                who: who, provider: Generic(), base: nil, isOwnBase: true, key: nil, place: place,
                lack: lack))
    }

    private static func add(_ question: ConnectQuestion, to questions: inout [ConnectQuestion]) {
        let known = questions.firstIndex {
            $0.provider.name == question.provider.name && $0.base == question.base
                && $0.key == question.key && $0.lack == nil && question.lack == nil
        }
        guard let known else {
            questions.append(question)
            return
        }
        for model in question.models
        where !questions[known].models.contains(where: { $0.name == model.name }) {
            questions[known].models.append(model)
        }
    }
}
