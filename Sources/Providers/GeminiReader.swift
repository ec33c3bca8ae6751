import Documents
import Vocabulary

/// Reads Gemini's generateContent: every event is a whole response with the new parts alone, and the stream
/// ends when its bytes do. What tells that it was not cut off is a finish reason, or a block reason.
struct GeminiMeaning: WireLanguage {
    /// Without `alt=sse` a stream is one array.
    static let framings: [StreamFacts.Framing] = [.sse, .jsonArray]
    /// What marks the end is a finish reason, and token counts may follow it.
    static let speaksAfterEndMark = true

    private var calls = GeminiCalls()
    private var hasBlock = false

    init() {}

    /// Its `status` is a word where others have a type; the details say which quota it was, or which key.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        guard let wrapped = ErrorEnvelope.wrapped(tape) else { return nil }
        var error = ErrorEnvelope.read(tape, wrapped)
        if let status = tape.string("status", of: wrapped) { error.type = status }
        error.reason = detail(tape, wrapped)
        return error
    }

    private static func detail(_ tape: borrowing JSONTape, _ error: JSONTape.Node) -> String? {
        guard let details = tape.member("details", of: error) else { return nil }
        var reason: String?
        for detail in tape.elements(details) {
            if let violations = tape.member("violations", of: detail) {
                for violation in tape.elements(violations) {
                    guard let id = tape.string("quotaId", of: violation) else { continue }
                    // Of several the one that lasts longest tells how long it will be.
                    if reason == nil || id.contains("PerDay") { reason = id }
                }
            } else if reason == nil, let word = tape.string("reason", of: detail) {
                reason = word
            }
        }
        return reason
    }

    // MARK: Streams

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        let candidates = tape.member("candidates", of: root)
        let feedback = tape.member("promptFeedback", of: root)
        let usage = tape.member("usageMetadata", of: root)
        if candidates == nil, feedback == nil, usage == nil {
            context.notes.add(
                "wire.stream.unknown-event", .note, at: context.offset,
                "an event with neither candidates nor feedback nor usage")
        }
        context.identify(
            tape, text, id: tape.member("responseId", of: root),
            model: tape.member("modelVersion", of: root), emit)
        if let candidates {
            for candidate in tape.elements(candidates) where isFirst(tape, candidate) {
                read(tape, candidate, &context, emit)
            }
        }
        readRest(tape, feedback, usage, &context, emit)
        return .data
    }

    /// Of several candidates the first is read: it has index 0, or none at all.
    private func isFirst(_ tape: borrowing JSONTape, _ candidate: JSONTape.Node) -> Bool {
        guard let index = tape.member("index", of: candidate) else { return true }
        return (tape.integer(index) ?? 0) == 0
    }

    // MARK: Plain answers

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(
            .start(
                id: tape.string("responseId", of: root),
                model: tape.string("modelVersion", of: root)))
        let candidate = tape.first("candidates", of: root)
        if let candidate { read(tape, candidate, &context, emit) }
        readRest(
            tape, tape.member("promptFeedback", of: root), tape.member("usageMetadata", of: root),
            &context, emit)
        if candidate == nil, !hasBlock {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset,
                "an answer with neither a candidate nor a block reason")
        }
    }

    // MARK: Parts

    private mutating func read(
        _ tape: borrowing JSONTape, _ candidate: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let content = tape.member("content", of: candidate) {
            if let role = tape.member("role", of: content), tape.kind(role) == .string {
                context.say(role: "assistant", emit)
            }
            if let parts = tape.member("parts", of: content) {
                var next = tape.first(parts)
                while let part = next {
                    read(part: part, of: tape, &context, emit)
                    next = tape.next(part, in: parts)
                }
            }
        }
        guard let raw = tape.string("finishReason", of: candidate), !raw.isEmpty else { return }
        calls.end(&context, emit)
        context.terminator = "finishReason"
        let reason = Self.reason(raw, hasCalls: calls.count > 0)
        context.say(finish: Finish(raw: raw, reason: reason), emit)
    }

    /// Code that the provider ran itself and what came of it, images and tools of its own are no text.
    private mutating func read(
        part: JSONTape.Node, of tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let node = tape.member("text", of: part) {
            guard let text = tape.string(node) else { return }
            let isThought = tape.member("thought", of: part).map { tape.bool($0) == true } ?? false
            if isThought {
                context.say(reasoning: text, quoted: tape.range(node), emit)
            } else {
                context.say(text: text, quoted: tape.range(node), emit)
            }
        } else if let call = tape.member("functionCall", of: part) {
            calls.read(tape, call, &context, emit)
        }
    }

    /// A tool call ends like a text: `STOP` is all that is said of both.
    private static func reason(_ raw: String, hasCalls: Bool) -> Finish.Reason {
        switch raw {
        case "STOP": hasCalls ? .toolCalls : .stop
        case "MAX_TOKENS": .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
            "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR":
            .contentFilter
        case "CONTINUATION", "ESCALATION": .pause
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
            "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "OTHER", "IMAGE_OTHER", "NO_IMAGE",
            "PUP_LIMITED_DISABLED":
            .error
        default: .unknown
        }
    }

    private mutating func readRest(
        _ tape: borrowing JSONTape, _ feedback: JSONTape.Node?, _ usage: JSONTape.Node?,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if let feedback, let reason = tape.string("blockReason", of: feedback), !reason.isEmpty {
            readBlock(reason, &context, emit)
        }
        if let usage { readUsage(tape, usage, &context, emit) }
        if let status = tape.member("modelStatus", of: tape.root) {
            readStatus(tape, status, &context)
        }
    }

    /// The prompt was blocked, and nothing was generated that could finish.
    private mutating func readBlock(
        _ reason: String, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard !hasBlock else { return }
        hasBlock = true
        guard !context.hasFinish else { return }
        context.terminator = "blockReason"
        context.say(finish: Finish(raw: "", reason: .contentFilter, detail: reason), emit)
    }

    /// Running totals, in every event; some events have nothing in it but what kind of traffic it was.
    private func readUsage(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard tape.kind(usage) == .object else { return }
        let input = UsageFields.count(
            tape, usage, "promptTokenCount", "usageMetadata.promptTokenCount")
        let output = UsageFields.count(
            tape, usage, "candidatesTokenCount", "usageMetadata.candidatesTokenCount")
        let total = UsageFields.count(
            tape, usage, "totalTokenCount", "usageMetadata.totalTokenCount")
        if input == nil, output == nil, total == nil { return }
        let asked = modalities(
            tape, usage, "promptTokensDetails", audio: "usageMetadata.promptTokensDetails.AUDIO",
            image: "usageMetadata.promptTokensDetails.IMAGE")
        let cached = modalities(
            tape, usage, "cacheTokensDetails", audio: "usageMetadata.cacheTokensDetails.AUDIO",
            image: "usageMetadata.cacheTokensDetails.IMAGE")
        let said = modalities(
            tape, usage, "candidatesTokensDetails",
            audio: "usageMetadata.candidatesTokensDetails.AUDIO",
            image: "usageMetadata.candidatesTokensDetails.IMAGE")
        let counts = Usage(
            input: input, output: output, total: total,
            cachedInput: UsageFields.count(
                tape, usage, "cachedContentTokenCount", "usageMetadata.cachedContentTokenCount"),
            reasoning: UsageFields.count(
                tape, usage, "thoughtsTokenCount", "usageMetadata.thoughtsTokenCount"),
            audio: asked.audio, cachedAudio: cached.audio,
            toolInput: UsageFields.rareCount(
                tape, usage, "toolUsePromptTokenCount", "usageMetadata.toolUsePromptTokenCount"),
            image: asked.image, cachedImage: cached.image, audioOutput: said.audio,
            imageOutput: said.image,
            // The second is Vertex AI's word for it.
            tier: UsageFields.tier(tape, usage, "serviceTier")
                ?? UsageFields.tier(tape, usage, "trafficType"))
        context.say(usage: consume counts, emit)
    }

    /// What a list of counts has of sound and of pictures.
    private func modalities(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ name: StaticString,
        audio audioPath: StaticString, image imagePath: StaticString
    ) -> (audio: Usage.Count?, image: Usage.Count?) {
        var (audio, image): (Usage.Count?, Usage.Count?)
        guard let list = tape.member(name, of: usage), tape.kind(list) == .array else {
            return (nil, nil)
        }
        var next = tape.first(list)
        while let entry = next {
            next = tape.next(entry, in: list)
            guard let told = tape.member("modality", of: entry) else { continue }
            // Of equal ones the first counts.
            if audio == nil, tape.equals(told, "AUDIO") {
                audio = UsageFields.rareCount(tape, entry, "tokenCount", audioPath)
            } else if image == nil, tape.equals(told, "IMAGE") {
                image = UsageFields.rareCount(tape, entry, "tokenCount", imagePath)
            }
        }
        return (audio, image)
    }

    /// The answer itself says that its model is on its way out.
    private func readStatus(
        _ tape: borrowing JSONTape, _ status: JSONTape.Node, _ context: inout WireContext
    ) {
        guard let stage = tape.string("modelStage", of: status),
            ["LEGACY", "DEPRECATED", "RETIRED"].contains(stage)
        else { return }
        let until = tape.string("retirementTime", of: status).map { ", to end on \($0)" } ?? ""
        context.notes.add(
            "wire.model.retiring", .warning, at: context.offset, "a model that is \(stage)\(until)")
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        calls.end(&context, emit)
    }
}
