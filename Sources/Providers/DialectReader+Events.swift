import Documents
import Vocabulary

/// What only a stream needs of its reader.
struct EventStream: Sendable {
    var framer: StreamFramer
    var facts = StreamFacts()
    var template = ChunkTemplate()
}

/// Answers that come event by event.
extension DialectReader {
    mutating func startEvents(_ found: StreamFacts.Framing) {
        framing = .events
        language = meaning.init()
        var stream = EventStream(framer: StreamFramer(eventBytesMax: limits.eventBytesMax))
        stream.framer.begin(found)
        stream.facts.framing = found
        streams = [stream]
        context.isStream = true
        context.judgeStream(
            found, meaning.framings, isAsked: contract.isStreamed)
    }

    mutating func readEvents(
        _ piece: Span<UInt8>, at moment: Moment, _ emit: (consuming Delta) -> Void
    ) -> Appetite {
        // Moved out and back, since the reader changes while the framer does.
        var streams: [EventStream] = []
        swap(&streams, &self.streams)
        let appetite = readEvents(piece, of: &streams[0], at: moment, emit)
        swap(&streams, &self.streams)
        return appetite
    }

    private mutating func readEvents(
        _ piece: Span<UInt8>, of stream: inout EventStream, at moment: Moment,
        _ emit: (consuming Delta) -> Void
    ) -> Appetite {
        var position = 0
        var appetite = Appetite.nothingNew
        while let event = stream.framer.next(piece, &position) {
            // Frames that were left out before this event are told before what is found in it.
            if stream.framer.isFrames { judgeFrames(&stream) }
            stream.facts.events += 1
            if stream.facts.events > limits.eventsMax {
                context.notes.add(
                    "wire.limit.events", .error, at: event.offset,
                    "more than the \(limits.eventsMax) events that are read of a stream")
                framing = .full
                return .enough
            }
            let kind =
                switch event.place {
                case .piece:
                    read(piece.extracting(event.data), event.offset, of: &stream, at: moment, emit)
                case .held, .joined: readKept(event, of: &stream, at: moment, emit)
                }
            if kind == .data { appetite = .data }
        }
        if stream.framer.isFrames { judgeFrames(&stream) }
        if framing == .full { return .enough }
        if stream.framer.isOverLimit {
            context.notes.add(
                "wire.limit.event", .error,
                "an event of more than the \(limits.eventBytesMax) bytes that are read")
            framing = .full
            return .enough
        }
        // Part of an event is data, part of a comment is not.
        if let first = stream.framer.held.first, first != UInt8(ascii: ":") { appetite = .data }
        return appetite
    }

    /// An event that more than one piece made lies in the framer: it is copied out to be read, being rare.
    private mutating func readKept(
        _ event: StreamEvent, of stream: inout EventStream, at moment: Moment,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let bytes = stream.framer.bytes(of: event)
        return read(
            bytes.span.extracting(event.data), event.offset, of: &stream, at: moment, emit)
    }

    private mutating func read(
        _ text: Span<UInt8>, _ offset: Int, of stream: inout EventStream, at moment: Moment,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        context.offset = offset
        context.event = WireContext.EventFacts()
        let kind = meaning(text, of: &stream, emit)
        guard kind == .data else { return kind }
        clocks.add(
            hasContent: context.event.hasContent, hasAnswer: context.event.hasAnswer, at: moment)
        return kind
    }

    private mutating func meaning(
        _ text: Span<UInt8>, of stream: inout EventStream, _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        if stream.framer.isFrames, let fault = stream.framer.fault {
            let payload = (try? tape.read(text)) != nil ? ErrorEnvelope.flat(tape) : nil
            context.say(error: fault.error(payload), emit)
            return .data
        }
        if text.isEmpty {
            context.notes.add("wire.stream.empty-event", .note, at: context.offset, "no data in it")
            return .keepAlive
        }
        if text[0] == UInt8(ascii: "["), text.isDone {
            context.takeDone(isLastMark: !meaning.speaksAfterEndMark)
            return .data
        }
        if context.terminator != nil, !meaning.speaksAfterEndMark {
            context.notes.add(
                "wire.stream.after-done", .error, at: context.offset,
                "an event after the stream's end mark")
        }
        if let piece = stream.template.text(of: text) {
            if stream.template.isReasoning {
                context.say(reasoning: piece, emit)
            } else {
                context.say(text: piece, emit)
            }
            return .data
        }
        do {
            try tape.read(text)
        } catch {
            if let kind = readLines(text, of: &stream, emit) { return kind }
            context.notes.add(
                "wire.json.invalid", .error, at: context.offset + error.offset,
                "an event that is no JSON: \(error.reason)")
            return .data
        }
        // Events of one stream are made by one program: the first few tell how it writes.
        if stream.facts.events <= 16 { findRepeatedKey() }
        if let error = meaning.error(in: tape, isEvent: true) {
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
        let kind = language?.read(event: tape, text, &context, emit) ?? .data
        if context.event.deltas == 1, let quoted = context.event.quoted,
            context.notes.total == notesBefore
        {
            stream.template.learn(text, quoted: quoted, isReasoning: context.event.isReasoning)
        }
        return kind
    }

    /// Frames that were damaged on the way are left out; a damaged length ends the reading.
    private mutating func judgeFrames(_ stream: inout EventStream) {
        for place in stream.framer.takeDamaged() {
            context.notes.add(
                "wire.stream.checksum", .error, at: place, "a frame that does not fit its checksum")
        }
        guard let place = stream.framer.lostAt else { return }
        context.notes.add(
            "wire.stream.frame", .error, at: place,
            "a frame whose length does not fit its checksum: nothing can be read from there on")
        framing = .full
    }

    /// Some put no blank line between events, so that several come as one: then each line is one. Nil if
    /// this is not so.
    private mutating func readLines(
        _ text: Span<UInt8>, of stream: inout EventStream, _ emit: (consuming Delta) -> Void
    ) -> EventKind? {
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
            if meaning(text.extracting(line), of: &stream, emit) == .data { kind = .data }
        }
        return kind
    }

    private mutating func isWhole(_ line: Span<UInt8>) -> Bool {
        line.isDone || (try? tape.read(line)) != nil
    }

    mutating func finishEvents(
        at moment: Moment, _ brokeOff: Breakage?, _ emit: (consuming Delta) -> Void
    ) {
        var streams: [EventStream] = []
        swap(&streams, &self.streams)
        finish(&streams[0], at: moment, brokeOff, emit)
        swap(&streams, &self.streams)
        guard var language = language.take() else { preconditionFailure("a stream of no language") }
        end(&language, emit)
    }

    private mutating func finish(
        _ stream: inout EventStream, at moment: Moment, _ brokeOff: Breakage?,
        _ emit: (consuming Delta) -> Void
    ) {
        if let event = stream.framer.trailing() {
            if stream.facts.framing == .sse {
                stream.facts.hasTrailingEvent = true
            } else {
                stream.facts.events += 1
            }
            if brokeOff == nil, stream.facts.framing != .sse {
                _ = readKept(event, of: &stream, at: clocks.last ?? moment, emit)
            } else if brokeOff == nil {
                context.notes.add(
                    "wire.stream.trailing-event", .warning, at: event.offset,
                    "the last event lacks its blank line")
                _ = readKept(event, of: &stream, at: clocks.last ?? moment, emit)
            } else {
                readRemains(event, of: &stream, at: clocks.last ?? moment, emit)
            }
        }
        readBare(stream.framer.bare, emit)
        stream.framer.tell(&stream.facts)
        stream.facts.isTerminated = context.terminator != nil
        stream.facts.terminator = context.terminator
        isTruncated = !stream.facts.isTerminated && !context.hasFinish && !context.hasError
        if brokeOff == nil, framing != .full, let reason = stream.framer.unclosed {
            context.notes.add("wire.stream.unclosed", .error, reason)
        }
        judgeEnd(isTerminated: stream.facts.isTerminated)
    }

    /// A server that fails on the way may write its error as it would write it alone.
    private mutating func readBare(_ bare: [UInt8], _ emit: (consuming Delta) -> Void) {
        guard !bare.isEmpty, (try? tape.read(bare)) != nil else { return }
        context.notes.add(
            "wire.stream.bare-json", .error, "a JSON object outside of the stream's events")
        if let error = meaning.error(in: tape, isEvent: true) {
            context.say(error: error, emit)
        }
    }

    /// Of what a broken connection left, only a whole event is read: a torn one is nobody's mistake.
    private mutating func readRemains(
        _ event: StreamEvent, of stream: inout EventStream, at moment: Moment,
        _ emit: (consuming Delta) -> Void
    ) {
        let bytes = stream.framer.bytes(of: event)
        let text = bytes.span.extracting(event.data)
        guard text.isDone || (try? tape.read(text)) != nil else { return }
        _ = read(text, event.offset, of: &stream, at: moment, emit)
    }

    /// After an error nothing more was promised, and what a limit of ours ended was not let finish.
    private mutating func judgeEnd(isTerminated: Bool) {
        guard !context.hasError, framing != .full, context.promisedSuccess else { return }
        if !context.hasFinish {
            context.notes.add(
                "wire.stream.no-finish", .error, "the stream ended without a finish reason")
        }
        if !isTerminated {
            context.notes.add(
                "wire.stream.no-terminator", contract.terminator,
                "the stream ended without its end mark")
        }
    }
}
