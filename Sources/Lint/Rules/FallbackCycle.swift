import GatewayMaps
import Vocabulary

extension LintRule {
    static let fallbackCycle = LintRule(
        "fallback-cycle", .warning, "fallbacks that lead back to the group that failed"
    ) { subject in
        (subject.litellmConfig?.fallbackLists ?? []).flatMap { name, list -> [Diagnostic] in
            var told: Set<String> = []
            return list.entries.compactMap { entry in
                guard !told.contains(entry.source), let way = wayBack(to: entry.source, in: list)
                else { return nil }
                told.formUnion(way)
                let shown = (way + [entry.source]).map { "'\($0)'" }.joined(separator: " to ")
                return Diagnostic(
                    "`\(name)` leads from \(shown): behind the others there is nobody new",
                    at: entry.location, hint: "end the chain with a group that has no entry")
            }
        }
    }

    /// The shortest way from a group to itself, which it begins with. A group that is its own fallback is
    /// passed by at once.
    private static func wayBack(to source: String, in list: FallbackList) -> [String]? {
        var seen: Set<String> = []
        var ways = [[source]]
        var next = 0
        while next < ways.count {
            let way = ways[next]
            next += 1
            guard let last = way.last else { continue }
            for target in list.targets(of: last) ?? [] where target != last {
                if target == source { return way }
                if seen.insert(target).inserted { ways.append(way + [target]) }
            }
        }
        return nil
    }
}
