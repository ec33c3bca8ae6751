/// Where a value stands in a file: lines and columns count from 1, columns count Unicode scalars.
public struct SourceLocation: Sendable, Hashable {
    public var file: String
    public var line: Int
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One message about something that a user wrote or a provider sent: where, what was found, what to do.
public struct Diagnostic: Sendable, Hashable, Error {
    public enum Severity: String, Sendable { case error, warning, note }

    public var severity: Severity
    public var message: String
    public var location: SourceLocation?
    /// How many scalars the caret underlines.
    public var length: Int
    /// The line that `location` names, as it stands in the file.
    public var sourceLine: String?
    public var hint: String?
    /// The stable name of its kind, where it has one: what `lint` files it under.
    public var code: String?

    public init(
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
public struct Diagnostics: Error, Sendable, Equatable {
    public var items: [Diagnostic]

    public init(_ items: [Diagnostic] = []) { self.items = items }
    public var hasErrors: Bool { items.contains { $0.severity == .error } }
}

/// The hint for a word that nobody knows: the nearest known one, where there is one.
public func didYouMean(_ word: String, among known: some Sequence<String>) -> String? {
    nearest(word, among: known).map { "did you mean '\($0)'?" }
}
