import Synchronization
package import Vocabulary

/// Carries requests over HTTP and feeds the answers to sinks as they arrive: libcurl on threads of its own.
package final class Transport: Sendable {
    private let loops: [EventLoop]
    private let next = Atomic<Int>(0)

    package init(
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

    /// Sends a request and gives its answer to the sink. Never throws: what broke is in the exchange. A
    /// request is sent once at most, redirects are not followed, and where the task is cancelled the
    /// stream is closed at once.
    package func send(_ request: Request, into sink: any ByteSink) async -> Exchange {
        await carry(Job(request, into: sink), on: loopForCaller())
    }

    /// Where tasks that mostly send should run: on a loop's own thread, without a thread switch each time
    /// they wait or go on (20 µs of processor a request in place of 27). They must not do long work there,
    /// since the loop stands still meanwhile. Each call names the next loop.
    package var taskExecutor: any TaskExecutor { nextLoop() }

    /// Ends the threads; requests in flight get `.cancelled`, and so does what is sent from now on.
    package func close() async {
        for loop in loops { loop.stop() }
        for loop in loops { await loop.waitForEnd() }
    }

    func carry(_ job: Job, on loop: EventLoop) async -> Exchange {
        await withTaskCancellationHandler {
            await job.exchange { loop.start($0) }
        } onCancel: {
            job.isCancelled.store(true, ordering: .relaxed)
            loop.cancel(job)
        }
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
