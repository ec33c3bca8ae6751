/// A value that many hold and nobody changes: to hand it on costs one count, whatever is in it.
public final class Shared<Value: Sendable>: Sendable {
    public let value: Value

    public init(_ value: Value) { self.value = value }

    /// Another, for who holds this one no more.
    public func changed(_ change: (inout Value) -> Void) -> Shared {
        var changed = value
        change(&changed)
        return Shared(changed)
    }
}

extension Shared: Equatable where Value: Equatable {
    public static func == (one: Shared, other: Shared) -> Bool {
        one === other || one.value == other.value
    }
}
