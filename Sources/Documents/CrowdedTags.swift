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

/// The same for HTML, where `<` may stand in a value: so each that could begin a tag is followed.
func crowdedPlaceInHTML(_ source: SourceText) -> Diagnostic? {
    let bytes = source.bytes
    // Tags that end are followed once. Those that do not, each to the end of the text, are no document.
    var stepsLeft = bytes.count * 16 + 65_536
    var tag = bytes.firstIndex(of: lessThan)
    while let start = tag {
        let (attributes, end) = htmlTag(bytes, from: start + 1)
        stepsLeft -= end - start
        guard attributes <= attributesMax else {
            return tooMany("attributes in a tag", start, source)
        }
        guard stepsLeft > 0 else {
            return source.diagnostic(
                "too many tags in this document do not end", at: source.location(at: start))
        }
        tag = bytes[(start + 1)...].firstIndex(of: lessThan)
    }
    return nil
}

/// How many attributes libxml2's HTML parser would find in a tag that begins here, and where it ends.
private func htmlTag(_ bytes: [UInt8], from start: Int) -> (attributes: Int, end: Int) {
    var offset = start
    var attributes = 0
    guard offset < bytes.count, isHTMLName(bytes[offset], isFirst: true) else { return (0, offset) }
    // The name of the element counts as one more.
    while offset < bytes.count, bytes[offset] != greaterThan, attributes <= attributesMax + 1 {
        if isBlank(bytes[offset]) {
            offset += 1
        } else if isHTMLName(bytes[offset], isFirst: true) {
            attributes += 1
            // It cuts names at a hundred letters, and takes the rest for another.
            let limit = min(bytes.count, offset + 100)
            while offset < limit, isHTMLName(bytes[offset], isFirst: false) { offset += 1 }
            offset = endOfHTMLValue(bytes, from: offset)
        } else {
            while offset < bytes.count, !isBlank(bytes[offset]), bytes[offset] != greaterThan {
                offset += 1
            }
        }
    }
    return (attributes - 1, offset)
}

private func endOfHTMLValue(_ bytes: [UInt8], from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
    guard offset < bytes.count, bytes[offset] == equals else { return offset }
    offset += 1
    while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 }
    guard offset < bytes.count else { return offset }
    let mark = bytes[offset]
    if mark == quote || mark == apostrophe {
        return (bytes[(offset + 1)...].firstIndex(of: mark) ?? bytes.count - 1) + 1
    }
    while offset < bytes.count, !isBlank(bytes[offset]), bytes[offset] != greaterThan {
        offset += 1
    }
    return offset
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
    isHTMLName(byte, isFirst: true) || byte >= 0x80
}

private func isHTMLName(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A, 0x2E: true
    case 0x30...0x39, 0x2D: !isFirst
    default: false
    }
}
