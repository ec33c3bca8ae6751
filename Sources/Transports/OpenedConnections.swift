public import Vocabulary

/// What came of opening connections before a timed phase.
public struct OpenedConnections: Sendable, Equatable {
    public var asked: Int
    public var opened: Int
    /// From the first to the last of them.
    public var duration: Duration
    /// Why those that are missing are.
    public var breakages: [Breakage]
}

extension Transport {
    /// Opens so many connections to a URL's host and leaves them to the requests that follow, so that a
    /// timed phase does not begin with handshakes. TCP and TLS only: no request is sent, so no
    /// journal and no bill shows them. HTTP/2 needs but one.
    public func openConnections(
        to url: String, count: Int, limits: RequestLimits = .standard
    ) async -> OpenedConnections {
        let begin = Clock.now()
        var result = OpenedConnections(asked: count, opened: 0, duration: .zero, breakages: [])
        await withTaskGroup(of: Exchange.self) { group in
            for _ in 0..<count {
                let request = Request(method: "GET", url: url, limits: limits)
                let loop = nextLoop()
                group.addTask {
                    await self.withCaller(on: loop) { caller in
                        await caller.open(for: request)
                    }
                }
            }
            for await exchange in group {
                if let breakage = exchange.breakage {
                    result.breakages.append(breakage)
                } else {
                    result.opened += 1
                }
            }
        }
        result.duration = Clock.now() - begin
        return result
    }
}

/// For requests that are never sent.
final class NoAnswer: ByteSink {
    func begin(status: Int, headers: Headers, at moment: Moment) {}
    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite { .enough }
}
