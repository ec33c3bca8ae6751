import Vocabulary

extension RouteMap {
    /// The same map with time-outs that fit a simulated run: in proportion where they are longer than one
    /// can wait for, and none so short that a busy machine trips over it.
    public func scaled(longest: Duration, shortest: Duration) -> RouteMap {
        let longestNow = legs.map(\.timeout).max() ?? .zero
        let share = min(
            1, Double(longest.inNanoseconds) / Double(max(1, longestNow.inNanoseconds)))
        var scaled = self
        for route in scaled.routes.indices {
            for leg in scaled.routes[route].legs.indices {
                let timeout = scaled.routes[route].legs[leg].timeout
                let nanoseconds = Int64(Double(timeout.inNanoseconds) * share)
                scaled.routes[route].legs[leg].timeout = max(shortest, .nanoseconds(nanoseconds))
            }
        }
        return scaled
    }
}
