import Documents
import Vocabulary

extension LintRule {
    static let schemaKeyword = LintRule(
        "schema-keyword", .warning, "a word in a JSON Schema that is no keyword, and asks nothing"
    ) { subject in
        oddities(in: subject, atKey: true) { $0.keywords }
    }

    static let schemaFormat = LintRule(
        "schema-format", .warning, "a `format` in a JSON Schema that is not known, and not judged"
    ) { subject in
        oddities(in: subject) { $0.formats }
    }

    /// Each once: many tests may ask for the schema of one file.
    private static func oddities(
        in subject: LintSubject, atKey: Bool = false,
        _ kind: (JSONSchemaOddities) -> [JSONSchemaMistake]
    ) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return subject.suites.flatMap { _, document in schemas(in: document) }
            .flatMap { schema -> [Diagnostic] in
                // What cannot be read is told by whoever holds answers against it.
                guard let written = try? WrittenSchema(schema, of: "the schema"),
                    let tape = try? written.tape
                else { return [] }
                return kind(JSONSchemaOddities(tape)).map { written.diagnostic($0, atKey: atKey) }
            }
            .filter { seen.insert($0).inserted }
    }

    /// Those of checks, of answers' formats and of tools, wherever they stand in the suite's own file.
    private static func schemas(in node: Node) -> [Node] {
        if let items = node.items { return items.flatMap(schemas) }
        if let type = node["type"]?.text, let value = node["value"],
            ["is-json", "contains-json"].contains(type.replacingNot)
        {
            return [value]
        }
        return (node.entries ?? []).flatMap { key, value -> [Node] in
            switch key.text {
            case "vars": []
            case "format":
                (value["schema"] ?? (value.asString?.hasPrefix("file://") == true ? value : nil))
                    .map { [$0] } ?? []
            case "parameters" where value.entries != nil: [value]
            default: schemas(in: value)
            }
        }
    }
}

extension String {
    fileprivate var replacingNot: String { hasPrefix("not-") ? String(dropFirst(4)) : self }
}
