import Documents
public import Ledger
import Vocabulary

// `providers:` and `models:`.
extension RoutesFile {
    func providers(from node: Node) -> [ProviderSettings] {
        entries(node, what: "providers").compactMap { key, value in
            let name = known(key)
            let reader = MappingReader(value, in: mistakes, what: "a provider")
            var settings = ProviderSettings(
                name: name ?? "", baseURL: reader.node("base_url").flatMap(address),
                key: reader.node("api_key").flatMap(secret), headers: headers(reader),
                budget: reader.node("budget_usd").flatMap(amount),
                requestsPerMinute: reader.int("rpm", 1...10_000_000),
                tokensPerMinute: reader.int("tpm", 1...1_000_000_000), location: key.location)
            settings.lacksBase =
                settings.baseURL == nil && reader.node("base_url")?.unexpanded != nil
            reader.finish()
            return name == nil ? nil : settings
        }
    }

    private func headers(_ reader: MappingReader) -> [Request.SecretField] {
        guard let headers = reader.named("headers") else { return [] }
        return headers.compactMap { key, value in
            guard let secret = secret(value), let name = key.text else { return nil }
            let isToken =
                !name.isEmpty
                && name.utf8.allSatisfy {
                    (0x21..<0x7F).contains($0) && !Array("()<>@,;:\\\"/[]?={}".utf8).contains($0)
                }
            guard isToken, secret.secret.revealed.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                mistakes.add("no such header can be sent", at: isToken ? value : key)
                return nil
            }
            return Request.SecretField(name, secret.secret)
        }
    }

    /// Models, and the prices that stand with them.
    func declaredModels(
        _ node: Node, _ prices: inout [PriceOverride]
    ) -> [ModelSettings] {
        entries(node, what: "models").compactMap { key, value in
            let name = key.text ?? ""
            let shipped = catalogue.first { $0.name == name }
            let reader = MappingReader(value, in: mistakes, what: "a model")
            // A model of the catalogue may be pinned or priced without saying again whose it is.
            let provider =
                reader.node("provider", required: shipped == nil).map(known) ?? shipped?.provider
            let settings = ModelSettings(
                name: name, provider: provider ?? "",
                pin: reader.string("pin") ?? shipped?.pin ?? name, names: names(reader),
                contextTokens: reader.int("context", 1...1_000_000_000), location: key.location)
            let terms = reader.node("price").flatMap { PriceReader(in: mistakes).terms($0) }
            reader.finish()
            if let terms, let provider {
                prices.append(
                    PriceOverride(
                        provider: provider, model: settings.pin, terms,
                        source: "\(key.location.file):\(key.location.line)"))
            }
            return provider == nil ? nil : settings
        }
    }

    /// What is agreed on with providers, by the names of models that are known here.
    func prices(_ node: Node) -> [PriceOverride] {
        let names = PricedName.all(of: models)
        return PriceReader(in: mistakes).overrides(node).map { price in
            if let mistake = price.unknown(providers: knownProviders, models: names) {
                mistakes.add(mistake)
            }
            return price.override
        }
    }

    private func names(_ reader: MappingReader) -> [String: String] {
        var names: [String: String] = [:]
        for (key, value) in reader.named("names") ?? [] {
            guard let provider = known(key) else { continue }
            guard let name = value.plainText else {
                mistakes.add("expected a model's name, found \(value.kindWord)", at: value)
                continue
            }
            names[provider] = name
        }
        return names
    }

    // MARK: Values

    func amount(_ node: Node) -> Money? {
        if let text = node.plainText, PriceReader.isDecimal(text),
            let amount = Money(text, Money.dollars)
        {
            return amount
        }
        mistakes.add(
            "expected an amount in US dollars, found \(node.shown)", at: node, hint: "2.00")
        return nil
    }

    func secret(_ node: Node) -> FileKey? {
        // A variable that is not set leaves nothing behind, which without quotes is no text at all.
        guard let text = node.text ?? (node.unexpanded == nil ? nil : "") else {
            mistakes.add(
                "expected a key, found \(node.kindWord)", at: node,
                hint: "name the variable that holds it: \"${GATEWAY_KEY}\"")
            return nil
        }
        guard !text.hasPrefix("file://") else {
            mistakes.add(
                "a key is read from the environment: what '\(node.unexpanded ?? text)' has would never be "
                    + "looked at", at: node,
                hint: "write \"${NAME}\" and start with NAME=\"$(cat FILE)\"")
            return nil
        }
        return FileKey(
            secret: Secret(text), isLiteral: node.unexpanded == nil && !text.isEmpty,
            location: node.location)
    }

    func address(_ node: Node) -> String? {
        let text = node.plainText ?? ""
        // A variable that is not set: whoever calls the address says so.
        if node.unexpanded != nil, text.isEmpty { return nil }
        let rest = ["http://", "https://"].first { text.hasPrefix($0) }.map {
            text.dropFirst($0.count)
        }
        if let rest, let first = rest.first, first != "/",
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return text
        }
        mistakes.add("\(node.shown) is no address", at: node, hint: "https://llm.example.com/v1")
        return nil
    }
}

extension PricedName {
    /// Models that a file declares, by all their names, and those of the catalogue.
    public static func all(of models: [ModelSettings]) -> [PricedName] {
        let declared = models.flatMap { model in
            [(model.name, model.provider), (model.pin, model.provider)]
                + model.names.map { ($0.value, $0.key) }
        }
        let listed =
            catalogue.flatMap { [($0.name, $0.provider), ($0.pin, $0.provider)] }
            + PriceBook.shipped.models.flatMap { row in
                ([row.pin] + row.aliases).map { ($0, row.provider) }
            }
        let shops = Set(catalogue.map(\.provider))
        return declared.map { PricedName($0.0, of: $0.1, isListed: false) }
            + listed.map { PricedName($0.0, of: $0.1, isListed: shops.contains($0.1)) }
    }
}
