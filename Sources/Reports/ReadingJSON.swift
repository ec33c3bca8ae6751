public import Documents
public import Vocabulary

/// A reading as one JSON object, all of whose fields always stand there: what `read` prints, and what rows
/// keep of an answer. Times are not in it, so that two readings of the same bytes are equal.
public enum ReadingJSON {
    public static func text(_ reading: Reading) -> String {
        var writer = JSONWriter()
        write(reading, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    public static func write(_ reading: Reading, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("outcome", reading.outcome.rawValue)
        writer.member("text", reading.text)
        writer.member("reasoning", reading.reasoning)
        writer.member("refusal", reading.refusal)
        writer.key("tool_calls")
        writer.beginArray()
        for call in reading.toolCalls { write(call, to: &writer) }
        writer.endArray()
        writer.member("finish_reason", reading.finish?.raw)
        writer.member("finish_detail", reading.finish?.detail)
        writer.member("model", reading.model)
        writer.member("id", reading.id)
        writer.member("served_by", reading.servedBy)
        write(reading.usage, to: &writer)
        writeCost(reading.evidence, to: &writer)
        write(reading.error, to: &writer)
        write(reading.stream, to: &writer)
        write(reading.findings, to: &writer)
        writer.endObject()
    }

    /// Arguments are shown parsed; those that are no JSON are shown as they came.
    private static func write(_ call: ToolCall, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", call.id)
        writer.member("name", call.name)
        writer.key("arguments")
        var tape = JSONTape()
        if call.arguments.allSatisfy(\.isWhitespace) {
            writer.raw("{}")
        } else if (try? tape.read(call.arguments)) != nil {
            copy(tape, tape.root, to: &writer)
        } else {
            writer.null()
            writer.member("arguments_raw", call.arguments)
        }
        writer.endObject()
    }

    /// Without the white space between values, so that a row stays one line.
    private static func copy(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node, to writer: inout JSONWriter
    ) {
        switch tape.kind(node) {
        case .object:
            writer.beginObject()
            for (key, value) in tape.members(node) {
                writer.key(tape.string(key) ?? "")
                copy(tape, value, to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in tape.elements(node) { copy(tape, element, to: &writer) }
            writer.endArray()
        case .string: writer.string(tape.string(node) ?? "")
        case .number, .bool, .null: writer.raw(tape.text(node))
        }
    }

    private static func write(_ usage: Usage?, to writer: inout JSONWriter) {
        let counts: [(String, Usage.Count?)] = [
            ("input_tokens", usage?.input), ("output_tokens", usage?.output),
            ("total_tokens", usage?.total), ("cached_input_tokens", usage?.cachedInput),
            ("cache_write_tokens", usage?.cacheWrite), ("reasoning_tokens", usage?.reasoning),
        ]
        for field in ["usage", "usage_fields"] {
            writer.key(field)
            guard usage != nil else {
                writer.null()
                continue
            }
            writer.beginObject()
            for (name, count) in counts {
                if field == "usage" {
                    writer.member(name, count?.value)
                } else {
                    writer.member(name, count?.field)
                }
            }
            writer.endObject()
        }
    }

    private static func writeCost(_ evidence: [Evidence], to writer: inout JSONWriter) {
        writer.key("reported_cost")
        // What the body says counts before what a header says: it is the last word. What the provider
        // behind a gateway charged is no price of the gateway's.
        var found: (amount: String, field: String, unit: String)?
        for case .cost(let amount, let field, let unit) in evidence
        where !field.contains("upstream") {
            found = (amount, field, unit)
        }
        guard let found else { return writer.null() }
        writer.beginObject()
        writer.key("amount")
        writer.number(text: found.amount)
        writer.member("field", found.field)
        writer.member("unit", found.unit)
        writer.endObject()
    }

    private static func write(_ error: ProviderError?, to writer: inout JSONWriter) {
        writer.key("error")
        guard let error else { return writer.null() }
        writer.beginObject()
        writer.member("status", error.status)
        writer.member("type", error.type)
        writer.key("code")
        switch error.code {
        case nil: writer.null()
        case .some(let code) where error.codeIsNumber: writer.number(text: code)
        case .some(let code): writer.string(code)
        }
        writer.member("message", error.message)
        if error.isInStream { writer.member("in_stream", true) }
        writer.endObject()
    }

    private static func write(_ stream: StreamFacts?, to writer: inout JSONWriter) {
        writer.key("stream")
        guard let stream else { return writer.null() }
        writer.beginObject()
        writer.member("framing", stream.framing.rawValue)
        writer.member("events", stream.events)
        writer.member("terminated", stream.isTerminated)
        writer.member("terminator", stream.terminator)
        if stream.hasTrailingEvent { writer.member("trailing_event", true) }
        if stream.comments > 0 { writer.member("comments", stream.comments) }
        if stream.usesCRLF { writer.member("crlf", true) }
        if stream.hasByteOrderMark { writer.member("bom", true) }
        if stream.hasNamedEvents { writer.member("named_events", true) }
        writer.endObject()
    }

    private static func write(_ findings: [Finding], to writer: inout JSONWriter) {
        writer.key("findings")
        writer.beginArray()
        for finding in findings {
            writer.beginObject()
            writer.member("code", finding.code)
            writer.member("severity", finding.severity.rawValue)
            writer.member("message", finding.message)
            writer.member("offset", finding.offset)
            writer.endObject()
        }
        writer.endArray()
    }
}
