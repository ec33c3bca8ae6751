import CXML2

/// Holds what is written for others against the XML Schema that they publish.
public enum XMLSchema {
    private static let started: Void = xmlInitParser()

    private final class Ear {
        var heard: [String] = []
    }

    /// What is wrong with a document by the schema in a file, as `line: words`; nothing if it is valid.
    public static func mistakes(in text: String, schemaPath: String) -> [String] {
        _ = started
        let ear = Ear()
        defer { withExtendedLifetime(ear) {} }
        let box = unsafe Unmanaged.passUnretained(ear).toOpaque()
        guard let parser = unsafe xmlSchemaNewParserCtxt(schemaPath) else { return ["no memory"] }
        defer { unsafe xmlSchemaFreeParserCtxt(parser) }
        unsafe xmlSchemaSetParserStructuredErrors(
            parser, { unsafe XMLSchema.hear($0, $1?.pointee) }, box)
        guard let schema = unsafe xmlSchemaParse(parser) else {
            return ear.heard + ["the schema '\(schemaPath)' cannot be read"]
        }
        defer { unsafe xmlSchemaFree(schema) }
        guard let validation = unsafe xmlSchemaNewValidCtxt(schema) else { return ["no memory"] }
        defer { unsafe xmlSchemaFreeValidCtxt(validation) }
        unsafe xmlSchemaSetValidStructuredErrors(
            validation, { unsafe XMLSchema.hear($0, $1?.pointee) }, box)
        let length = Int32(text.utf8.count)
        guard let document = unsafe xmlReadMemory(text, length, "document.xml", nil, 0) else {
            return ["the document is no XML"]
        }
        defer { unsafe xmlFreeDoc(document) }
        let outcome = unsafe xmlSchemaValidateDoc(validation, document)
        return outcome == 0 || !ear.heard.isEmpty ? ear.heard : ["the document is not valid"]
    }

    private static func hear(_ box: UnsafeMutableRawPointer?, _ error: xmlError?) {
        guard let box = unsafe box, let error = unsafe error else { return }
        let words = unsafe error.message.map { unsafe String(cString: $0) } ?? ""
        unsafe Unmanaged<Ear>.fromOpaque(box).takeUnretainedValue().heard.append(
            "\(unsafe error.line): \(words.split(whereSeparator: \.isNewline).joined(separator: " "))"
        )
    }
}
