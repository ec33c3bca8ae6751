import CCurl
import CLinux
import Glibc
import Synchronization
import Vocabulary

/// One thread that drives libcurl for all requests handed to it.
///
/// `@unchecked Sendable`: other threads reach the inbox, which has a lock, the thread's number, which is
/// atomic, and the wake-up descriptor, which never changes and lives as long as this object. All else
/// is the thread's own: touched before it starts, by it, and by nothing after it.
final class EventLoop: @unchecked Sendable {
    private enum Order {
        case start(Job)
        case cancel(Caller)
        /// A step of a Swift task that prefers this thread.
        case run(UnownedJob)
        case stop
    }

    private struct Inbox {
        var orders: [Order] = []
        /// The thread waits in epoll, or is about to: only then is it worth a system call to wake it.
        var isAsleep = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let inbox = Mutex(Inbox())
    private let wakeUp: CInt
    private let thread = Atomic<UInt>(0)

    // The thread's own.
    private let multi: CurlMulti
    private let settings: Outgoing.Settings
    private let deadlines = Deadlines()
    private var transfers: [Transfer] = []
    private var free: [Int] = []
    /// Orders that this thread gave itself.
    private var own: [Order] = []
    /// Orders that are being carried out.
    private var batch: [Order] = []
    private var lags = LagTrack()
    private var turnStart: Int64 = 0
    private var turnLag: Int64 = 0
    private var mustStop = false

    init(_ settings: Outgoing.Settings) throws(TransportError) {
        self.settings = settings
        let loops = settings.options.loops
        let multi = try CurlMulti(
            connectionsKept: settings.options.connectionsKept,
            connectionsMax: settings.options.connectionsMax.map { ($0 + loops - 1) / loops })
        self.multi = multi
        wakeUp = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        do throws(TransportError) {
            guard wakeUp >= 0, multi.watch(wakeUp) else {
                throw TransportError(what: "opening an event loop", number: errno)
            }
            try Self.startThread(for: self)
        } catch {
            multi.end()
            throw error
        }
    }

    deinit { if wakeUp >= 0 { close(wakeUp) } }

    // MARK: From any thread

    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func start(_ job: Job) {
        if !give(.start(job)) { job.fail(Self.closed) }
    }

    /// For all that this caller has in flight or on its way here.
    func cancel(_ caller: Caller) { _ = give(.cancel(caller)) }

    /// Cancels everything and ends the thread.
    func stop() { _ = give(.stop) }

    /// Returns when the thread has ended.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = inbox.withLock { inbox in
                if !inbox.hasEnded { inbox.waitingForEnd.append(continuation) }
                return inbox.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private static let closed = Breakage(.cancelled, "the transport is closed")

    /// False where the thread has ended.
    private func give(_ order: Order) -> Bool {
        if isCurrent {
            own.append(order)
            return true
        }
        let (isTaken, mustWake) = inbox.withLock { inbox in
            guard !inbox.hasEnded else { return (false, false) }
            inbox.orders.append(order)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if mustWake {
            // It can fail only where the counter is full, and then the thread is awake.
            _ = eventfd_write(wakeUp, 1)
        }
        return isTaken
    }

    // MARK: The thread

    private static func startThread(for loop: EventLoop) throws(TransportError) {
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(loop)
        let code = unsafe pthread_create(
            &thread, nil,
            { box in
                guard let box = unsafe box else { return nil }
                let loop = unsafe Unmanaged<EventLoop>.fromOpaque(box).takeRetainedValue()
                loop.blockSignals()
                loop.run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw TransportError(what: "starting a thread", number: code)
        }
        pthread_detach(thread)
    }

    /// Signals are for the program's own threads.
    private func blockSignals() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
    }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        while !mustStop {
            let (milliseconds, due) = restUntil()
            let ready = multi.wait(milliseconds: milliseconds)
            turnStart = Clock.now().nanoseconds
            turnLag = max(0, turnStart - due)
            for index in 0..<ready { handle(index) }
            // What a task does next is often another request: a few rounds save a wait each.
            for _ in 0..<4 where !mustStop {
                guard takeOrders() else { break }
            }
            expire()
            endTurn()
        }
        end()
    }

    /// How long there is nothing to do. `due` is when the wait should end at the latest, which a late thread
    /// is measured by.
    private func restUntil() -> (milliseconds: Int32, due: Int64) {
        let now = Clock.now().nanoseconds
        if !own.isEmpty || !fallsAsleep() { return (0, .max) }
        let due = min(multi.due ?? .max, deadlines.heap.first?.due ?? .max)
        guard due != .max else { return (-1, .max) }
        guard due > now else { return (0, due) }
        // epoll counts milliseconds; up, so as not to wake before the time.
        let milliseconds = min(Int64(Int32.max), (due - now + 999_999) / 1_000_000)
        return (Int32(milliseconds), now + milliseconds * 1_000_000)
    }

    /// False where orders have come in the meantime.
    private func fallsAsleep() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.orders.isEmpty
            return inbox.isAsleep
        }
    }

    private func handle(_ index: Int) {
        guard multi.readyDescriptor(index) != wakeUp else {
            var count: eventfd_t = 0
            _ = unsafe eventfd_read(wakeUp, &count)
            return
        }
        multi.act(on: index)
        finishDone()
    }

    private func takeOrders() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = false
            swap(&inbox.orders, &batch)
        }
        // The same three arrays go round, so that none grows anew.
        if batch.isEmpty {
            swap(&own, &batch)
        } else {
            batch += own
            own.removeAll(keepingCapacity: true)
        }
        let isDue = multi.due.map { $0 <= Clock.now().nanoseconds } ?? false
        guard !batch.isEmpty || isDue else { return false }
        for index in batch.indices { carryOut(batch[index]) }
        batch.removeAll(keepingCapacity: true)
        // libcurl takes new requests up when its timer is called, not when they are added.
        if let due = multi.due, due <= Clock.now().nanoseconds {
            multi.actOnTimer()
            finishDone()
        }
        return true
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .start(let job): begin(job)
        case .cancel(let caller):
            for transfer in transfers where transfer.job?.caller === caller {
                stop(transfer, Breakage(.cancelled, "the task was cancelled"))
            }
        case .run(let job): unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        case .stop: mustStop = true
        }
    }

    private func begin(_ job: Job) {
        if mustStop {
            job.fail(Self.closed)
            return
        }
        if job.caller.isCancelled.load(ordering: .relaxed) {
            job.fail(Breakage(.cancelled, "the task was cancelled before its request was sent"))
            return
        }
        let transfer = freeTransfer()
        do throws(Breakage) {
            try transfer.prepare(job, firstTurn: lags.turn)
            turnLag = max(turnLag, transfer.handOver)
            multi.add(transfer.easy)
        } catch {
            free.append(transfer.slot)
            job.fail(error)
        }
    }

    private func freeTransfer() -> Transfer {
        if let slot = free.popLast() { return transfers[slot] }
        let transfer = Transfer(
            slot: transfers.count, multi: multi, deadlines: deadlines, settings: settings)
        transfers.append(transfer)
        return transfer
    }

    private func finishDone() {
        while let (transfer, code) = multi.nextDone() {
            multi.remove(transfer.easy)
            free.append(transfer.slot)
            let now = Clock.now()
            transfer.finish(code, at: now, lag: lag(for: transfer, at: now))
        }
        while let (transfer, breakage) = multi.nextUnwatched() {
            if transfer.isBusy { stop(transfer, breakage) }
        }
    }

    private func stop(_ transfer: Transfer, _ breakage: Breakage) {
        multi.remove(transfer.easy)
        free.append(transfer.slot)
        let now = Clock.now()
        transfer.finish(breakage, at: now, lag: lag(for: transfer, at: now))
    }

    private func lag(for transfer: Transfer, at now: Moment) -> Int64 {
        let running = max(turnLag, now.nanoseconds - turnStart)
        return max(running, lags.largest(since: transfer.firstTurn))
    }

    private func expire() {
        let now = Clock.now().nanoseconds
        while let (due, slot) = deadlines.heap.first, due <= now {
            deadlines.heap.removeFirst()
            let transfer = transfers[slot]
            guard transfer.isBusy else { continue }
            let deadline = transfer.deadline
            if deadline.due <= now {
                stop(transfer, transfer.timeout(deadline.kind))
            } else {
                deadlines.heap.setNoLater(slot, due: deadline.due)
            }
        }
    }

    private func endTurn() {
        if free.count == transfers.count {
            lags.forget()
        }
        lags.endTurn(lag: max(turnLag, Clock.now().nanoseconds - turnStart))
    }

    private func end() {
        for transfer in transfers where transfer.isBusy { stop(transfer, Self.closed) }
        var left: [Order] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        // Until here orders of other threads were taken; from here on they are refused.
        inbox.withLock { inbox in
            inbox.hasEnded = true
            swap(&left, &inbox.orders)
            swap(&waiting, &inbox.waitingForEnd)
        }
        thread.store(0, ordering: .relaxed)
        for order in batch + left + own { refuse(order) }
        batch = []
        own = []
        multi.end()
        transfers = []
        for continuation in waiting { continuation.resume() }
    }

    private func refuse(_ order: Order) {
        switch order {
        case .start(let job): job.fail(Self.closed)
        case .run(let job): globalConcurrentExecutor.enqueue(ExecutorJob(job))
        case .cancel, .stop: break
        }
    }
}

/// Lets tasks live on the loop's own thread, so that a request's end and the task's next step are not two
/// wake-ups of two threads. What such tasks do is time in which the loop does not see its sockets; the
/// exchange's `loopLag` tells of it.
extension EventLoop: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // After the end of the thread the job must run all the same.
        if !give(.run(job)) { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }
}
