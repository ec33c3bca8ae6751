package import GatewayMaps
package import Suites
package import Vocabulary

/// Every step of a run, named before anything is sent.
///
/// Paths are few and held; cases are their product with the tests and are made one by one.
package struct Plan: Sendable {
    package var suite: Suite
    package var routes: [Route]
    package var ways: [Way]
    /// What cannot be shown, and why: a leg that nothing leads to, a cause that does not apply.
    package var notes: [Diagnostic]
    /// Legs that count for coverage and that no path leads to.
    package var unreached: [Unreached] = []
    /// Which tests go over the routes that stand for rules; nil where no rule is in play.
    package var reach: Shared<RuleReach>?

    package struct Unreached: Sendable, Hashable {
        package var leg: LegID
        package var isStreamed: Bool
        package var why: Diagnostic
    }

    /// As whose client the gateway is asked; nil where it asks nobody for a key.
    package var key: ClientKey?

    /// The routes are single legs, each of which is asked directly.
    package var isDirect = false

    /// By route, where the gateway is only a URL: the legs that the user's routes file has for it.
    package var legsByName: [String: [Leg]] = [:]

    /// A path, plain or streamed, and which tests go over it.
    package struct Way: Sendable, Equatable {
        package var path: Path
        /// Where one request leaves its mark on the next: the paths of all of a case's requests, in order.
        package var turns: [Path] = []
        package var isStreamed: Bool
        package var isProbeOnly: Bool
        package var repeats: Int
        /// What the configuration predicts call by call, where a predictor knows that much.
        package var walks: [PredictedWalk] = []
        /// The same for each of the turns.
        package var turnWalks: [[PredictedWalk]] = []
        /// The models that legs are asked for on it where their own pins do not say so, as a wildcard's: any of them is
        /// right, and of none nobody knows.
        package var pins: [LegID: [String]] = [:]

        /// What is predicted of a request over this path of it.
        package func walks(over path: Path) -> [PredictedWalk] {
            turns.firstIndex { $0.callsBefore == path.callsBefore }.map { turnWalks[$0] } ?? walks
        }

        /// The path of a case's request, counted from 0.
        package func path(ofRepeat number: Int) -> Path {
            turns.indices.contains(number) ? turns[number] : path
        }
    }

    package init(suite: Suite, routes: [Route], ways: [Way], notes: [Diagnostic]) {
        self.suite = suite
        self.routes = routes
        self.ways = ways
        self.notes = notes
    }

    package func leg(_ id: LegID) -> Leg? {
        routes.first { $0.name == id.route }.flatMap { route in
            route.legs.indices.contains(id.index) ? route.legs[id.index] : nil
        }
    }
}
