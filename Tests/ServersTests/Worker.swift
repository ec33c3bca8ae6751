import Glibc

/// A thread for a test's blocking client.
final class Worker {
    private var thread = pthread_t()

    private final class Box {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    init(_ body: @escaping () -> Void) {
        let box = unsafe Unmanaged.passRetained(Box(body))
        let code = unsafe pthread_create(
            &thread, nil,
            { raw in
                if let raw = unsafe raw {
                    unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
                }
                return nil
            }, box.toOpaque())
        precondition(code == 0, "no thread: error \(code)")
    }

    func leave() { _ = pthread_detach(thread) }

    func join() { _ = pthread_join(thread, nil) }
}
