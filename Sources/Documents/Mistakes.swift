public import Vocabulary

/// Collects what is wrong with a user's files, so that all of it can be told at once.
public final class Mistakes {
    public private(set) var items: [Diagnostic] = []
    /// A file of a million mistakes has been understood after a thousand.
    static let kept = 1000
    private var dropped = 0

    public init() {}

    public var hasErrors: Bool { items.contains { $0.severity == .error } }

    /// What is added now is counted, but no longer kept: hints need not be looked for.
    var isFull: Bool { items.count >= Self.kept }

    public func add(_ diagnostic: Diagnostic) {
        if isFull { dropped += 1 } else { items.append(diagnostic) }
    }

    public func add(_ diagnostics: Diagnostics) {
        for item in diagnostics.items { add(item) }
    }

    /// A mistake about a value of a file.
    public func add(_ message: String, at node: Node, hint: String? = nil) {
        add(node.diagnostic(message, hint: hint))
    }

    /// What `body` gives; nil, and its mistakes kept, where it throws.
    public func collect<Result>(_ body: () throws(Diagnostics) -> Result) -> Result? {
        do throws(Diagnostics) {
            return try body()
        } catch {
            add(error)
            return nil
        }
    }

    /// Everything so far, by place; throws if any of it is an error.
    public func check() throws(Diagnostics) {
        if hasErrors { throw sorted }
    }

    public var sorted: Diagnostics {
        // A file that is read for two reasons has its mistakes once.
        var seen: Set<Diagnostic> = []
        var all = sortedByPlace(items.filter { $0.location == nil || seen.insert($0).inserted })
        if dropped > 0 {
            all.append(Diagnostic("\(dropped) further mistakes are not shown", severity: .note))
        }
        return Diagnostics(all)
    }
}

/// By file, line and column, else in the order of finding; those without a place come last.
func sortedByPlace(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let numbered = diagnostics.enumerated().sorted { one, other in
        switch (one.element.location, other.element.location) {
        case (let first?, let second?) where first != second:
            (first.file, first.line, first.column) < (second.file, second.line, second.column)
        case (.some, nil): true
        case (nil, .some): false
        default: one.offset < other.offset
        }
    }
    return numbered.map(\.element)
}
