public import Vocabulary

/// Files that are no text.
public enum RawFile {
    /// All of a file; mistakes point at the value that named it.
    public static func read(
        path: String, upTo limit: Int, askedBy asker: Node
    ) throws(Diagnostics) -> [UInt8] {
        do throws(FileTrouble) {
            return try OpenFile(path: path).readAll(upTo: limit)
        } catch {
            throw Diagnostics([fileDiagnostic(error, path: path, limit: limit, askedBy: asker)])
        }
    }
}
