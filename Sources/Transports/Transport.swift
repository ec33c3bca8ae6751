import Synchronization
public import Vocabulary

/// Carries requests over HTTP and feeds the answers to sinks as they arrive: libcurl on threads of its own.
public final class Transport: Sendable {
    private let loops: [EventLoop]
    private let next = Atomic<Int>(0)

    public init(
        _ options: TransportOptions = TransportOptions(),
        environment: (String) -> String? = Environment.value
    ) throws(TransportError) {
        let settings = Outgoing.Settings(
            options: options,
            trust: TrustStore.chosen(by: options.certificateAuthority, environment: environment),
            proxies: options.proxyFromEnvironment
                ? ProxySettings(environment: environment) : .none)
        var loops: [EventLoop] = []
        do throws(TransportError) {
            for _ in 0..<options.loops { loops.append(try EventLoop(settings)) }
        } catch {
            for loop in loops { loop.stop() }
            throw error
        }
        self.loops = loops
    }

    /// Whoever still waits gets `.cancelled`.
    deinit { for loop in loops { loop.stop() } }

    /// Sends a single request, as `Caller` does.
    public func send(_ request: Request, into sink: any ByteSink) async -> Exchange {
        let request = Shared(request)
        return await withCaller { caller in await caller.send(request, into: sink) }
    }

    /// For a task that sends one request after the other; the caller must not leave the closure.
    public func withCaller<Result: Sendable>(
        _ body: (Caller) async -> Result
    ) async -> Result {
        await withCaller(on: loopForCaller(), body)
    }

    func withCaller<Result: Sendable>(
        on loop: EventLoop, _ body: (Caller) async -> Result
    ) async -> Result {
        let caller = Caller(on: loop)
        return await withTaskCancellationHandler {
            await body(caller)
        } onCancel: {
            caller.cancel()
        }
    }

    /// Where tasks that mostly send should run: on a loop's own thread, without a thread switch each time
    /// they wait or go on (20 µs of processor a request in place of 27). They must not do long work there,
    /// since the loop stands still meanwhile. Each call names the next loop.
    public var taskExecutor: any TaskExecutor { nextLoop() }

    /// Ends the threads; requests in flight get `.cancelled`, and so does what is sent from now on.
    public func close() async {
        for loop in loops { loop.stop() }
        for loop in loops { await loop.waitForEnd() }
    }

    /// A task that lives on a loop stays there.
    private func loopForCaller() -> EventLoop {
        if loops.count == 1 { return loops[0] }
        return loops.first { $0.isCurrent } ?? nextLoop()
    }

    func nextLoop() -> EventLoop {
        loops[next.wrappingAdd(1, ordering: .relaxed).oldValue % loops.count]
    }
}
