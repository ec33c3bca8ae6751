import Vocabulary

extension RouteMap {
    /// The same map with time-outs that fit a simulated run: all in the same proportion, so that which
    /// leg waits longer than which stays true, and none so short that a busy machine trips over it.
    package func scaled(longest: Duration, shortest: Duration) -> RouteMap {
        let longestNow = legs.map(\.timeout).max() ?? .zero
        guard longestNow > longest else { return self }
        let share = Double(longest.inNanoseconds) / Double(longestNow.inNanoseconds)
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
