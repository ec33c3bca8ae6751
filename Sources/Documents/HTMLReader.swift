import CXML2
public import Vocabulary

/// Reads HTML as browsers do: whatever the text is, there is a tree of it. Nothing is loaded.
public enum HTMLReader {
    public static func document(_ source: SourceText, bytesMax: Int = XMLReader.bytesMax)
        throws(Diagnostics) -> XMLDocument
    {
        try XMLReader.refuseLarge(source, bytesMax)
        if let crowded = crowdedPlaceInHTML(source) { throw Diagnostics([crowded]) }
        let listener = XMLListener()
        guard let parser = unsafe htmlNewParserCtxt() else { preconditionFailure("out of memory") }
        defer { unsafe htmlFreeParserCtxt(parser) }
        unsafe pp_xml_listen(parser, listener.raw)
        // libxml2 would take a zero for the end.
        let readable =
            source.bytes.contains(0) ? source.bytes.map { $0 == 0 ? 0x20 : $0 } : source.bytes
        let options = [HTML_PARSE_RECOVER, HTML_PARSE_NONET, HTML_PARSE_COMPACT]
        let raw = unsafe readable.withUnsafeBytes { bytes in
            unsafe htmlCtxtReadMemory(
                parser, bytes.baseAddress, Int32(bytes.count), nil, "UTF-8",
                options.reduce(0) { $0 | Int32(bitPattern: $1.rawValue) })
        }
        defer { withExtendedLifetime(listener) {} }
        guard let raw = unsafe raw else {
            throw Diagnostics([Diagnostic("the document is empty", at: source.start)])
        }
        return unsafe XMLDocument(owning: raw, source: source)
    }

    public static func read(_ source: SourceText) throws(Diagnostics) -> XMLNode {
        try document(source).root
    }
}
