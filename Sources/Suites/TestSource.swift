public import Vocabulary

/// The tests of a suite: listed in it, or rows of a file that is read anew for every path.
public enum TestSource: Sendable {
    case list([Test])
    case dataset(Dataset)

    public func makeIterator() -> TestIterator {
        switch self {
        case .list(let tests): TestIterator(.list(tests[...]))
        case .dataset(let dataset): TestIterator(.rows(dataset.rows()))
        }
    }
}

/// One pass over the tests. A row that cannot be read ends it with all its mistakes.
public struct TestIterator {
    enum Rest {
        case list(ArraySlice<Test>)
        case rows(Dataset.Rows)
    }

    private var rest: Rest

    init(_ rest: Rest) { self.rest = rest }

    /// Every test that follows gives the same variables as the last one, and brings nothing else.
    public var isUniform: Bool { if case .rows(let rows) = rest { rows.isUniform } else { false } }

    /// Passes a test by, and finds its mistakes all the same; false at the end.
    public mutating func skip() throws(Diagnostics) -> Bool {
        if case .rows(let rows) = rest { return try rows.skip() }
        return try next() != nil
    }

    public mutating func next() throws(Diagnostics) -> Test? {
        switch rest {
        case .rows(let rows): return try rows.next()
        case .list(var tests):
            let test = tests.popFirst()
            rest = .list(tests)
            return test
        }
    }
}
