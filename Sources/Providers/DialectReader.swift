import Documents
public import Vocabulary

/// A wire language's ear: takes an answer in pieces of any size and says what they meant.
///
/// It never sees a socket and never waits. Plain answers and streams come out as the same deltas; what departs
/// from the contract comes out as findings. What was asked for and what the content type says are compared
/// with the body, and the body is believed. One reader serves all languages: only what their JSON means differs.
public struct DialectReader: Sendable {
    let contract: AnswerContract
    let limits: ReaderLimits
    let meaning: any WireLanguage.Type
    var context: WireContext
    var clocks = StreamClocks()
    /// It ended before it was over: a stream with neither terminator nor finish, a plain body cut off.
    var isTruncated = false
    /// Gathers a plain body, or the start of one that is not yet told from a stream, whose events it reads then.
    var tape: JSONTape
    var framing = Framing.undecided
    /// None or one: a list, so that a plain answer does not pay for what only a stream needs.
    var streams: [EventStream] = []
    /// What a stream's events said so far; a plain answer is read at once.
    var language: (any WireLanguage)?
    private var sniff: Sniff?

    enum Framing { case undecided, plain, events, full }

    init(
        _ meaning: any WireLanguage.Type, _ contract: AnswerContract,
        _ limits: ReaderLimits = .standard
    ) {
        self.meaning = meaning
        self.contract = contract
        self.limits = limits
        context = WireContext(allowed: contract.allowed)
        tape = JSONTape(
            limits: JSONLimits(depthMax: limits.depthMax, bytesMax: limits.bodyBytesMax))
    }

    // MARK: Beginning

    /// The head is complete: called once, before any `consume`.
    public mutating func begin(status: Int, headers: Headers, _ emit: (consuming Delta) -> Void) {
        context.status = status
        context.head.take(headers)
        guard !context.head.evidence.isEmpty else { return }
        for evidence in context.head.evidence { emit(.evidence(evidence)) }
    }

    // MARK: Bytes

    public mutating func consume(
        _ bytes: Span<UInt8>, at moment: Moment, _ emit: (consuming Delta) -> Void
    ) -> Appetite {
        guard !bytes.isEmpty else { return .nothingNew }
        if clocks.firstByte == nil { clocks.firstByte = moment }
        clocks.last = moment
        // Nearly all plain answers are told by their first byte.
        if case .undecided = framing, bytes[0] == UInt8(ascii: "{"), tape.gatheredCount == 0,
            !meaning.streamsObjects
        {
            framing = .plain
        }
        switch framing {
        case .events: return readEvents(bytes, at: moment, emit)
        case .plain: return keep(bytes)
        case .full: return .enough
        case .undecided: return decide(bytes, at: moment, emit)
        }
    }

    /// Looks at the first bytes that are not white space; mostly one look at one piece is enough.
    private mutating func decide(
        _ bytes: Span<UInt8>, at moment: Moment, _ emit: (consuming Delta) -> Void
    ) -> Appetite {
        var sniff =
            sniff
            ?? Sniff(
                framings: meaning.framings, mediaType: context.head.mediaType,
                isAsked: contract.isStreamed, promisedSuccess: context.promisedSuccess)
        // What lies beyond the limit of a body is not looked at, so that the cuts tell nothing.
        let room = limits.bodyBytesMax - tape.gatheredCount
        let fitting = bytes.extracting(0..<min(bytes.count, room))
        guard !fitting.isEmpty else { return keep(bytes) }
        let verdict: Sniff.Verdict
        var rest = bytes
        if tape.gatheredCount == 0 {
            verdict = sniff.look(at: fitting)
        } else {
            tape.gather(fitting)
            rest = bytes.extracting(fitting.count..<bytes.count)
            verdict = sniff.look(at: tape.gathered.span)
        }
        switch verdict {
        case .stream(let found):
            startEvents(found)
            guard tape.gatheredCount > 0 else { return readEvents(bytes, at: moment, emit) }
            tape.gather(rest)
            let start = Array(tape.gathered)
            return readEvents(start.span, at: moment, emit)
        case .plain:
            framing = .plain
            return keep(rest)
        case .unclear:
            self.sniff = sniff
            guard keep(rest) != .enough else { return .enough }
            // White space is sent to keep connections alive; part of an object is data, whatever it will turn
            // out to be.
            return sniff.isBlank(tape.gatheredCount) ? .nothingNew : .data
        }
    }

    /// As much as may be read of a body, however it is cut.
    private mutating func keep(_ bytes: Span<UInt8>) -> Appetite {
        // Memory that others are done with: that of a new tape costs more than the reading.
        if tape.gatheredCount == 0 { TapePool.take(for: &tape) }
        let room = limits.bodyBytesMax - tape.gatheredCount
        guard bytes.count <= room else {
            tape.gather(bytes.extracting(0..<room))
            context.notes.add(
                "wire.limit.body", .error, at: tape.gatheredCount,
                "more than the \(limits.bodyBytesMax) bytes that are read of a body")
            framing = .full
            return .enough
        }
        tape.gather(bytes)
        return .data
    }

    // MARK: The end

    /// No more bytes will come, because the answer is over or because it broke. Called once, last.
    public mutating func finish(
        at moment: Moment, brokeOff: Breakage?, _ emit: (consuming Delta) -> Void
    ) {
        if context.isStream {
            finishEvents(at: moment, brokeOff, emit)
        } else {
            finishPlain(meaning, brokeOff, emit)
        }
        if !context.hasUsage, !context.hasError, context.status != 0, !isTruncated,
            framing != .full
        {
            context.notes.add("wire.usage.missing", contract.usage, "no token counts came")
        }
    }

    /// All was read: a status that promised nothing is an error even without a word of it.
    mutating func end(
        _ language: inout some WireLanguage, _ emit: (consuming Delta) -> Void
    ) {
        if !context.promisedSuccess, !context.hasError, context.status != 0 {
            context.say(error: ProviderError(), emit)
        }
        language.finish(&context, emit)
    }

    /// A key that stands twice is told wherever a text is looked through for one.
    mutating func findRepeatedKey() {
        guard let key = tape.repeatedKey else { return }
        context.notes.add(
            "wire.json.duplicate-key", .warning,
            at: context.offset + tape.range(key).lowerBound,
            "a key that stood before in its object; the last one counts")
    }

    /// Counts that contradict each other; hardly any answer has so many of them that this takes time.
    private mutating func judge(_ usage: borrowing Usage) {
        guard context.promisedSuccess, !context.hasError else { return }
        for finding in meaning.usageRule.findings(SentCounts(usage)) {
            context.notes.add(finding.code, finding.severity, finding.message)
        }
    }

    /// Ends what the deltas became with what is known beside them; `status` is the transport's, where no head
    /// came this far. Mutating, so that nobody copies a reader to ask it.
    public mutating func complete(_ reading: inout Reading, status: Int? = nil) {
        if reading.text == nil { reading.text = "" }
        if isTruncated { reading.outcome = .truncated }
        if context.hasError, let error = reading.error {
            reading.outcome = .error
            if !error.isInStream { reading.text = nil }
        }
        reading.status = context.status == 0 ? status : context.status
        reading.clocks = clocks
        if let usage = reading.usage, !usage.addUp { judge(usage) }
        if context.isStream { reading.stream = streams.first?.facts }
        if context.notes.total > 0 { reading.findings = context.notes.findings }
    }
}
