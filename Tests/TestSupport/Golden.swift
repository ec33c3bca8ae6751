import Foundation

/// A text that is kept in a file and compared with; PATHPROOF_UPDATE_GOLDEN=1 writes the file anew.
public enum Golden {
    /// Where the text differs from the file, in words; nil where it does not.
    public static func difference(_ text: String, from path: String) throws -> String? {
        let file = Place.root.appending(path: path)
        if ProcessInfo.processInfo.environment["PATHPROOF_UPDATE_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
            return nil
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        guard text != golden else { return nil }
        let (found, wanted) = (
            text.split(separator: "\n", omittingEmptySubsequences: false),
            golden.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let line =
            zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(found.count, wanted.count)
        return """
            \(path) differs at line \(line + 1):
            found  \(line < found.count ? found[line] : "(the end)")
            golden \(line < wanted.count ? wanted[line] : "(the end)")
            """
    }
}
