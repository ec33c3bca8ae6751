import CLinux
import Glibc

/// Where the programs of this machine are, and what they have said.
public enum Programs {
    /// The path of a program: as it is named, or from the folders of PATH.
    public static func find(_ name: String, path: String) -> String? {
        if name.contains("/") { return isProgram(name) ? absolute(name) : nil }
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/\(name)"
            if isProgram(candidate) { return absolute(candidate) }
        }
        return nil
    }

    private static func isProgram(_ path: String) -> Bool {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return unsafe access(path, X_OK) == 0
    }

    /// The program stands in a folder of its own, where no relative path leads.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(folder) }
        return unsafe "\(String(cString: folder))/\(path)"
    }

    /// A port of 127.0.0.1 that nobody has at this moment.
    static func freePort() -> Int? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        let port = pp_bind_loopback(socket, 0)
        return port > 0 ? Int(port) : nil
    }

    /// The last lines of a file.
    static func tail(of path: String, lines: Int) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        let bytesMax = 16 << 10
        let size = lseek(file, 0, SEEK_END)
        lseek(file, max(0, size - bytesMax), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(file, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return "" }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
