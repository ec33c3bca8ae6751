import CYAML

/// What libyaml says next, copied out of it.
struct YAMLEvent {
    enum Style { case plain, quoted, block }

    enum Kind {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias(String)
        case scalar(String, style: Style)
        case sequenceStart(isFlow: Bool), sequenceEnd
        case mappingStart(isFlow: Bool), mappingEnd
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    /// Unicode scalars from the beginning of the text.
    var start: Int
    var end: Int
}

/// What libyaml cannot read, in its own words.
struct YAMLProblem: Error {
    var context: String
    /// Where the thing began that could not be finished.
    var contextStart: Int?
    var problem: String
    var place: Place

    enum Place {
        case scalar(Int)
        /// The reader below the scanner counts bytes.
        case byte(Int)
    }
}

/// One libyaml parser: made here, freed here, and no pointer leaves this file.
@safe
struct YAMLParser: ~Copyable {
    private let raw: UnsafeMutablePointer<yaml_parser_t>
    private let input: YAMLInput

    init(_ bytes: [UInt8]) {
        unsafe raw = .allocate(capacity: 1)
        input = YAMLInput(bytes)
        guard unsafe yaml_parser_initialize(raw) == 1 else { preconditionFailure("out of memory") }
        unsafe yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input(raw, readInput, Unmanaged.passUnretained(input).toOpaque())
    }

    deinit {
        unsafe yaml_parser_delete(raw)
        unsafe raw.deallocate()
        // The input handler had an unretained pointer to it.
        withExtendedLifetime(input) {}
    }

    mutating func next() throws(YAMLProblem) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(raw, &event) == 1 else { throw unsafe problem(of: raw) }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe copy(of: event)
    }
}

/// Hands the text to libyaml piece by piece, so that no pointer into an array has to live on.
private final class YAMLInput {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

private func readInput(
    _ context: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<UInt8>?, _ size: Int,
    _ given: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let context = unsafe context, let buffer = unsafe buffer, let given = unsafe given else {
        return 0
    }
    let input = unsafe Unmanaged<YAMLInput>.fromOpaque(context).takeUnretainedValue()
    let count = min(size, input.bytes.count - input.position)
    unsafe input.bytes.withUnsafeBufferPointer { bytes in
        if let start = bytes.baseAddress {
            unsafe buffer.update(from: start + input.position, count: count)
        }
    }
    input.position += count
    unsafe given.pointee = count
    return 1
}

private func copy(of event: yaml_event_t) -> YAMLEvent {
    let kind: YAMLEvent.Kind
    var (anchor, tag): (String?, String?)
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT: kind = .alias(unsafe string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
        let scalar = unsafe event.data.scalar
        let text = unsafe String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        let style: YAMLEvent.Style =
            switch unsafe scalar.style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .quoted
            }
        kind = .scalar(text, style: style)
        anchor = unsafe string(scalar.anchor)
        tag = unsafe string(scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
        let start = unsafe event.data.sequence_start
        kind = unsafe .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
        anchor = unsafe string(start.anchor)
        tag = unsafe string(start.tag)
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
        let start = unsafe event.data.mapping_start
        kind = unsafe .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
        anchor = unsafe string(start.anchor)
        tag = unsafe string(start.tag)
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    default: kind = .streamEnd
    }
    return unsafe YAMLEvent(
        kind: kind, anchor: anchor, tag: tag, start: event.start_mark.index,
        end: event.end_mark.index)
}

private func problem(of parser: UnsafeMutablePointer<yaml_parser_t>) -> YAMLProblem {
    let state = unsafe parser.pointee
    guard unsafe state.error != YAML_MEMORY_ERROR else { preconditionFailure("out of memory") }
    let context = unsafe state.context.map { unsafe String(cString: $0) }
    let problem = unsafe state.problem.map { unsafe String(cString: $0) }
    return unsafe YAMLProblem(
        context: context ?? "",
        contextStart: context == nil ? nil : Int(state.context_mark.index),
        problem: problem ?? "the text ends too early",
        place: state.error == YAML_READER_ERROR
            ? .byte(Int(state.problem_offset)) : .scalar(Int(state.problem_mark.index)))
}

private func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let bytes = unsafe bytes else { return nil }
    return unsafe String(cString: bytes)
}
