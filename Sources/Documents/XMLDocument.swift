import CXML2

/// A document that libxml2 holds: to be turned into a tree, and asked by XPath.
@safe
package final class XMLDocument {
    private let raw: xmlDocPtr
    package let source: SourceText

    /// Takes over the document, and frees it in the end.
    init(owning raw: xmlDocPtr, source: SourceText) {
        unsafe self.raw = raw
        self.source = source
    }

    deinit { unsafe xmlFreeDoc(raw) }

    /// The tree. What holds neither elements nor text (comments, instructions) is left out.
    package var root: XMLNode {
        guard let root = unsafe xmlDocGetRootElement(raw) else { return XMLNode("empty") }
        return unsafe element(root)
    }

    /// Runs something on libxml2's own document, which must not leave the closure.
    func withDocument<Result>(_ body: (xmlDocPtr) -> Result) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(raw)
    }

    private func element(_ raw: xmlNodePtr) -> XMLNode {
        var node = XMLNode(XMLName(parsed: unsafe name(raw.pointee.name, raw.pointee.ns)))
        node.line = unsafe Int(xmlGetLineNo(raw))
        var space = unsafe raw.pointee.nsDef
        while let declared = unsafe space {
            let prefix = unsafe XMLLibrary.copying(declared.pointee.prefix)
            node.set(
                XMLName(parsed: prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)"),
                unsafe XMLLibrary.copying(declared.pointee.href))
            unsafe space = declared.pointee.next
        }
        var attribute = unsafe raw.pointee.properties
        while let given = unsafe attribute {
            node.set(
                XMLName(parsed: unsafe name(given.pointee.name, given.pointee.ns)),
                unsafe XMLLibrary.taking(xmlNodeListGetString(self.raw, given.pointee.children, 1)))
            unsafe attribute = given.pointee.next
        }
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
