import CXML2
public import Vocabulary

/// Holds documents against an XML Schema: what tests do with everything that is written for others.
public enum XMLSchema {
    /// What is wrong with the document by the schema in a file; nothing if it is valid.
    public static func validate(_ document: XMLDocument, schemaPath: String) -> [Diagnostic] {
        let listener = XMLListener()
        defer { withExtendedLifetime(listener) {} }
        guard let parser = unsafe pp_xml_schema_new_parser(schemaPath) else {
            preconditionFailure("out of memory")
        }
        defer { unsafe pp_xml_schema_free_parser(parser) }
        unsafe pp_xml_schema_listen(parser, listener.raw)
        guard let schema = unsafe pp_xml_schema_parse(parser) else {
            return told(listener, document.source, "the schema '\(schemaPath)' cannot be read")
        }
        defer { unsafe pp_xml_schema_free(schema) }
        guard let validation = unsafe pp_xml_schema_new_validation(schema) else {
            preconditionFailure("out of memory")
        }
        defer { unsafe pp_xml_schema_free_validation(validation) }
        unsafe pp_xml_schema_validation_listen(validation, listener.raw)
        let outcome = unsafe document.withDocument { unsafe pp_xml_schema_validate(validation, $0) }
        return outcome == 0 ? [] : told(listener, document.source, "the document is not valid")
    }

    private static func told(
        _ listener: XMLListener, _ source: SourceText, _ otherwise: String
    ) -> [Diagnostic] {
        guard !listener.problems.isEmpty else { return [Diagnostic(otherwise, at: source.start)] }
        return listener.problems.map { problem in
            let message = problem.message.split(whereSeparator: \.isNewline).joined(separator: " ")
            return source.diagnostic(
                message, at: source.location(line: max(1, problem.line), column: 1))
        }
    }
}
