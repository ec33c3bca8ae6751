import Documents
import Vocabulary

/// Reads answers of one wire language, framed as they come: what was asked for and what the content type
/// says are compared with the body, and the body is believed.
struct WireReader<Language>: DialectReader where Language: WireLanguage {
    private let contract: AnswerContract
    private let limits: ReaderLimits
    private var language = Language()
    private var context = WireContext()
    private var clocks = StreamClocks()
    private var stream = StreamFacts()
    private var tape: JSONTape
    private var template = ChunkTemplate()

    private var framing = Framing.undecided
    private var framer: StreamFramer
    private var sniff: Sniff?
    /// A plain body, or the start of one that is not yet told from a stream.
    private var body: [UInt8] = []
    private var isTruncated = false

    private enum Framing { case undecided, plain, events, full }

    init(_ contract: AnswerContract, _ limits: ReaderLimits = .standard) {
        self.contract = contract
        self.limits = limits
        framer = StreamFramer(eventBytesMax: limits.eventBytesMax)
        context.notes = WireNotes(allowed: contract.allowed)
        tape = JSONTape(
            limits: JSONLimits(depthMax: limits.depthMax, bytesMax: limits.bodyBytesMax))
    }

    // MARK: Beginning

    mutating func begin(status: Int, headers: Headers, _ emit: (Delta) -> Void) {
        context.status = status
        context.head = HeaderFacts(headers)
        for evidence in context.head.evidence { emit(.evidence(evidence)) }
    }

    // MARK: Bytes

    mutating func consume(
        _ bytes: Span<UInt8>, at moment: Moment, _ emit: (Delta) -> Void
    ) -> Appetite {
        guard !bytes.isEmpty else { return .nothingNew }
        if clocks.firstByte == nil { clocks.firstByte = moment }
        clocks.last = moment
        switch framing {
        case .events: return readEvents(bytes, at: moment, emit)
        case .plain: return keep(bytes)
        case .full: return .enough
        case .undecided: return decide(bytes, at: moment, emit)
        }
    }

    /// Looks at the first bytes that are not white space; mostly one look at one piece is enough.
    private mutating func decide(
        _ bytes: Span<UInt8>, at moment: Moment, _ emit: (Delta) -> Void
    ) -> Appetite {
        var sniff =
            sniff
            ?? Sniff(
                framings: Language.framings, mediaType: context.head.mediaType,
                isAsked: contract.isStreamed,
                promisedSuccess: context.promisedSuccess)
        // What lies beyond the limit of a body is not looked at, so that the cuts tell nothing.
        let fitting = bytes.extracting(0..<min(bytes.count, limits.bodyBytesMax - body.count))
        guard !fitting.isEmpty else { return keep(bytes) }
        let verdict: Sniff.Verdict
        var rest = bytes
        if body.isEmpty {
            verdict = sniff.look(at: fitting)
        } else {
            body.append(copying: fitting)
            rest = bytes.extracting(fitting.count..<bytes.count)
            verdict = sniff.look(at: body.span)
        }
        switch verdict {
        case .stream(let found):
            startEvents(found)
            guard !body.isEmpty else { return readEvents(bytes, at: moment, emit) }
            body.append(copying: rest)
            let start = body
            body = []
            return readEvents(start.span, at: moment, emit)
        case .plain:
            framing = .plain
            return keep(rest)
        case .unclear:
            self.sniff = sniff
            guard keep(rest) != .enough else { return .enough }
            // White space is sent to keep connections alive; part of an object is data, whatever it will turn
            // out to be.
            return sniff.isBlank(body.count) ? .nothingNew : .data
        }
    }

    private mutating func startEvents(_ found: StreamFacts.Framing) {
        framing = .events
        framer.begin(found)
        stream.framing = found
        context.isStream = true
        context.judgeStream(found, Language.framings, isAsked: contract.isStreamed)
    }

    /// As much as may be read of a body, however it is cut.
    private mutating func keep(_ bytes: Span<UInt8>) -> Appetite {
        let room = limits.bodyBytesMax - body.count
        guard bytes.count <= room else {
            body.append(copying: bytes.extracting(0..<room))
            context.notes.add(
                "wire.limit.body", .error, at: body.count,
                "more than the \(limits.bodyBytesMax) bytes that are read of a body")
            framing = .full
            return .enough
        }
        body.append(copying: bytes)
        return .data
    }

    // MARK: Events

    private mutating func readEvents(
        _ piece: Span<UInt8>, at moment: Moment, _ emit: (Delta) -> Void
    ) -> Appetite {
        var position = 0
        var appetite = Appetite.nothingNew
        while let event = framer.next(piece, &position) {
            // Frames that were left out before this event are told before what is found in it.
            if framer.isFrames { judgeFrames() }
            stream.events += 1
            if stream.events > limits.eventsMax {
                context.notes.add(
                    "wire.limit.events", .error, at: event.offset,
                    "more than the \(limits.eventsMax) events that are read of a stream")
                framing = .full
                return .enough
            }
            let kind =
                switch event.place {
                case .piece: read(piece.extracting(event.data), event.offset, at: moment, emit)
                case .held, .joined: readKept(event, at: moment, emit)
                }
            if kind == .data { appetite = .data }
        }
        if framer.isFrames { judgeFrames() }
        if framing == .full { return .enough }
        if framer.isOverLimit {
            context.notes.add(
                "wire.limit.event", .error,
                "an event of more than the \(limits.eventBytesMax) bytes that are read")
            framing = .full
            return .enough
        }
        // Part of an event is data, part of a comment is not.
        if let first = framer.held.first, first != UInt8(ascii: ":") { appetite = .data }
        return appetite
    }

    /// An event that more than one piece made lies in the framer: it is copied out to be read, being rare.
    private mutating func readKept(
        _ event: StreamEvent, at moment: Moment, _ emit: (Delta) -> Void
    ) -> EventKind {
        let bytes = framer.bytes(of: event)
        return read(bytes.span.extracting(event.data), event.offset, at: moment, emit)
    }

    private mutating func read(
        _ text: Span<UInt8>, _ offset: Int, at moment: Moment, _ emit: (Delta) -> Void
    ) -> EventKind {
        context.offset = offset
        context.event = WireContext.EventFacts()
        let kind = meaning(text, emit)
        guard kind == .data else { return kind }
        clocks.add(context.event, at: moment)
        return kind
    }

    private mutating func meaning(_ text: Span<UInt8>, _ emit: (Delta) -> Void) -> EventKind {
        if framer.isFrames, let fault = framer.fault {
            let payload = (try? tape.read(text)) != nil ? ErrorEnvelope.flat(tape) : nil
            context.say(error: fault.error(payload), emit)
            return .data
        }
        if text.isEmpty {
            context.notes.add("wire.stream.empty-event", .note, at: context.offset, "no data in it")
            return .keepAlive
        }
        if text[0] == UInt8(ascii: "["), text.isDone {
            context.takeDone(isLastMark: !Language.speaksAfterEndMark)
            return .data
        }
        if context.terminator != nil, !Language.speaksAfterEndMark {
            context.notes.add(
                "wire.stream.after-done", .error, at: context.offset,
                "an event after the stream's end mark")
        }
        if let piece = template.text(of: text) {
            if template.isReasoning {
                context.say(reasoning: piece, emit)
            } else {
                context.say(text: piece, emit)
            }
            return .data
        }
        do {
            try tape.read(text)
        } catch {
            if let kind = readLines(text, emit) { return kind }
            context.notes.add(
                "wire.json.invalid", .error, at: context.offset + error.offset,
                "an event that is no JSON: \(error.reason)")
            return .data
        }
        // Events of one stream are made by one program: the first few tell how it writes.
        if stream.events <= 16 { findRepeatedKey() }
        if let error = Language.error(in: tape, isEvent: true) {
            context.say(error: error, emit)
            return .data
        }
        guard tape.kind(tape.root) == .object else {
            context.notes.add(
                "wire.json.type", .warning, at: context.offset,
                "an event that is a JSON \(tape.kind(tape.root)), not an object")
            return .data
        }
        let notesBefore = context.notes.total
        let kind = language.read(event: tape, text, &context, emit)
        if context.event.deltas == 1, let quoted = context.event.quoted,
            context.notes.total == notesBefore
        {
            template.learn(text, quoted: quoted, isReasoning: context.event.isReasoning)
        }
        return kind
    }

    /// Frames that were damaged on the way are left out; a damaged length ends the reading.
    private mutating func judgeFrames() {
        for place in framer.takeDamaged() {
            context.notes.add(
                "wire.stream.checksum", .error, at: place, "a frame that does not fit its checksum")
        }
        guard let place = framer.lostAt else { return }
        context.notes.add(
            "wire.stream.frame", .error, at: place,
            "a frame whose length does not fit its checksum: nothing can be read from there on")
        framing = .full
    }

    /// Some put no blank line between events, so that several come as one: then each line is one. Nil if
    /// this is not so.
    private mutating func readLines(_ text: Span<UInt8>, _ emit: (Delta) -> Void) -> EventKind? {
        let lines = PlainBody.lines(text)
        guard lines.count > 1, lines.allSatisfy({ isWhole(text.extracting($0)) }) else {
            return nil
        }
        context.notes.add(
            "wire.stream.joined-events", .error, at: context.offset,
            "\(lines.count) events without a blank line between them")
        var kind = EventKind.keepAlive
        for line in lines {
            // What the template learns of an event must be of this line alone.
            context.event.deltas = 0
            context.event.quoted = nil
            if meaning(text.extracting(line), emit) == .data { kind = .data }
        }
        return kind
    }

    private mutating func isWhole(_ line: Span<UInt8>) -> Bool {
        line.isDone || (try? tape.read(line)) != nil
    }

    private mutating func findRepeatedKey() {
        guard let place = RepeatedKeys.first(tape) else { return }
        context.notes.add(
            "wire.json.duplicate-key", .warning, at: context.offset + place,
            "a key that stood before in its object; the last one counts")
    }

    // MARK: The end

    mutating func finish(
        at moment: Moment, brokeOff: Breakage?, _ emit: (Delta) -> Void
    ) -> WireFacts {
        if context.isStream {
            finishEvents(at: moment, brokeOff, emit)
        } else {
            finishPlain(brokeOff, emit)
        }
        if !context.promisedSuccess, !context.hasError, context.status != 0 {
            context.say(error: ProviderError(), emit)
        }
        language.finish(&context, emit)
        if !context.hasUsage, !context.hasError, context.status != 0, !isTruncated, framing != .full
        {
            context.notes.add("wire.usage.missing", contract.usage, "no token counts came")
        }
        return WireFacts(
            status: context.status == 0 ? nil : context.status,
            stream: context.isStream ? stream : nil, clocks: clocks,
            findings: context.notes.findings, isTruncated: isTruncated)
    }

    private mutating func finishEvents(
        at moment: Moment, _ brokeOff: Breakage?, _ emit: (Delta) -> Void
    ) {
        if let event = framer.trailing() {
            if stream.framing == .sse {
                stream.hasTrailingEvent = true
            } else {
                stream.events += 1
            }
            if brokeOff == nil, stream.framing != .sse {
                _ = readKept(event, at: clocks.last ?? moment, emit)
            } else if brokeOff == nil {
                context.notes.add(
                    "wire.stream.trailing-event", .warning, at: event.offset,
                    "the last event lacks its blank line")
                _ = readKept(event, at: clocks.last ?? moment, emit)
            } else {
                readRemains(event, at: clocks.last ?? moment, emit)
            }
        }
        readBare(emit)
        framer.tell(&stream)
        stream.isTerminated = context.terminator != nil
        stream.terminator = context.terminator
        isTruncated = !stream.isTerminated && !context.hasFinish && !context.hasError
        if brokeOff == nil, framing != .full, let reason = framer.unclosed {
            context.notes.add("wire.stream.unclosed", .error, reason)
        }
        judgeEnd()
    }

    /// A server that fails on the way may write its error as it would write it alone.
    private mutating func readBare(_ emit: (Delta) -> Void) {
        let bare = framer.bare
        guard !bare.isEmpty, (try? tape.read(bare)) != nil else { return }
        context.notes.add(
            "wire.stream.bare-json", .error, "a JSON object outside of the stream's events")
        if let error = Language.error(in: tape, isEvent: true) { context.say(error: error, emit) }
    }

    /// Of what a broken connection left, only a whole event is read: a torn one is nobody's mistake.
    private mutating func readRemains(
        _ event: StreamEvent, at moment: Moment, _ emit: (Delta) -> Void
    ) {
        let bytes = framer.bytes(of: event)
        let text = bytes.span.extracting(event.data)
        guard text.isDone || (try? tape.read(text)) != nil else { return }
        _ = read(text, event.offset, at: moment, emit)
    }

    /// After an error nothing more was promised, and what a limit of ours ended was not let finish.
    private mutating func judgeEnd() {
        guard !context.hasError, framing != .full, context.promisedSuccess else { return }
        if !context.hasFinish {
            context.notes.add(
                "wire.stream.no-finish", .error, "the stream ended without a finish reason")
        }
        if !stream.isTerminated {
            context.notes.add(
                "wire.stream.no-terminator", contract.terminator,
                "the stream ended without its end mark")
        }
    }

    // MARK: Plain bodies

    private mutating func finishPlain(_ brokeOff: Breakage?, _ emit: (Delta) -> Void) {
        guard context.status != 0 else { return }
        TapePool.take(for: &tape)
        readPlain(brokeOff, emit)
        TapePool.giveBack(&tape, bytes: body.count)
    }

    private mutating func readPlain(_ brokeOff: Breakage?, _ emit: (Delta) -> Void) {
        let (text, hasMark) = PlainBody.trimmed(body)
        context.offset = text.lowerBound
        if hasMark { context.notes.add("wire.json.bom", .note, at: 0, "a byte order mark") }
        judgePlain(text)
        guard !text.isEmpty, framing != .full else {
            if brokeOff != nil { isTruncated = true }
            if framing != .full, brokeOff == nil {
                context.notes.add(
                    "wire.body.empty", context.promisedSuccess ? .error : .note, at: 0,
                    "an empty body")
            }
            if context.promisedSuccess, brokeOff == nil {
                fail(message: nil, emit)
            }
            return
        }
        guard readJSON(text, brokeOff) else {
            if brokeOff != nil, context.promisedSuccess { return isTruncated = true }
            return fail(message: PlainBody.message(body, text), emit)
        }
        let body = body
        findRepeatedKey()
        let error = Language.error(in: tape, isEvent: false)
        if error != nil || !context.promisedSuccess, !Language.isOwnEnvelope(tape) {
            context.notes.add(
                "wire.error.envelope", .note, at: text.lowerBound,
                "an error that is not wrapped as this language wraps it")
        }
        if let error {
            context.say(error: error, emit)
        } else if !context.promisedSuccess {
            context.say(error: ErrorEnvelope.flat(tape), emit)
        } else if tape.kind(tape.root) == .object {
            language.read(answer: tape, body.span.extracting(text), &context, emit)
            if !context.hasFinish {
                context.notes.add(
                    "wire.answer.no-finish", .warning, at: text.lowerBound,
                    "an answer without a finish reason")
            }
        } else {
            context.notes.add(
                "wire.json.type", .error, at: text.lowerBound,
                "a JSON \(tape.kind(tape.root)) where an object should stand")
            fail(message: PlainBody.message(body, text), emit)
        }
    }

    /// A 200 that holds no answer is an error without the provider's words for one.
    private mutating func fail(message: String?, _ emit: (Delta) -> Void) {
        var error = ProviderError(message: message)
        error.status = context.status
        error.retryAfter = context.head.retryAfter
        context.hasError = true
        emit(.error(error))
    }

    private mutating func judgePlain(_ text: Range<Int>) {
        guard context.promisedSuccess else { return }
        if contract.isStreamed {
            context.notes.add(
                "wire.stream.absent", .error, at: 0, "a plain answer, where a stream was asked for")
        }
        guard let mediaType = context.head.mediaType, !text.isEmpty else { return }
        if mediaType != .json {
            context.notes.add(
                "wire.content-type", .warning, at: 0, "an answer under content type '\(mediaType)'")
        }
    }

    /// Reads the body into the tape; of JSON with something behind it the JSON counts.
    private mutating func readJSON(_ text: Range<Int>, _ brokeOff: Breakage?) -> Bool {
        let body = body
        do {
            try tape.read(body.span.extracting(text))
            return true
        } catch {
            let place = text.lowerBound + error.offset
            if PlainBody.isCompressed(body) {
                context.notes.add(
                    "wire.body.compressed", .error, at: 0,
                    "a body that is compressed without a word on it")
            } else if body[text.lowerBound] == UInt8(ascii: "<") {
                context.notes.add(
                    "wire.body.html", context.promisedSuccess ? .error : .note,
                    at: text.lowerBound, "a page of HTML where JSON should stand")
            } else if brokeOff == nil {
                context.notes.add(
                    "wire.json.invalid", context.promisedSuccess ? .error : .note, at: place,
                    "a body that is no JSON: \(error.reason)")
            }
            let before = text.lowerBound..<place
            return error.offset > 1 && (try? tape.read(body.span.extracting(before))) != nil
        }
    }
}
