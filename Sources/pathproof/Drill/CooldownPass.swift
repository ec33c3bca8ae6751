import GatewayMaps
import Rows
import Runs
import Transports
import Vocabulary

/// The second pass of a drill, with the configuration's own cooldowns: what one failure does to the requests
/// after it. Legs do not share a cooldown, so groups are watched side by side.
struct CooldownPass {
    let predictor: LiteLLMPredictor
    let routes: Set<String>
    let watch: CooldownWatch

    /// One cause for each way in which LiteLLM counts a failure.
    private static let causes: [Cause] = [.auth, .rateLimit, .serverError]
    /// Longer than any cooldown of the copy.
    private static let longest: Duration = .seconds(8)

    func findings() async -> [Finding] {
        await withTaskGroup(of: [Finding].self) { groups in
            for group in predictor.config.groups {
                let name = predictor.name(for: group.name)
                guard routes.contains(name) else { continue }
                groups.addTask {
                    var found: [Finding] = []
                    for deployment in group.deployments where deployment.isDrivable {
                        found += await findings(at: deployment.leg, askingFor: name)
                    }
                    return found
                }
            }
            var all: [Finding] = []
            for await found in groups { all += found }
            return all.sorted { $0.message < $1.message }
        }
    }

    private func findings(at leg: LegID, askingFor name: String) async -> [Finding] {
        guard let sharing = predictor.sharing(leg) else { return [] }
        var found: [Finding] = []
        for cause in Self.causes {
            let result = await watch.watch(
                leg, askingFor: name, cause: cause, sharing: sharing, longest: Self.longest)
            guard let result else { continue }
            found += Self.findings(of: result)
            let isLeftOut = result.leftOut != nil
            let predicted = predictor.coolsDown(leg, after: cause, asking: result.asked)
            if let predicted, predicted != isLeftOut {
                found.append(
                    Finding(
                        "drill.cooldown.prediction", .warning,
                        "\(leg): one '\(cause.name)' \(isLeftOut ? "leaves it out" : "changes nothing"), "
                            + "which was not predicted"))
            }
        }
        return found
    }

    private static func findings(of result: CooldownWatch.Result) -> [Finding] {
        guard let time = result.leftOut else { return [] }
        let milliseconds = Int(time.inNanoseconds / 1_000_000)
        let begin = "\(result.leg): after one '\(result.cause.name)' it is left out"
        if result.isLost {
            return [
                Finding(
                    "drill.cooldown.lost", .warning,
                    "\(begin) and not called again for \(milliseconds) ms, as long as was watched")
            ]
        }
        if let other = result.answeredBy {
            return [
                Finding(
                    "drill.cooldown.left-out", .note,
                    "\(begin) for \(milliseconds) ms, healthy again or not; \(other) answers meanwhile"
                )
            ]
        }
        let status = result.status.map(String.init) ?? "none"
        return [
            Finding(
                "drill.cooldown.no-answer", .warning,
                "\(begin) for \(milliseconds) ms, and nobody answers meanwhile: status \(status)")
        ]
    }
}
