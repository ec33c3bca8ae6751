import Glibc
import Rows
import Vocabulary

/// What the system knows of a path.
enum Folder {
    /// Why the last call failed, in the system's words.
    static func reason() -> String {
        guard let text = unsafe strerror(errno) else { return "error \(errno)" }
        return unsafe String(cString: text)
    }

    /// Nil where the path is no file.
    static func size(of path: String) -> Int? {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : nil
    }

    /// Adds to the end of a file; false where it could not, with the reason at hand.
    static func append(_ bytes: [UInt8], to path: String) -> Bool {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return false }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    static func remove(_ path: String) { unsafe unlink(path) }

    static func isFile(_ path: String) -> Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    }

    /// Whether both names lead to one file; false where one leads to none.
    static func isSame(_ path: String, _ other: String) -> Bool {
        var (one, two) = (stat(), stat())
        guard unsafe stat(path, &one) == 0, unsafe stat(other, &two) == 0 else { return false }
        return one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    /// A file, a folder, or a link that leads nowhere.
    static func hasAnything(_ path: String) -> Bool {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0
    }

    /// With its links followed as far as it is there; nil where the folder that one stands in was deleted.
    static func absolute(_ path: String) -> String? {
        var (head, rest) = (path.isEmpty ? "." : path, [String]())
        while true {
            if let real = unsafe realpath(head, nil) {
                defer { unsafe free(real) }
                let start = unsafe String(cString: real)
                return rest.reduce(start) { $0 == "/" ? "/\($1)" : "\($0)/\($1)" }
            }
            while head.count > 1, head.hasSuffix("/") { head.removeLast() }
            guard let slash = head.lastIndex(of: "/") else {
                if head == "." { return nil }
                rest.insert(head, at: 0)
                head = "."
                continue
            }
            rest.insert(String(head[head.index(after: slash)...]), at: 0)
            head = slash == head.startIndex ? "/" : String(head[..<slash])
        }
    }

    /// What stands before a name in one folder that is to be found from another: `../data/`, or nothing.
    static func way(from folder: String, to other: String) -> String {
        guard let start = absolute(folder), let end = absolute(other) else {
            // From nowhere only a whole path leads anywhere, and to that no way is needed.
            return other == "." ? "" : "\(other)/"
        }
        var (here, there) = (start.split(separator: "/")[...], end.split(separator: "/")[...])
        while let one = here.first, one == there.first {
            here.removeFirst()
            there.removeFirst()
        }
        return (here.map { _ in "../" } + there.map { "\($0)/" }).joined()
    }

    /// In which this program was started: the nearest folder above with `.git` in it.
    static func repository() -> Repository? {
        guard let here = absolute(".") else { return nil }
        var root = here
        while !hasAnything(root == "/" ? "/.git" : "\(root)/.git") {
            guard root != "/", let slash = root.lastIndex(of: "/") else { return nil }
            root = slash == root.startIndex ? "/" : String(root[..<slash])
        }
        return Repository(
            root: root, within: String(here.dropFirst(root.count).drop { $0 == "/" }))
    }

    static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    static func hasFile(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// A whole file at once, for what a command leaves behind.
    static func write(_ text: String, to path: String) throws(Diagnostics) {
        do throws(OutputFailure) {
            try FileOutput.write(text, to: path)
        } catch {
            throw Diagnostics([Diagnostic(error.reason, hint: error.hint)])
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(Diagnostics) {
        try write(String(decoding: bytes, as: UTF8.self), to: path)
    }

    /// Makes the folder and those above it.
    static func make(_ path: String) -> Bool {
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += built.isEmpty || built == "/" ? String(part) : "/\(part)"
            if unsafe mkdir(built, 0o755) != 0, errno != EEXIST { return false }
        }
        return isFolder(path)
    }

    /// The same for what a command leaves behind.
    static func makeOut(_ path: String) throws(Diagnostics) {
        guard !make(path) else { return }
        throw Diagnostics([
            Diagnostic(
                "cannot make the folder '\(path)': \(reason())", hint: "--out DIR names another")
        ])
    }
}

/// Words for a command line that others can paste.
enum Shell {
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "="):
                    true
                default: false
                }
            }
        if isPlain { return word }
        if word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "$'" + word.unicodeScalars.map(escaped).joined() + "'"
        }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''") + "'"
    }

    /// For bash's `$'…'`, which can hold what no quotes can.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "'", "\\": return "\\\(scalar)"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        default: return String(scalar)
        }
    }
}
