import Vocabulary

/// A mistake of YAML's grammar in our words: libyaml's tell what its scanner missed, not what to write.
func yamlDiagnostic(_ problem: YAMLProblem, in source: SourceText) -> Diagnostic {
    var cursor = SourceCursor(source)
    let location: SourceLocation
    switch problem.place {
    case .scalar(let index): location = cursor.location(atScalar: index)
    case .byte(let offset): location = cursor.location(atOffset: offset)
    }
    let offset = cursor.offset
    if let variable = unquotedVariable(at: offset, in: source) {
        let start = source.location(at: offset - 1)
        return source.diagnostic(
            "'\(variable)' needs quotes inside { } and [ ]", at: start,
            length: variable.unicodeScalars.count,
            hint: "write \"\(variable)\"; unquoted, YAML reads '{' as the beginning of a mapping")
    }
    let wording = YAMLWording(problem, next: source.bytes[offset...].first)
    var place = location
    if wording.pointsAtStart, let start = problem.contextStart {
        place = cursor.location(atScalar: start)
    }
    return source.diagnostic(wording.message, at: place, hint: wording.hint)
}

/// `${NAME}` whose brace libyaml stumbled over.
private func unquotedVariable(at offset: Int, in source: SourceText) -> String? {
    guard offset > 0, offset < source.bytes.count, source.bytes[offset] == UInt8(ascii: "{"),
        source.bytes[offset - 1] == UInt8(ascii: "$")
    else { return nil }
    let rest = source.bytes[(offset - 1)...].prefix { $0 != UInt8(ascii: "}") && $0 != lineFeed }
    guard rest.endIndex < source.bytes.count, source.bytes[rest.endIndex] == UInt8(ascii: "}")
    else {
        return nil
    }
    return String(decoding: rest, as: UTF8.self) + "}"
}

private struct YAMLWording {
    var message: String
    var hint: String?
    /// The mistake is where the thing began, not where the scanner gave up.
    var pointsAtStart = false

    init(_ found: YAMLProblem, next: UInt8?) {
        switch found.problem {
        case "found character that cannot start any token":
            if next == UInt8(ascii: "\t") {
                message = "a tab cannot indent YAML"
                hint = "use spaces"
            } else {
                let character = next.map { String(UnicodeScalar($0)) } ?? ""
                message = "text cannot begin with '\(character)' unless it is quoted"
            }
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            message = "a tab cannot indent YAML"
            hint = "use spaces"
        case "mapping values are not allowed in this context":
            message = "a ':' that does not fit here"
            hint = "put quotes round text with ': ' in it, or check the indentation of this line"
        case "mapping keys are not allowed in this context",
            "block sequence entries are not allowed in this context":
            message = "a list or key that does not fit here"
            hint = "check the indentation of this line"
        case "did not find expected key":
            message = "expected a key of the mapping, or its end"
            hint = "check the indentation of this line and the quotes before it"
        case "did not find expected '-' indicator":
            message = "expected '-' and another item of the list, or its end"
            hint = "check the indentation of this line"
        case "did not find expected ',' or '}'":
            message = next == nil ? "'{' is never closed" : "expected ',' or '}'"
            pointsAtStart = next == nil
        case "did not find expected ',' or ']'":
            message = next == nil ? "'[' is never closed" : "expected ',' or ']'"
            pointsAtStart = next == nil
        case "did not find expected node content":
            message = "expected a value"
        case "could not find expected ':'":
            message = "expected ':' after this key"
            hint = "a key and its ':' stand in one line, and a space follows the ':'"
            pointsAtStart = true
        case "found unexpected end of stream":
            message = "this quote is never closed"
            pointsAtStart = true
        case "found unexpected document indicator":
            message = "'---' or '...' stands inside quotes that are still open"
        case "found unknown escape character":
            message = "unknown escape after '\\'"
            hint = "write '\\\\' for a backslash, or use single quotes"
        case "did not find expected hexdecimal number":
            message = "expected hexadecimal digits after '\\x', '\\u' or '\\U'"
        case "did not find expected alphabetic or numeric character":
            message = "a name must follow '&' or '*'"
            pointsAtStart = true
            hint = "text that begins with '&' or '*' needs quotes"
        case "did not find expected <document start>":
            message = "expected the end of the file, found more"
            hint = "check the indentation of this line"
        case "control characters are not allowed":
            message = "a control character, which YAML does not allow"
            hint = "write it as an escape in double quotes, such as \"\\x1b\""
        case "found undefined tag handle":
            message = "unknown tag"
            hint = "text that begins with '!' needs quotes"
        case "found incompatible YAML document":
            message = "expected YAML 1.1 or 1.2"
        case "did not find expected comment or line break":
            message = "expected the end of the line"
            hint = "a block of text begins in the line after '|' or '>'"
        default:
            message =
                "this is not YAML: \(found.problem)\(found.context.isEmpty ? "" : " \(found.context)")"
        }
    }
}
