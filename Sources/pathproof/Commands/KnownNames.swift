import Vocabulary

/// Names that a command line gives, held against those that there are.
enum KnownNames {
    /// Throws the first that is none of them, with the nearest.
    static func check(
        _ names: [String], among known: [String], each what: String
    ) throws(Diagnostics) {
        guard let name = names.first(where: { !known.contains($0) }) else { return }
        throw Diagnostics([
            Diagnostic(
                "unknown \(what) '\(name)'",
                hint: didYouMean(name, among: known)
                    ?? "there are: \(known.joined(separator: ", "))")
        ])
    }
}
