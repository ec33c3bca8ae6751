public import Vocabulary

/// What a configuration has for the provider behind a deployment: where it is, and the key that goes there.
public struct LiteLLMUpstream: Sendable, Equatable {
    /// Nil where the provider's own address counts.
    public var base: String?
    public var key: Secret?
    /// Variables that it names and that the environment does not have.
    public var missing: [String]
}

extension LiteLLMConfig {
    /// - Parameter environment: what `os.environ/NAME` stands for.
    public func upstream(
        of deployment: Deployment, environment: (String) -> String?
    ) -> LiteLLMUpstream {
        let list = tree["model_list"]?.items ?? []
        let own = list.indices.contains(deployment.index) ? list[deployment.index] : .null
        let parameters = own["litellm_params"] ?? .null
        let shared = credential(named: text(parameters["litellm_credential_name"]))
        var missing: [String] = []
        func value(_ names: String...) -> String? {
            for name in names {
                guard let written = text(parameters[name]) ?? text(shared?[name]) else { continue }
                guard let variable = LiteLLMReader.variable(in: written) else { return written }
                let given = environment(variable) ?? text(tree["environment_variables"]?[variable])
                if let given, !given.isEmpty { return given }
                missing.append(variable)
            }
            return nil
        }
        let isAmazon = deployment.provider?.client == .bedrock
        var base = isAmazon ? value("aws_bedrock_runtime_endpoint") : nil
        base = base ?? value("api_base", "base_url")
        if base == nil, isAmazon {
            let region =
                value("aws_region_name") ?? LiteLLMProvider.region(of: deployment.model)
                ?? ["AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION"].lazy.compactMap(
                    environment
                )
                .first { !$0.isEmpty } ?? Self.usualRegion
            base = "https://bedrock-runtime.\(region).amazonaws.com"
        }
        return LiteLLMUpstream(
            base: base.map(Self.withoutEndpoint), key: value("api_key").map(Secret.init),
            missing: missing)
    }

    /// Where LiteLLM seeks Bedrock if nobody says it.
    private static let usualRegion = "us-west-2"

    private func credential(named name: String?) -> ConfigTree? {
        guard let name else { return nil }
        let found = tree["credential_list"]?.items?.first { text($0["credential_name"]) == name }
        return found?["credential_values"]
    }

    private func text(_ tree: ConfigTree?) -> String? {
        guard case .string(let text)? = tree, !text.isEmpty else { return nil }
        return text
    }

    /// LiteLLM puts these behind a base that does not have them yet.
    private static func withoutEndpoint(_ base: String) -> String {
        for ending in ["/v1/messages", "/chat/completions"] where base.hasSuffix(ending) {
            return String(base.dropLast(ending.count))
        }
        return base
    }
}
