/// Where a value stands in a file: lines and columns count from 1, columns count Unicode scalars.
package struct SourceLocation: Sendable, Hashable {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One message about something that a user wrote or a provider sent: where, what was found, what to do.
package struct Diagnostic: Sendable, Hashable, Error {
    package enum Severity: String, Sendable { case error, warning, note }

    package var severity: Severity
    package var message: String
    package var location: SourceLocation?
    /// How many scalars the caret underlines.
    package var length: Int
    /// The line that `location` names, as it stands in the file.
    package var sourceLine: String?
    package var hint: String?
    /// The stable name of its kind, where it has one: what `lint` files it under.
    package var code: String?

    package init(
        _ message: String, at location: SourceLocation? = nil, length: Int = 1,
        sourceLine: String? = nil, hint: String? = nil, severity: Severity = .error,
        code: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.length = length
        self.sourceLine = sourceLine
        self.hint = hint
        self.code = code
    }
}

/// All mistakes of what was read, not only the first.
package struct Diagnostics: Error, Sendable, Equatable {
    package var items: [Diagnostic]

    package init(_ items: [Diagnostic] = []) { self.items = items }
    package var hasErrors: Bool { items.contains { $0.severity == .error } }
}

/// The hint for a word that nobody knows: the nearest known one, where there is one.
package func didYouMean(_ word: String, among known: some Sequence<String>) -> String? {
    nearest(word, among: known).map { "did you mean '\($0)'?" }
}
