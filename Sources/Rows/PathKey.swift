public import Vocabulary

/// What coverage counts: a route's leg, how it is broken, and whether the answer is streamed.
public struct PathKey: Sendable, Hashable {
    private var route: String
    private var leg: LegID
    private var cause: String?
    private var isStreamed: Bool

    public init(_ row: PathRow) {
        self.init(row.leg, row.cause, isStreamed: row.isStreamed, route: row.route)
    }

    public init(_ row: CaseRow) {
        self.init(row.leg, row.cause, isStreamed: row.isStreamed, route: row.route)
    }

    /// - Parameter route: where it is another than the leg's own.
    public init(_ leg: LegID, _ cause: String?, isStreamed: Bool, route: String? = nil) {
        self.route = route ?? leg.route
        self.leg = leg
        self.cause = cause
        self.isStreamed = isStreamed
    }

    /// Whether a row is surely on this path: texts are compared as they are written.
    public func isPath(of row: CaseRow) -> Bool {
        isStreamed == row.isStreamed && leg.isSame(as: row.leg) && cause.isSame(as: row.cause)
            && route.isSame(as: row.route)
    }
}
