import CXML2

/// A document that libxml2 holds: to be turned into a tree, and asked by XPath.
@safe
public final class XMLDocument {
    private let raw: xmlDocPtr
    public let source: SourceText

    /// Takes over the document, and frees it in the end.
    init(owning raw: xmlDocPtr, source: SourceText) {
        unsafe self.raw = raw
        self.source = source
        // Without numbers on its elements XPath compares places by walking from one to the other.
        unsafe pp_xpath_number_elements(raw)
    }

    deinit { unsafe pp_xml_free_document(raw) }

    /// The tree. What holds neither elements nor text (comments, instructions) is left out.
    public var root: XMLNode {
        guard let root = unsafe pp_xml_root(raw) else { return XMLNode("empty") }
        return unsafe element(root)
    }

    /// Runs something on libxml2's own document, which must not leave the closure.
    func withDocument<Result>(_ body: (xmlDocPtr) -> Result) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(raw)
    }

    /// Elements, texts and whatever else stands in the tree; attributes do not count.
    func hasMoreNodes(than limit: Int) -> Bool {
        var count = 0
        var next = unsafe pp_xml_root(raw)
        while let node = unsafe next {
            count += 1
            if count > limit { return true }
            if let child = unsafe node.pointee.children,
                unsafe node.pointee.type == XML_ELEMENT_NODE
            {
                unsafe next = child
                continue
            }
            // Upwards until something follows; the document itself has no sibling.
            var place = unsafe Optional(node)
            while let node = unsafe place, unsafe node.pointee.next == nil {
                unsafe place = node.pointee.parent
            }
            unsafe next = place?.pointee.next
        }
        return false
    }

    private func element(_ raw: xmlNodePtr) -> XMLNode {
        var node = XMLNode(unsafe name(raw.pointee.name, raw.pointee.ns))
        var given: [(name: String, value: String)] = []
        node.line = unsafe Int(pp_xml_line(raw))
        var space = unsafe raw.pointee.nsDef
        while let declared = unsafe space {
            let prefix = unsafe XMLLibrary.copying(declared.pointee.prefix)
            given.append(
                (
                    prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)",
                    unsafe XMLLibrary.copying(declared.pointee.href)
                ))
            unsafe space = declared.pointee.next
        }
        var attribute = unsafe raw.pointee.properties
        while let found = unsafe attribute {
            given.append(
                (
                    unsafe name(found.pointee.name, found.pointee.ns),
                    unsafe XMLLibrary.taking(
                        pp_xml_text(self.raw, found.pointee.children))
                ))
            unsafe attribute = found.pointee.next
        }
        node.setAll(given)
        var text = ""
        var child = unsafe raw.pointee.children
        while let found = unsafe child {
            switch unsafe found.pointee.type {
            case XML_ELEMENT_NODE:
                if !text.isEmpty { node.append(text: text) }
                text = ""
                node.append(unsafe element(found))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                text += unsafe XMLLibrary.copying(found.pointee.content)
            case XML_ENTITY_REF_NODE:
                text += unsafe "&\(XMLLibrary.copying(found.pointee.name));"
            default: break
            }
            unsafe child = found.pointee.next
        }
        if !text.isEmpty { node.append(text: text) }
        return node
    }

    private func name(_ local: UnsafePointer<xmlChar>?, _ space: xmlNsPtr?) -> String {
        let local = unsafe XMLLibrary.copying(local)
        guard let prefix = unsafe space?.pointee.prefix else { return local }
        return unsafe "\(XMLLibrary.copying(prefix)):\(local)"
    }
}
