/// A value that many hold and nobody changes: to hand it on costs one count, whatever is in it.
package final class Shared<Value: Sendable>: Sendable {
    package let value: Value

    package init(_ value: Value) { self.value = value }
}

extension Shared: Equatable where Value: Equatable {
    package static func == (one: Shared, other: Shared) -> Bool {
        one === other || one.value == other.value
    }
}
