import Documents
import Vocabulary

/// Answers that come as one JSON text.
extension DialectReader {
    mutating func finishPlain<Language: WireLanguage>(
        _ meaning: Language.Type, _ brokeOff: Breakage?, _ emit: (consuming Delta) -> Void
    ) {
        var language = Language()
        if context.status != 0 {
            let bytes = tape.gatheredCount
            readPlain(&language, brokeOff, emit)
            if bytes > 0 { TapePool.giveBack(&tape, bytes: bytes) }
        }
        end(&language, emit)
    }

    private mutating func readPlain<Language: WireLanguage>(
        _ language: inout Language, _ brokeOff: Breakage?, _ emit: (consuming Delta) -> Void
    ) {
        let (text, hasMark) = PlainBody.trimmed(tape)
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
        tape.trimGathered(to: text)
        let raw = readJSON(brokeOff)
        guard !tape.isEmpty else {
            if brokeOff != nil, context.promisedSuccess { return isTruncated = true }
            return fail(message: PlainBody.message(raw ?? []), emit)
        }
        findRepeatedKey()
        if let error = Language.error(in: tape, isEvent: false) {
            judgeEnvelope()
            context.say(error: error, emit)
        } else if !context.promisedSuccess {
            judgeEnvelope()
            context.say(error: ErrorEnvelope.flat(tape), emit)
        } else if tape.kind(tape.root) == .object {
            language.read(answer: tape, &context, emit)
            if !context.hasFinish {
                context.notes.add(
                    "wire.answer.no-finish", .warning, at: context.offset,
                    "an answer without a finish reason")
            }
        } else {
            context.notes.add(
                "wire.json.type", .error, at: context.offset,
                "a JSON \(tape.kind(tape.root)) where an object should stand")
            fail(message: PlainBody.message(raw ?? tape.gathered), emit)
        }
    }

    private mutating func judgeEnvelope() {
        guard !meaning.isOwnEnvelope(tape) else { return }
        context.notes.add(
            "wire.error.envelope", .note, at: context.offset,
            "an error that is not wrapped as this language wraps it")
    }

    /// A 200 that holds no answer is an error without the provider's words for one.
    private mutating func fail(message: String?, _ emit: (consuming Delta) -> Void) {
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

    /// Reads what was gathered; of JSON with something behind it the JSON counts, and of what is none the tape
    /// stays empty. Gives the text as it came where it is more or other than JSON.
    private mutating func readJSON(_ brokeOff: Breakage?) -> ArraySlice<UInt8>? {
        do {
            try tape.readGathered()
            return nil
        } catch {
            let raw = tape.gathered
            let place = context.offset + error.offset
            if context.offset == 0, PlainBody.isCompressed(raw) {
                context.notes.add(
                    "wire.body.compressed", .error, at: 0,
                    "a body that is compressed without a word on it")
            } else if raw.first == UInt8(ascii: "<") {
                context.notes.add(
                    "wire.body.html", context.promisedSuccess ? .error : .note,
                    at: context.offset, "a page of HTML where JSON should stand")
            } else if brokeOff == nil {
                context.notes.add(
                    "wire.json.invalid", context.promisedSuccess ? .error : .note, at: place,
                    "a body that is no JSON: \(error.reason)")
            }
            if error.offset > 1 { try? tape.read(Array(raw.prefix(error.offset))) }
            return raw
        }
    }
}
