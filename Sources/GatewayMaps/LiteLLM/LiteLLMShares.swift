import Vocabulary

/// What LiteLLM throws its dice by. One of three numbers counts for all of a group: the first that somebody has above
/// zero, and who lacks that one is not picked while others can be; seen on LiteLLM 1.106.2.
struct LiteLLMShares {
    /// `weight`, `rpm` or `tpm`; nil where nobody has any, and all are picked alike.
    let name: String?
    private let number: (LiteLLMConfig.Deployment) -> Double?

    init(_ group: [LiteLLMConfig.Deployment]) {
        let numbers: [(String, (LiteLLMConfig.Deployment) -> Double?)] = [
            ("weight", { $0.weight }), ("rpm", { $0.rpm }), ("tpm", { $0.tpm }),
        ]
        let first = numbers.first { _, number in group.contains { (number($0) ?? 0) > 0 } }
        name = first?.0
        number = first?.1 ?? { _ in 1 }
    }

    func share(of deployment: LiteLLMConfig.Deployment) -> Double { number(deployment) ?? 0 }
}

extension LiteLLMConfig {
    /// Those of a group, or of a level of it, that may be picked; the other strategies do not look at shares.
    func drawn(of group: [Deployment]) -> [Deployment] {
        guard routing.strategy == Self.usualStrategy else { return group }
        let shares = LiteLLMShares(group)
        return group.filter { shares.share(of: $0) > 0 }
    }

    /// Deployments that no throw of dice picks while others of their group and level are there, each with the number
    /// that they have nothing of.
    public var undrawn: [(deployment: Deployment, lacks: String)] {
        guard routing.strategy == Self.usualStrategy, !routing.triesOthersFirst else { return [] }
        return groups.flatMap { group -> [(deployment: Deployment, lacks: String)] in
            // Where tags decide, others may be left.
            guard !isFiltered(group.deployments) else { return [] }
            return levels(of: group).flatMap { level -> [(deployment: Deployment, lacks: String)] in
                let shares = LiteLLMShares(level)
                guard let name = shares.name else { return [] }
                return level.filter { shares.share(of: $0) <= 0 }.map { ($0, name) }
            }
        }
    }

    /// Deployments that are picked together although somebody gave some of them a weight of 0: nobody has one above
    /// it, and so weights count for nothing. Each with the number that counts in their place; nil where all are picked
    /// alike.
    public var vainWeights: [(deployments: [Deployment], counts: String?)] {
        guard routing.strategy == Self.usualStrategy else { return [] }
        return groups.flatMap(levels).compactMap { level in
            let name = LiteLLMShares(level).name
            guard name != "weight", level.contains(where: { $0.weight == 0 }) else { return nil }
            return (level, name)
        }
    }

    /// Those of a group that LiteLLM knows, by the `order` at which they are asked.
    private func levels(of group: Group) -> [[Deployment]] {
        let known = group.deployments.filter { $0.provider != nil }
        var orders: [Int?] = []
        for order in known.map(\.order) where !orders.contains(order) { orders.append(order) }
        return orders.map { order in known.filter { $0.order == order } }
    }

    /// Nil where the dice may pick it.
    func whyUndrawn(_ deployment: Deployment) -> String? {
        let lacks = undrawn.first { $0.deployment.leg == deployment.leg }?.lacks
        return (lacks ?? (deployment.weight == 0 ? "weight" : nil)).map {
            Self.whyUndrawn(deployment, lacking: $0)
        }
    }

    public static func whyUndrawn(_ deployment: Deployment, lacking name: String) -> String {
        let rest = "it is asked only while all of them are left out"
        return name == "weight" && deployment.weight == 0
            ? "its weight is 0, and LiteLLM picks others of its group that have more: \(rest)"
            : "others of its group have `\(name)`, by which LiteLLM then picks, and it has none: \(rest)"
    }

    /// Shares by which no leg is picked at whose place nobody answers in a drill, while another can be: the weights of
    /// all legs of groups with both.
    var weightsInDrill: [LegID: Double] {
        guard routing.strategy == Self.usualStrategy else { return [:] }
        var weights: [LegID: Double] = [:]
        for group in groups where group.deployments.contains(where: \.lacksLane) {
            let shares = LiteLLMShares(group.deployments)
            let others = group.deployments.filter { !$0.lacksLane && $0.provider != nil }
            guard others.contains(where: { shares.share(of: $0) > 0 }) else { continue }
            for deployment in group.deployments {
                weights[deployment.leg] = deployment.lacksLane ? 0 : shares.share(of: deployment)
            }
        }
        return weights
    }

    static let usualStrategy = "simple-shuffle"
}
