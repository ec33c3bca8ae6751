import Documents
import GatewayMaps
import Vocabulary

/// Groups that LiteLLM asks one after the other, by one entry of `fallbacks`.
struct FallbackChain {
    var entry: FallbackList.Entry
    /// A later group, and the first before it that one outage takes with it.
    var pairs: [Pair]

    struct Pair {
        var earlier: LiteLLMConfig.Group
        var later: LiteLLMConfig.Group
        /// They are one model, too.
        var isRepeated: Bool
    }
}

extension LintSubject {
    /// Nil where the file has errors: what is missing of it would be found missing again and again.
    var litellmConfig: LiteLLMConfig? {
        litellm.flatMap { $0.hasErrors ? nil : $0.config }
    }

    /// What the reader warns of under this name.
    func warnings(_ code: LiteLLMExamination.Code) -> [Diagnostic] {
        (litellm?.mistakes ?? []).filter { $0.code == code.rawValue }
    }

    var fallbackChains: [FallbackChain] {
        guard let config = litellmConfig else { return [] }
        return (config.routing.general?.entries ?? []).filter { $0.source != "*" }.map { entry in
            var seen: Set<String> = []
            let groups = ([entry.source] + entry.targets).filter { seen.insert($0).inserted }
                .compactMap { config.group(askedAs: $0) }
            return FallbackChain(
                entry: entry,
                pairs: groups.indices.dropFirst().compactMap { index in
                    pair(of: groups[index], behind: groups[..<index])
                })
        }
    }

    private func pair(
        of later: LiteLLMConfig.Group, behind groups: ArraySlice<LiteLLMConfig.Group>
    ) -> FallbackChain.Pair? {
        let places = Set(later.deployments.compactMap(server))
        // Two providers in one group do not fail together.
        guard places.count == 1,
            let earlier = groups.first(where: {
                $0.name != later.name && Set($0.deployments.compactMap(server)) == places
            })
        else { return nil }
        return FallbackChain.Pair(
            earlier: earlier, later: later,
            isRepeated: Set(later.deployments.map(\.upstream))
                == Set(earlier.deployments.map(\.upstream)))
    }

    /// A provider, or one server that speaks as it does.
    private func server(of deployment: LiteLLMConfig.Deployment) -> String? {
        guard let provider = deployment.provider else { return nil }
        let parameters = litellm?.document["model_list"]?[deployment.index]?["litellm_params"]
        let address = parameters?["api_base"] ?? parameters?["base_url"]
        return "\(provider.name) \(address?.text ?? "")"
    }
}

extension LiteLLMConfig {
    /// The three lists, as the file calls them.
    var fallbackLists: [(name: String, list: FallbackList)] {
        [
            ("fallbacks", routing.general), ("context_window_fallbacks", routing.context),
            ("content_policy_fallbacks", routing.policy),
        ].compactMap { name, list in list.map { (name, $0) } }
    }
}
