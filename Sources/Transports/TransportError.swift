import Glibc

/// Why a transport could not be made, in words for the user: the system had no descriptor, thread or memory for it.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried.
    public let what: String
    /// The system's error number.
    public let number: Int32

    public var description: String { "\(what) failed: \(Self.words(for: number))" }

    static func words(for number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "system error \(number)" }
        return unsafe String(cString: text)
    }
}
