import Documents
import Suites
import Vocabulary

extension LintRule {
    static let blindSuite = LintRule(
        "blind-suite", .warning, "a suite that asks nothing of the answers' content"
    ) { subject in
        subject.suites.compactMap { suite, document in
            guard !asks(document) else { return nil }
            return document.diagnostic(
                "suite '\(suite.name)' has no `assert:`: a Markdown table where JSON was asked would pass",
                hint:
                    "add defaultTest: { assert: [{ type: is-json }] }, or what the application needs"
            )
        }
    }

    /// Any list of checks, at the suite or at a test; tests in a file of their own may bring theirs.
    private static func asks(_ document: Node) -> Bool {
        if let asserts = document["defaultTest"]?["assert"]?.items, !asserts.isEmpty { return true }
        guard let tests = document["tests"]?.items else { return document["tests"]?.text != nil }
        return tests.contains { $0["assert"]?.items?.isEmpty == false }
    }
}
