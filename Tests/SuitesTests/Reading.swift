import Documents
import Suites
import TestSupport
import Vocabulary

/// A suite as if it stood at that path.
func read(_ text: String, at file: String = "suites/first.yaml") throws -> Suite {
    try SuiteFile.read(try Document.read(SourceText(file: file, text: text)))
}

func tests(of suite: Suite) throws -> [Suites.Test] {
    var iterator = suite.tests.makeIterator()
    var tests: [Suites.Test] = []
    while let test = try iterator.next() { tests.append(test) }
    return tests
}

extension TemporaryFolder {
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// The suite with these words in a file of this folder.
    func suite(_ text: String) throws -> Suite {
        try read(text, at: path + "/suite.yaml")
    }
}

extension Suites.Test {
    /// Its checks as `type: value`.
    var written: [String] {
        asserts.flatMap { $0.items ?? [] }.map { check in
            let value = check["value"].map { node in
                node.text ?? (node.items ?? []).map { $0.text ?? "" }.joined(separator: "|")
            }
            return "\(check["type"]?.text ?? "?"): \(value ?? "-")"
        }
    }
}
