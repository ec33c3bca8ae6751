import Documents
import Foundation
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

/// A configuration out of text, with whatever is wrong with it.
func portkey(_ text: String) throws -> PortkeyConfig {
    PortkeyReader.examine(try Document.read(SourceText(file: "portkey.json", text: text)))
}

/// A fixture, whose keys are in the environment.
func portkey(fixture name: String) throws -> PortkeyConfig {
    let path = Place.root.appending(path: "fixtures/gateways/portkey/\(name).json").path
    return try PortkeyReader.read(
        try Document.read(path: path) { _ in "sk-of-a-test" })
}

/// The leg at this place of the file, counted from 1.
func portkeyLeg(_ number: Int) -> LegID { LegID(route: "config", index: number - 1) }

extension PortkeyConfig {
    /// Legs are told by their number, the first being 1; what follows a `*` plays the cause.
    func walks(
        _ causes: [Int: Cause], route: String = "config", isStreamed: Bool = false
    ) -> [PredictedWalk] {
        let played = Dictionary(
            uniqueKeysWithValues: causes.map { (portkeyLeg($0.key), $0.value) })
        return PortkeyPredictor(self, said: portkeySaid).walks(
            askingFor: route, causes: played, isStreamed: isStreamed)
    }

    /// `1 1 2 = 2/200`: the calls, who answers, and the status; `!` where the caller must notice something.
    func told(
        _ causes: [Int: Cause], route: String = "config", isStreamed: Bool = false
    ) -> [String] {
        walks(causes, route: route, isStreamed: isStreamed).map { walk in
            let calls = walk.calls.map { "\($0.index + 1)" }.joined(separator: " ")
            let answer = walk.answeredBy.map { "\($0.index + 1)" } ?? "-"
            let mark = walk.outcome == .mustBeCaught ? "!" : ""
            return "\(calls) = \(answer)/\(walk.status)\(mark)"
        }
    }
}

/// What providers answer: the status is all that Portkey looks at.
func portkeySaid(_ lane: String, _ cause: Cause) -> RefusalText? {
    let statuses: [String: Int] = [
        "rate-limit": 429, "server-error": 500, "auth": 401, "bad-request": 400,
        "unavailable": 503, "bad-gateway": 502, "gateway-timeout": 504, "request-timeout": 408,
        "model-gone": 404, "context-length": 400, "content-policy": 400, "unprocessable": 422,
        "overloaded": lane == "anthropic" ? 529 : 503,
    ]
    return statuses[cause.name].map { RefusalText(status: $0, body: "{}") }
}
