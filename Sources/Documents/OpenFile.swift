import Glibc

/// Why a file could not be opened or read, before it is put into words.
enum FileTrouble: Error, Equatable {
    case system(code: Int32)
    case isFolder
    case tooLarge
}

/// One file open for reading: opened here, closed here.
///
/// A class, since a sequence of rows shares it with its iterator.
final class OpenFile {
    private let descriptor: Int32
    /// What `fstat` says; 0 for pipes and other files without a size.
    let size: Int

    init(path: String) throws(FileTrouble) {
        let opened = retryingInterrupts { unsafe open(path, O_RDONLY | O_CLOEXEC) }
        guard opened >= 0 else { throw .system(code: errno) }
        descriptor = opened
        var status = stat()
        guard unsafe fstat(opened, &status) == 0 else {
            size = 0
            throw .system(code: errno)
        }
        size = Int(status.st_size)
        if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder }
    }

    deinit { _ = close(descriptor) }

    /// Up to `count` further bytes; none at the end of the file.
    func read(upTo count: Int) throws(FileTrouble) -> [UInt8] {
        var got = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            got = retryingInterrupts { unsafe Glibc.read(descriptor, buffer.baseAddress, count) }
            filled = max(0, got)
        }
        guard got >= 0 else { throw .system(code: errno) }
        return bytes
    }

    /// All of it. A file that says it is larger is refused unread; one that does not say is counted.
    func readAll(upTo limit: Int) throws(FileTrouble) -> [UInt8] {
        guard size <= limit else { throw .tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        while true {
            let piece = try read(upTo: max(64 << 10, min(1 << 20, size - bytes.count + 1)))
            if piece.isEmpty { return bytes }
            guard bytes.count + piece.count <= limit else { throw .tooLarge }
            bytes += piece
        }
    }
}

/// The names in a folder, sorted; none where it cannot be read. At most 10,000: they serve hints only.
func namesInFolder(_ path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while names.count < 10_000, let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
            unsafe start.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// The system's words for an error code: `permission denied`.
func systemWords(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such file"
    case EACCES, EPERM: "permission denied"
    case ENOTDIR: "a part of its path is not a folder"
    case ENAMETOOLONG: "its name is too long"
    case EMFILE, ENFILE: "too many open files"
    case ELOOP: "its links go in a circle"
    default:
        unsafe strerror(code).map { unsafe String(cString: $0).lowercased() } ?? "error \(code)"
    }
}

private func retryingInterrupts<Result: BinaryInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
