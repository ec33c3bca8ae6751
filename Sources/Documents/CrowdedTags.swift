import Vocabulary

// libxml2 compares each attribute of a tag with all before it, and each name with all namespaces that are
// declared: 8 MB of either would take minutes. Documents that mean something have a few dozen.
private let attributesMax = 1000
private let namespacesMax = 1000

/// The tag of an XML document that has more attributes than are read, or declares too many namespaces.
func crowdedPlace(in source: SourceText) -> Diagnostic? {
    let bytes = source.bytes
    let xmlns = Array("xmlns".utf8)
    var namespaces = 0
    var tag = bytes.firstIndex(of: lessThan)
    while let start = tag {
        var offset = start + 1
        var attributes = 0
        // `<` cannot stand in a tag, not even in quotes: whatever this is, it ends there.
        let isTag = offset < bytes.count && isXMLNameStart(bytes[offset])
        while isTag, offset < bytes.count, bytes[offset] != lessThan, bytes[offset] != greaterThan {
            if bytes[offset] == equals {
                attributes += 1
                offset = endOfValue(bytes, from: offset + 1)
                continue
            }
            if bytes[offset] == xmlns[0], bytes[offset...].starts(with: xmlns) { namespaces += 1 }
            offset += 1
        }
        guard attributes <= attributesMax else {
            return tooMany("attributes in a tag", start, source)
        }
        guard namespaces <= namespacesMax else { return tooMany("namespaces", start, source) }
        tag = bytes[offset...].firstIndex(of: lessThan)
    }
    return nil
}

/// Past the quoted value that follows a `=`, or before the `<` in it; nothing follows otherwise.
private func endOfValue(_ bytes: [UInt8], from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
    guard offset < bytes.count, bytes[offset] == quote || bytes[offset] == apostrophe else {
        return offset
    }
    let mark = bytes[offset]
    offset += 1
    while offset < bytes.count, bytes[offset] != mark, bytes[offset] != lessThan { offset += 1 }
    return offset < bytes.count && bytes[offset] == mark ? offset + 1 : offset
}

private func tooMany(_ what: String, _ start: Int, _ source: SourceText) -> Diagnostic {
    source.diagnostic(
        "more than \(attributesMax) \(what)", at: source.location(at: start),
        hint: "this is more than any document needs, and takes too long to read")
}

private let lessThan = UInt8(ascii: "<")
private let greaterThan = UInt8(ascii: ">")
private let equals = UInt8(ascii: "=")
private let apostrophe = UInt8(ascii: "'")

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == lineFeed || byte == carriageReturn
}

private func isXMLNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A, 0x2E, 0x80...: true
    default: false
    }
}
