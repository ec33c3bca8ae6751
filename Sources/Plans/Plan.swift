public import GatewayMaps
public import Suites
public import Vocabulary

/// Every step of a run, named before anything is sent.
///
/// Paths are few and held; cases are their product with the tests and are made one by one.
public struct Plan: Sendable {
    public var suite: Suite
    public var routes: [Route]
    public var ways: [Way]
    /// What cannot be shown, and why: a leg that nothing leads to, a cause that does not apply.
    public var notes: [Diagnostic]
    /// Legs that count for coverage and that no path leads to.
    public var unreached: [Unreached] = []
    /// Which tests go over the routes that stand for rules; nil where no rule is in play.
    public var reach: Shared<RuleReach>?

    public struct Unreached: Sendable, Hashable {
        public var leg: LegID
        public var isStreamed: Bool
        public var why: Diagnostic
    }

    /// As whose client the gateway is asked; nil where it asks nobody for a key.
    public var key: ClientKey?

    /// The routes are single legs, each of which is asked directly.
    public var isDirect = false

    /// By route, where the gateway is only a URL: the legs that the user's routes file has for it.
    public var legsByName: [String: [Leg]] = [:]

    /// By route, what a gateway of this kind calls the model of that name; it is asked by it.
    public var askedNames: [String: String] = [:]

    /// By route, what such a gateway calls the models that may answer.
    public var ownNames: [String: [String]] = [:]

    /// A path, plain or streamed, and which tests go over it.
    public struct Way: Sendable, Equatable {
        public var path: Path
        /// Where one request leaves its mark on the next: the paths of all of a case's requests, in order.
        public var turns: [Path] = []
        public var isStreamed: Bool
        public var isProbeOnly: Bool
        public var repeats: Int
        /// What the configuration predicts call by call, where a predictor knows that much.
        public var walks: [PredictedWalk] = []
        /// The same for each of the turns.
        public var turnWalks: [[PredictedWalk]] = []
        /// The models that legs are asked for on it where their own pins do not say so, as a wildcard's: any of them is
        /// right, and of none nobody knows.
        public var pins: [LegID: [String]] = [:]

        /// What is predicted of a request over this path of it.
        public func walks(over path: Path) -> [PredictedWalk] {
            turns.firstIndex { $0.callsBefore == path.callsBefore }.map { turnWalks[$0] } ?? walks
        }

        /// The path of a case's request, counted from 0.
        public func path(ofRepeat number: Int) -> Path {
            turns.indices.contains(number) ? turns[number] : path
        }
    }

    public init(suite: Suite, routes: [Route], ways: [Way], notes: [Diagnostic]) {
        self.suite = suite
        self.routes = routes
        self.ways = ways
        self.notes = notes
    }

    public func leg(_ id: LegID) -> Leg? {
        routes.first { $0.name == id.route }.flatMap { route in
            route.legs.indices.contains(id.index) ? route.legs[id.index] : nil
        }
    }
}
