public import Vocabulary

/// What a configuration has for the provider behind a leg: where it is, and the key that goes there.
public struct PortkeyUpstream: Sendable, Equatable {
    /// Portkey puts its path behind it; nil where nobody knows it.
    public var base: String?
    /// How the address of the lane that stands in for it ends: Portkey's path begins behind that.
    public var laneBase: String
    public var key: Secret?
    /// A manner of proving who asks that no key is: `azure_auth_mode`.
    public var otherProof: String?
}

extension PortkeyLeg {
    /// Behind its `@slug` or virtual key the account has a provider, and nobody else knows which.
    public var isOfAccount: Bool { !PortkeyService.names.contains(service) }
}

extension PortkeyConfig {
    /// Nil where only an account knows who stands behind the leg.
    public func upstream(of leg: PortkeyLeg) -> PortkeyUpstream? {
        guard let service = PortkeyService.named(leg.service),
            let own = Self.tree(of: leg.id, tree, root)
        else { return nil }
        func text(_ name: String) -> String? {
            let value = own.entries?.last { PortkeyRewriter.snake($0.key) == name }?.value
            guard case .string(let text)? = value, !text.isEmpty else { return nil }
            return text
        }
        let azure = text("resource_name").map { "https://\($0).openai.azure.com/openai" }
        let proofs = ["azure_auth_mode", "azure_ad_token"]
        return PortkeyUpstream(
            base: leg.customHost ?? (service.name == "azure-openai" ? azure : service.address),
            laneBase: service.base, key: text("api_key").map(Secret.init),
            otherProof: proofs.first { text($0) != nil })
    }

    private static func tree(
        of leg: LegID, _ tree: ConfigTree, _ target: PortkeyTarget
    ) -> ConfigTree? {
        if case .leg(let own) = target.kind { return own.id == leg ? tree : nil }
        for (tree, target) in zip(tree["targets"]?.items ?? [], target.targets) {
            if let found = self.tree(of: leg, tree, target) { return found }
        }
        return nil
    }
}
