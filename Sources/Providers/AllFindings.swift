public import Vocabulary

/// A finding that readers may give: documents and `list findings` are printed from these.
public struct KnownFinding: Sendable, Equatable {
    public var code: String
    /// The worst that it is given with: some weigh less in an error, or by a provider's contract.
    public var severity: Finding.Severity
    public var summary: String

    fileprivate init(_ code: String, _ severity: Finding.Severity, _ summary: String) {
        self.code = code
        self.severity = severity
        self.summary = summary
    }
}

/// All of them, by code.
public let allFindings: [KnownFinding] = [
    KnownFinding(
        "wire.answer.choice-error", .error, "an error inside the choice of a plain answer"),
    KnownFinding(
        "wire.answer.empty", .warning, "finished, with neither text, refusal nor tool calls"),
    KnownFinding("wire.answer.moderated", .warning, "the provider marks the answer as sensitive"),
    KnownFinding("wire.answer.no-choice", .error, "an answer without a choice"),
    KnownFinding("wire.answer.no-content", .error, "an answer without its list of content"),
    KnownFinding("wire.answer.no-finish", .warning, "a plain answer without a finish reason"),
    KnownFinding("wire.body.compressed", .error, "compressed, and no header says so"),
    KnownFinding("wire.body.empty", .error, "no body, or one of white space"),
    KnownFinding("wire.body.html", .error, "a page of HTML where JSON should stand"),
    KnownFinding("wire.content-type", .warning, "the body is not what its content type says"),
    KnownFinding("wire.content.parts", .note, "content as a list of parts, not as text"),
    KnownFinding("wire.error-in-200", .error, "an error in the body of a success"),
    KnownFinding(
        "wire.error.envelope", .note, "an error not wrapped in {\"error\":{…}}, but read"),
    KnownFinding("wire.finish.empty", .note, "a finish reason of \"\" instead of null"),
    KnownFinding("wire.finish.error", .error, "a finish reason that gives the answer up"),
    KnownFinding("wire.finish.foreign", .note, "a finish reason of another language, understood"),
    KnownFinding("wire.finish.stop-after-calls", .note, "'stop' where tool calls were made"),
    KnownFinding("wire.finish.unknown", .warning, "a finish reason that nobody lists"),
    KnownFinding("wire.json.bom", .note, "a byte order mark before a plain answer"),
    KnownFinding("wire.json.duplicate-key", .warning, "a member that comes twice"),
    KnownFinding("wire.json.invalid", .error, "a body or an event that is no JSON"),
    KnownFinding("wire.json.type", .error, "JSON of another type than the language has there"),
    KnownFinding("wire.limit.body", .error, "more bytes than are read of a body"),
    KnownFinding("wire.limit.event", .error, "more bytes than are read of an event"),
    KnownFinding("wire.limit.events", .error, "more events than are read of a stream"),
    KnownFinding("wire.limit.tool-calls", .error, "more tool calls than are read"),
    KnownFinding(
        "wire.model.retiring", .warning, "the provider says that this model is on its way out"),
    KnownFinding("wire.status.unusual", .warning, "an answer under another status than 200"),
    KnownFinding("wire.stream.absent", .error, "a plain answer where a stream was asked for"),
    KnownFinding("wire.stream.after-done", .error, "events after the end mark"),
    KnownFinding("wire.stream.after-error", .warning, "content after an error in the stream"),
    KnownFinding("wire.stream.bare-json", .error, "a JSON object outside of the stream's events"),
    KnownFinding("wire.stream.checksum", .error, "a frame that does not fit its checksum"),
    KnownFinding(
        "wire.stream.content-after-finish", .warning, "content after the finish reason"),
    KnownFinding("wire.stream.duplicate-done", .warning, "the end mark twice"),
    KnownFinding(
        "wire.stream.duplicate-event", .error, "an event with a number that had been before"),
    KnownFinding("wire.stream.duplicate-finish", .note, "a second finish reason"),
    KnownFinding("wire.stream.duplicate-start", .error, "a second start of the message"),
    KnownFinding("wire.stream.empty-event", .note, "an event without data"),
    KnownFinding("wire.stream.foreign-done", .note, "[DONE] after the language's own end mark"),
    KnownFinding(
        "wire.stream.frame", .error, "a frame whose length is damaged: reading ends there"),
    KnownFinding("wire.stream.framing", .warning, "a stream framed as another language frames it"),
    KnownFinding("wire.stream.id-changed", .note, "the id changes on the way"),
    KnownFinding("wire.stream.joined-events", .error, "events without a blank line between"),
    KnownFinding("wire.stream.model-changed", .warning, "the model changes on the way"),
    KnownFinding("wire.stream.no-finish", .error, "a stream without a finish reason"),
    KnownFinding("wire.stream.no-terminator", .error, "a stream without its end mark"),
    KnownFinding("wire.stream.repeated-text", .note, "each event repeats the text so far"),
    KnownFinding("wire.stream.role-repeated", .note, "a role in more than one chunk"),
    KnownFinding("wire.stream.sequence-gap", .warning, "events are missing, by their numbers"),
    KnownFinding("wire.stream.trailing-event", .warning, "a last event without its blank line"),
    KnownFinding("wire.stream.unasked", .error, "a stream where a plain answer was asked for"),
    KnownFinding("wire.stream.unclosed", .error, "an array of answers that is not closed"),
    KnownFinding("wire.stream.unknown-event", .note, "an event of a kind that nobody lists"),
    KnownFinding("wire.stream.untyped-event", .warning, "an event that does not say its kind"),
    KnownFinding(
        "wire.stream.whole-answer", .warning, "the whole answer once more after its pieces"),
    KnownFinding(
        "wire.stream.whole-differs", .error, "the whole at the end is not what its pieces were"),
    KnownFinding("wire.text.think-tag", .warning, "reasoning in <think> inside of the text"),
    KnownFinding("wire.tool.arguments", .error, "tool arguments that are no JSON"),
    KnownFinding("wire.tool.arguments-repeated", .warning, "the same arguments a second time"),
    KnownFinding("wire.tool.arguments-type", .warning, "tool arguments as JSON, not as text"),
    KnownFinding("wire.tool.id-emptied", .note, "an id of \"\" in a later piece of a call"),
    KnownFinding("wire.tool.index-gap", .note, "tool calls that are not counted from 0"),
    KnownFinding("wire.tool.index-reused", .warning, "several tool calls under one index"),
    KnownFinding("wire.tool.no-id", .warning, "a tool call without an id"),
    KnownFinding("wire.tool.no-index", .note, "a piece of a tool call without an index"),
    KnownFinding("wire.tool.no-name", .error, "a tool call without a name"),
    KnownFinding("wire.tool.no-start", .warning, "a piece of a tool call that did not begin"),
    KnownFinding("wire.usage.in-choice", .note, "usage inside of the choice"),
    KnownFinding("wire.usage.inconsistent", .warning, "token counts that contradict each other"),
    KnownFinding("wire.usage.missing", .error, "no token counts"),
    KnownFinding("wire.usage.negative", .error, "token counts below zero"),
    KnownFinding("wire.usage.repeated", .note, "usage more than once; the last counts"),
    KnownFinding("wire.usage.type", .warning, "a token count that is no whole number"),
    KnownFinding("wire.usage.zero", .warning, "an answer said to have no tokens"),
]
