import Vocabulary

/// The page that GitHub shows for a step: summary.md is added to it.
enum StepSummary {
    /// The runner throws a page away that is larger than a megabyte; others write to it too.
    private static let bytesMax = 1000 << 10

    /// The mistake, where it could not be.
    static func append(_ summary: String, to page: String) -> Diagnostic? {
        do throws(Diagnostics) {
            let bytes = try FileBytes.read(summary)
            guard (Folder.size(of: page) ?? 0) + bytes.count <= bytesMax else {
                return Diagnostic(
                    "the step's summary is full: '\(summary)' is not added to it",
                    severity: .warning)
            }
            guard Folder.append(bytes, to: page) else {
                return Diagnostic(
                    "the step's summary '\(page)' cannot be written: \(Folder.reason())",
                    severity: .warning)
            }
            return nil
        } catch {
            return error.items.first
        }
    }
}
