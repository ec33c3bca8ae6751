import Glibc

/// Reads the process's environment; what needs a variable takes such a function, so that tests can
/// bring their own.
public enum Environment {
    /// An empty variable counts as absent, as it does for curl.
    public static func value(of name: String) -> String? {
        guard let text = unsafe getenv(name) else { return nil }
        let value = unsafe String(cString: text)
        return value.isEmpty ? nil : value
    }
}
