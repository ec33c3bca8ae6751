import Documents
import Vocabulary

extension LiteLLMReader {
    mutating func readDeployments(_ list: Node?, in file: Node) {
        guard let list else {
            mistakes.add(
                "there is no `model_list`, so there is no route to prove", at: file,
                hint: "model_list: [{ model_name: chat, litellm_params: { model: … } }]")
            return
        }
        guard let items = list.items else {
            mistakes.add("`model_list` is a list, found \(list.kindWord)", at: list)
            return
        }
        for (index, item) in items.enumerated() { readDeployment(item, index: index) }
        if groups.isEmpty, !mistakes.hasErrors {
            mistakes.add("`model_list` is empty, so there is no route to prove", at: list)
        }
        for group in groups { noteShare(of: group) }
    }

    private mutating func readDeployment(_ item: Node, index: Int) {
        let path = "model_list[\(index)]"
        guard item.entries != nil else {
            mistakes.add("a deployment is a mapping, found \(item.kindWord)", at: item)
            return
        }
        guard let named = item["model_name"], let name = named.plainText, !name.isEmpty else {
            mistakes.add(
                "a deployment needs 'model_name', the name that applications ask for",
                at: item["model_name"] ?? item)
            return
        }
        guard let parameters = item["litellm_params"], parameters.entries != nil,
            let modelNode = parameters["model"], let model = resolved(modelNode)
        else {
            mistakes.add(
                "deployment '\(name)' needs 'litellm_params' with a 'model'", at: item,
                hint: "litellm_params: { model: openai/gpt-5.4-mini-2026-03-17 }")
            return
        }
        let place = groups.firstIndex { $0.name == name }
        let leg = LegID(route: name, index: place.map { groups[$0].deployments.count } ?? 0)
        let custom = parameters["custom_llm_provider"].flatMap(resolved)
        let taken = LiteLLMProvider.taken(apart: model, custom: custom)
        let deployment = LiteLLMConfig.Deployment(
            leg: leg, index: index, declaredID: item["model_info"]?["id"]?.plainText, model: model,
            provider: taken?.provider, upstream: taken?.upstream ?? model,
            weight: number(parameters["weight"]), rpm: number(parameters["rpm"] ?? item["rpm"]),
            tpm: number(parameters["tpm"] ?? item["tpm"]), order: whole(parameters["order"]),
            timeout: seconds(parameters["timeout"]),
            streamTimeout: seconds(parameters["stream_timeout"]),
            retries: whole(parameters["num_retries"]),
            cooldownTime: seconds(
                item["model_info"]?["cooldown_time"] ?? parameters["cooldown_time"]),
            tags: texts(parameters, "tags"),
            tagPatterns: texts(parameters, "tag_regex"),
            filtersByTag: flag(item["model_info"]?["enable_tag_filtering"]),
            failsOpen: flag(item["model_info"]?["allow_fail_open"]) ?? false,
            price: price(
                parameters, item["model_info"], of: taken?.provider, taken?.upstream ?? model),
            unsetKey: taken.flatMap { unsetKey(of: $0.provider, parameters) },
            isMock: parameters["mock_response"] != nil,
            mode: item["model_info"]?["mode"]?.plainText, location: item.location)
        if let place {
            groups[place].deployments.append(deployment)
        } else {
            groups.append(
                LiteLLMConfig.Group(
                    name: name, deployments: [deployment], location: named.location))
        }
        checkKeys(of: item, parameters, path)
        checkMocks(parameters)
        checkNoTime(parameters, ["timeout", "stream_timeout"])
        check(deployment, parameters, modelNode, path)
    }

    private mutating func check(
        _ deployment: LiteLLMConfig.Deployment, _ parameters: Node, _ model: Node, _ path: String
    ) {
        guard let provider = deployment.provider else {
            warn(
                .unknownProvider,
                "LiteLLM knows no provider for '\(deployment.model)': "
                    + "it drops this deployment and goes on",
                at: model, hint: hint(for: deployment.model))
            add("\(path).litellm_params.model", .manual, "dropped: no known provider", at: model)
            return
        }
        if provider.lane == nil {
            add(
                "\(path).litellm_params.model", .unsupported,
                "no lane speaks as '\(provider.name)': the leg is left out of a drill", at: model)
        }
        if provider.lane == "generic" {
            add(
                "\(path).litellm_params.model", .approximate,
                "a lane in OpenAI's words stands in for '\(provider.name)'", at: model)
        }
        if let retries = parameters["max_retries"] {
            warn(
                .withoutEffect, "'max_retries' does not change how often the router tries",
                at: retries,
                hint: "write 'num_retries'")
        }
        if let name = deployment.unsetKey, let key = parameters["api_key"] {
            warn(
                .skippedLeg, LiteLLMConfig.skipping("this deployment", withoutKey: name), at: key)
        }
        for pattern in deployment.tagPatterns where LiteLLMConfig.agent(fitting: pattern) == nil {
            add(
                "\(path).litellm_params.tag_regex", .manual,
                "'\(pattern)' is not evaluated here: predicted is that it fits no caller",
                at: parameters["tag_regex"] ?? parameters)
        }
        if provider.client == .retryingOpenAI {
            warn(
                .hiddenRetries,
                "each attempt of '\(provider.name)' is up to three calls: "
                    + "the SDK's own retries stay on",
                at: model)
        }
    }

    private func unsetKey(of provider: LiteLLMProvider, _ parameters: Node) -> String? {
        guard provider.needsKey, let text = parameters["api_key"]?.asString,
            let name = Self.variable(in: text), (environment(name) ?? "").isEmpty
        else { return nil }
        return name
    }

    private func hint(for model: String) -> String {
        guard let slash = model.firstIndex(of: "/") else {
            return "write 'provider/\(model)', or add 'custom_llm_provider'"
        }
        let names = LiteLLMProvider.all.map(\.name)
        return didYouMean(String(model[..<slash]), among: names)
            ?? "write 'openai/…' with 'api_base' for a server that speaks as OpenAI does"
    }

    private func texts(_ parameters: Node, _ key: String) -> [String] {
        guard let node = parameters[key], !node.isNull else { return [] }
        guard let items = node.items else {
            mistakes.add(
                "`\(key)` is a list, found \(node.kindWord): LiteLLM drops this deployment",
                at: node, hint: node.plainText.map { "write [\($0)]" })
            return []
        }
        return items.compactMap(\.plainText)
    }

    private mutating func noteShare(of group: LiteLLMConfig.Group) {
        let levels = Set(group.deployments.map { $0.order ?? Int.max })
        guard group.deployments.count > levels.count else { return }
        constructs.append(
            Construct(
                "model_name '\(group.name)'", .approximate,
                "\(group.deployments.count) deployments share this name: which one is tried is a "
                    + "throw of dice at each attempt, so predictions are sets", at: group.location))
    }
}
