import Documents
import Vocabulary

/// One answer's state that framing and language share: what came so far, and what was wrong with it.
struct WireContext: Sendable {
    struct EventFacts: Sendable {
        var hasContent = false
        var hasAnswer = false
        var deltas = 0
        /// The string, quotes included, that a text or reasoning is: nil if it is more than one, or decoded
        /// from something else.
        var quoted: Range<Int>?
        var isReasoning = false
    }

    var status = 0
    var notes: WireNotes
    /// Of the text that is being read, in the body.
    var offset = 0
    var head = HeaderFacts()

    /// What the event that is being read brought so far.
    var event = EventFacts()

    var isStream = false
    var hasFinish = false
    var hasUsage = false
    var hasError = false
    /// The end mark that came.
    var terminator: String?
    /// What the answer came to, for the questions that are asked at its end.
    private(set) var hasAnswer = false
    private(set) var finishReason: Finish.Reason?
    private(set) var hasRole = false
    private var opening = ThinkTag()
    private var id: [UInt8] = []
    private var model: [UInt8] = []

    /// The findings that are none.
    init(allowed: Set<String> = []) { notes = WireNotes(allowed: allowed) }

    var promisedSuccess: Bool { (200..<300).contains(status) }

    // MARK: Saying

    mutating func say(
        text: consuming String, quoted: Range<Int>? = nil, _ emit: (consuming Delta) -> Void
    ) {
        guard !text.isEmpty else { return }
        countContent(isAnswer: true)
        event.quoted = quoted
        if opening.isFound(in: text) {
            notes.add(
                "wire.text.think-tag", .warning, at: offset,
                "the text begins with <think>: reasoning inside of it")
        }
        say(.text(consume text), emit)
    }

    mutating func say(
        reasoning: consuming String, quoted: Range<Int>? = nil, _ emit: (consuming Delta) -> Void
    ) {
        guard !reasoning.isEmpty else { return }
        countContent(isAnswer: false)
        event.quoted = quoted
        event.isReasoning = true
        say(.reasoning(consume reasoning), emit)
    }

    mutating func say(refusal: consuming String, _ emit: (consuming Delta) -> Void) {
        guard !refusal.isEmpty else { return }
        countContent(isAnswer: true)
        say(.refusal(consume refusal), emit)
    }

    mutating func say(tool delta: consuming Delta, _ emit: (consuming Delta) -> Void) {
        countContent(isAnswer: true)
        say(delta, emit)
    }

    mutating func say(role: consuming String, _ emit: (consuming Delta) -> Void) {
        guard !hasRole else { return }
        hasRole = true
        say(.role(consume role), emit)
    }

    mutating func say(finish: consuming Finish, _ emit: (consuming Delta) -> Void) {
        if hasFinish {
            notes.add(
                "wire.stream.duplicate-finish", .note, at: offset,
                "a second finish reason, '\(finish.raw)'")
        }
        if case .unknown = finish.reason {
            notes.add(
                "wire.finish.unknown", .warning, at: offset,
                "finish reason '\(finish.raw)', which the contract does not list")
        }
        hasFinish = true
        finishReason = finish.reason
        say(.finish(consume finish), emit)
    }

    mutating func say(usage: consuming Usage, _ emit: (consuming Delta) -> Void) {
        hasUsage = true
        say(.usage(consume usage), emit)
    }

    mutating func say(error: ProviderError, _ emit: (consuming Delta) -> Void) {
        var error = error
        error.status = status
        error.isInStream = isStream && promisedSuccess
        // A field is meant for programs; the message for people is asked last.
        error.retryAfter =
            error.retryAfter ?? head.retryAfter ?? error.message.flatMap(Waits.told(in:))
        if error.type == nil { error.type = head.errorType }
        if promisedSuccess, !isStream {
            notes.add(
                "wire.error-in-200", .error, at: offset,
                "status \(status) with an error inside: \(error.message ?? "no message")")
        }
        hasError = true
        say(.error(error), emit)
    }

    /// All that is said of an event is counted.
    mutating func say(_ delta: consuming Delta, _ emit: (consuming Delta) -> Void) {
        event.deltas += 1
        emit(delta)
    }

    private mutating func countContent(isAnswer: Bool) {
        event.hasContent = true
        if isAnswer {
            event.hasAnswer = true
            hasAnswer = true
        }
        if hasError {
            notes.add("wire.stream.after-error", .warning, at: offset, "content after an error")
        } else if hasFinish, isStream {
            notes.add(
                "wire.stream.content-after-finish", .warning, at: offset,
                "content after the finish reason")
        }
    }

    // MARK: Limits

    /// More calls than any model makes at once, and few enough to keep.
    static let toolCallsMax = 1_024

    /// The calls that are read stay, what comes beyond them is dropped and told.
    mutating func noteToolCallLimit() {
        notes.add(
            "wire.limit.tool-calls", .error, at: offset,
            "more than the \(Self.toolCallsMax) tool calls that are read of an answer")
    }

    // MARK: Who answers

    /// Reads id and model of an event; says them once, and finds their changes.
    mutating func identify(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, id idNode: JSONTape.Node?,
        model modelNode: JSONTape.Node?, _ emit: (consuming Delta) -> Void
    ) {
        var newID: String?
        var newModel: String?
        if let idNode, let bytes = Self.inside(tape, idNode) {
            if id.isEmpty {
                id.append(copying: text.extracting(bytes))
                newID = tape.string(idNode)
            } else if !text.extracting(bytes).isSame(as: id) {
                notes.add("wire.stream.id-changed", .note, at: offset, "the id changes on the way")
            }
        }
        if let modelNode, let bytes = Self.inside(tape, modelNode) {
            if model.isEmpty {
                model.append(copying: text.extracting(bytes))
                newModel = tape.string(modelNode)
            } else if !text.extracting(bytes).isSame(as: model) {
                notes.add(
                    "wire.stream.model-changed", .warning, at: offset,
                    "the model changes on the way to '\(tape.string(modelNode) ?? "")'")
            }
        }
        if newID != nil || newModel != nil { say(.start(id: newID, model: newModel), emit) }
    }

    /// Where a string's text stands, without its quotes; nil if it is no string, or an empty one.
    @inline(__always)
    private static func inside(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node
    ) -> Range<Int>? {
        guard tape.kind(node) == .string, !tape.isEmptyString(node) else { return nil }
        let range = tape.range(node)
        return range.lowerBound + 1..<range.upperBound - 1
    }
}
