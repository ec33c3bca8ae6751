import CXML2
public import Vocabulary

/// Reads XML that others wrote: nothing is loaded, from disk or network, and no entity beyond the five is
/// known. Documents that declare entities or attributes are refused, and so is nesting beyond libxml2's
/// 256.
public enum XMLReader {
    /// 2 million elements fit, at 120 bytes each in libxml2.
    public static let bytesMax = 8 << 20

    public static func document(_ source: SourceText, bytesMax: Int = bytesMax)
        throws(Diagnostics) -> XMLDocument
    {
        try refuseLarge(source, bytesMax)
        // libxml2 takes a zero for the end, and would tell of what it misses there.
        if let zero = source.bytes.firstIndex(of: 0) {
            throw Diagnostics([
                source.diagnostic(wordsForCharacter, at: source.location(at: zero))
            ])
        }
        if let crowded = crowdedPlace(in: source) { throw Diagnostics([crowded]) }
        let listener = XMLListener()
        guard let parser = unsafe pp_xml_new_parser() else { preconditionFailure("out of memory") }
        defer { unsafe pp_xml_free_parser(parser) }
        unsafe pp_xml_listen(parser, listener.raw)
        let options = [XML_PARSE_NONET, XML_PARSE_NOCDATA, XML_PARSE_BIG_LINES, XML_PARSE_COMPACT]
        let raw = unsafe source.bytes.withUnsafeBytes { bytes in
            unsafe pp_xml_parse(
                parser, bytes.baseAddress, Int32(bytes.count), "UTF-8",
                options.reduce(0) { $0 | Int32(bitPattern: $1.rawValue) })
        }
        defer { withExtendedLifetime(listener) {} }
        if let raw = unsafe raw, !listener.hasFatal {
            return unsafe XMLDocument(owning: raw, source: source)
        }
        if let raw = unsafe raw { unsafe pp_xml_free_document(raw) }
        throw diagnostics(listener.problems, in: source)
    }

    public static func read(_ source: SourceText) throws(Diagnostics) -> XMLNode {
        try document(source).root
    }

    /// Bytes of an answer. `name` stands in messages where a file's name would.
    public static func read(_ bytes: [UInt8], name: String = "XML") throws(Diagnostics) -> XMLNode {
        let source = SourceText(file: name, bytes: bytes)
        if let mistake = source.encodingMistake(in: bytes) { throw Diagnostics([mistake]) }
        return try read(source)
    }

    static func refuseLarge(_ source: SourceText, _ bytesMax: Int) throws(Diagnostics) {
        guard source.bytes.count > min(bytesMax, Int(Int32.max)) else { return }
        throw Diagnostics([
            Diagnostic("this document is larger than \(sizeText(bytesMax))", at: source.start)
        ])
    }

    private static func diagnostics(_ problems: [XMLProblem], in source: SourceText) -> Diagnostics
    {
        let fatal = problems.filter(\.isFatal)
        guard let first = fatal.first else {
            return Diagnostics([
                Diagnostic("this is not XML: the document is empty", at: source.start)
            ])
        }
        // What follows the first is mostly its consequence, but tags that do not match come in pairs.
        let shown = first.code == Int(PP_XML_DECLARED) ? [first] : fatal
        return Diagnostics(
            shown.map { problem in
                let place = source.location(
                    line: max(1, problem.line), column: max(1, problem.column))
                return source.diagnostic(
                    words(for: problem), at: place, hint: hint(for: problem))
            })
    }

    private static func words(for problem: XMLProblem) -> String {
        if problem.code == Int(PP_XML_DECLARED) {
            return "the document declares '\(problem.message)'"
        }
        if problem.code == Int(XML_ERR_INVALID_CHAR.rawValue) { return wordsForCharacter }
        if problem.message.hasPrefix("Excessive depth") {
            return "elements are nested more than 256 deep"
        }
        let message = problem.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "this is not XML: \(message.prefix(1).lowercased())\(message.dropFirst())"
    }

    private static let wordsForCharacter = "this is not XML: a character that it does not allow"

    private static func hint(for problem: XMLProblem) -> String? {
        problem.code == Int(PP_XML_DECLARED)
            ? "documents that declare entities or attributes are not read" : nil
    }
}
