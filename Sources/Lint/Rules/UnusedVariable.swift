import Documents
import Suites
import Vocabulary

extension LintRule {
    static let unusedVariable = LintRule(
        "unused-variable", .note, "a variable of a test that neither prompt nor check asks for"
    ) { subject in
        subject.suites.flatMap { suite, document -> [Diagnostic] in
            var texts: [String] = []
            collect(document, except: "vars", into: &texts)
            // A prompt in a file of its own is known by its template.
            // `user.name` asks for `user`.
            let asked = Set(
                suite.prompts.flatMap(\.variables).flatMap { name in
                    [name, String(name.prefix { $0 != "." })]
                })
            let given =
                (document["tests"]?.items ?? []) + (document["defaultTest"].map { [$0] } ?? [])
            var seen: Set<String> = []
            return given.flatMap { $0["vars"]?.entries ?? [] }.compactMap { key, _ in
                guard let name = key.text, !asked.contains(name), seen.insert(name).inserted,
                    !texts.contains(where: { $0.contains(name) })
                else { return nil }
                return key.diagnostic("variable '\(name)' is given and nothing asks for it")
            }
        }
    }

    private static func collect(_ node: Node, except passed: String, into texts: inout [String]) {
        if let text = node.text, text.contains("{") { texts.append(text) }
        for item in node.items ?? [] { collect(item, except: passed, into: &texts) }
        for (key, value) in node.entries ?? [] where key.text != passed {
            collect(value, except: passed, into: &texts)
        }
    }
}
