import Synchronization

/// A value that a test and the server's threads share.
final class Kept<Value: Sendable>: Sendable {
    private let held: Mutex<Value>

    init(_ value: Value) { held = Mutex(value) }

    var value: Value { held.withLock { $0 } }

    func change(_ body: (inout Value) -> Void) { held.withLock { body(&$0) } }
}
