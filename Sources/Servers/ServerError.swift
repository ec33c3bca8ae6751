import Glibc

/// Why a server could not start, in words for the user.
public enum ServerError: Error, Sendable, Equatable, CustomStringConvertible {
    case portTaken(Int)
    case portForbidden(Int)
    /// What was tried, and the system's error number.
    case system(String, number: Int32)
    case stopped

    public var description: String {
        switch self {
        case .portTaken(let port):
            "port \(port) on 127.0.0.1 is taken by another program; choose another, or 0 for any"
        case .portForbidden(let port):
            "port \(port) on 127.0.0.1 needs more rights than this program has; choose one above 1023"
        case .system(let what, let number):
            "\(what) failed: \(Self.words(for: number))"
        case .stopped:
            "the server has been stopped"
        }
    }

    private static func words(for number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "system error \(number)" }
        return unsafe String(cString: text)
    }
}
