import CXML2

/// What an XPath expression gives.
public enum XPathResult: Sendable, Equatable {
    /// The text of each node, in the document's order.
    case nodes([String])
    case string(String)
    case number(Double)
    case bool(Bool)
}

/// Why an expression gives nothing: in words that follow "the XPath '…'".
public struct XPathError: Error, Equatable {
    public var message: String
}

extension XMLDocument {
    /// XPath 1.0 over the whole document, with the prefixes that its root declares.
    ///
    /// Steps bound what an expression multiplies. Nodes bound what libxml2 does not count: it looks for
    /// each node of a result among all others, which takes a second for 50,000.
    public func evaluate(
        _ expression: String, stepsMax: Int = 5_000_000, nodesMax: Int = 50_000,
        textBytesMax: Int = 16 << 20
    ) throws(XPathError) -> XPathResult {
        // Depth of parentheses is depth of libxml2's stack.
        guard expression.utf8.count <= 4096 else {
            throw XPathError(message: "is longer than 4096 bytes")
        }
        guard !expression.utf8.contains(0) else {
            throw XPathError(message: "contains a zero byte")
        }
        guard !hasMoreNodes(than: nodesMax) else {
            throw XPathError(message: "is not asked of documents with more than \(nodesMax) nodes")
        }
        let result = unsafe withDocument { document in
            unsafe evaluated(
                expression, in: document, stepsMax: stepsMax, textBytesMax: textBytesMax)
        }
        return try result.get()
    }
}

private func evaluated(
    _ expression: String, in document: xmlDocPtr, stepsMax: Int, textBytesMax: Int
) -> Result<XPathResult, XPathError> {
    let listener = XMLListener()
    defer { withExtendedLifetime(listener) {} }
    guard let context = unsafe pp_xpath_new_context(document) else {
        preconditionFailure("out of memory")
    }
    defer { unsafe pp_xpath_free_context(context) }
    unsafe pp_xpath_listen(context, listener.raw)
    unsafe context.pointee.opLimit = UInt(stepsMax)
    unsafe registerPrefixes(of: document, in: context)
    guard let object = unsafe pp_xpath_evaluate(expression, context) else {
        let problem = listener.problems.first
        return .failure(XPathError(message: words(for: problem)))
    }
    defer { unsafe pp_xpath_free(object) }
    switch unsafe object.pointee.type {
    case XPATH_BOOLEAN: return unsafe .success(.bool(object.pointee.boolval != 0))
    case XPATH_NUMBER: return unsafe .success(.number(object.pointee.floatval))
    case XPATH_STRING:
        return unsafe .success(.string(XMLLibrary.copying(object.pointee.stringval)))
    case XPATH_NODESET: return unsafe texts(of: object.pointee.nodesetval, bytesMax: textBytesMax)
    default:
        return .failure(
            XPathError(message: "gives neither nodes, text, a number nor true or false"))
    }
}

private func texts(of nodes: xmlNodeSetPtr?, bytesMax: Int) -> Result<XPathResult, XPathError> {
    guard let nodes = unsafe nodes else { return .success(.nodes([])) }
    unsafe pp_xpath_sort(nodes)
    var texts: [String] = []
    var size = 0
    for index in unsafe 0..<Int(nodes.pointee.nodeNr) {
        let text = unsafe XMLLibrary.taking(pp_xpath_text(nodes.pointee.nodeTab[index]))
        // Nodes within nodes count again: `//*` of a deep document is many times its size.
        size += text.utf8.count
        guard size <= bytesMax else {
            return .failure(XPathError(message: "gives more than \(sizeText(bytesMax)) of text"))
        }
        texts.append(text)
    }
    return .success(.nodes(texts))
}

private func registerPrefixes(of document: xmlDocPtr, in context: xmlXPathContextPtr) {
    var space = unsafe pp_xml_root(document)?.pointee.nsDef
    while let declared = unsafe space {
        if let prefix = unsafe declared.pointee.prefix {
            unsafe pp_xpath_register(context, prefix, declared.pointee.href)
        }
        unsafe space = declared.pointee.next
    }
}

/// libxml2 numbers its XPath errors from 1200.
private func words(for problem: XMLProblem?) -> String {
    guard let problem else { return "cannot be evaluated" }
    let place = "at character \(problem.column + 1)"
    switch UInt32(truncatingIfNeeded: problem.code - 1200) {
    case XPATH_UNDEF_PREFIX_ERROR.rawValue:
        return "uses a prefix that the document's root does not declare"
    case XPATH_UNKNOWN_FUNC_ERROR.rawValue: return "calls an unknown function"
    case XPATH_INVALID_ARITY.rawValue: return "gives a function too many or too few arguments"
    case XPATH_INVALID_TYPE.rawValue, XPATH_INVALID_OPERAND.rawValue:
        return "gives an operation what it cannot work on"
    case XPATH_UNDEF_VARIABLE_ERROR.rawValue: return "uses a variable, and there are none"
    case XPATH_OP_LIMIT_EXCEEDED.rawValue: return "takes too many steps"
    case XPATH_RECURSION_LIMIT_EXCEEDED.rawValue: return "is nested too deep"
    case XPATH_UNCLOSED_ERROR.rawValue, XPATH_UNFINISHED_LITERAL_ERROR.rawValue:
        return "ends too early"
    case XPATH_INVALID_PREDICATE_ERROR.rawValue: return "has a wrong predicate \(place)"
    default: return "is no XPath 1.0 \(place)"
    }
}
