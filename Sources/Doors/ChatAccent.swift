import Documents
import Vocabulary

/// How one provider speaks chat completions: its errors, headers, members and the order of its stream.
///
/// What an accent does not say itself it says as OpenAI does. An accent knows nothing of time or chance,
/// and nothing of faults: whoever plays a vice of a gateway (a price, another model's name, a reason to
/// stop that nobody gave) changes the deltas that come in, and the accent only puts them into words.
protocol ChatAccent: Sendable {
    /// Whose words these are, as users write it.
    var provider: String { get }
    /// What of its paths belongs to the base URL that clients are given.
    var basePath: String { get }

    // MARK: Requests

    /// How the path of a question ends.
    var chatPath: String { get }
    /// Whether the path names the model, whatever stands in the body.
    var namesModelByPath: Bool { get }
    /// Kinds of tools and of content parts beside OpenAI's, that no neutral prompt has room for.
    var foreignTools: Set<String> { get }
    var foreignParts: Set<String> { get }
    /// Whether that is an image although it is neither a web address nor a data URL.
    func takesImage(_ url: String) -> Bool
    /// A question that is wrong by its path alone.
    func refusal(ofPath path: String) -> DoorError?
    /// A refusal that the reader put into OpenAI's words.
    func reworded(_ refusal: DoorError) -> DoorError
    /// What of a well-formed question the provider does not take.
    func refusal(of question: Question) -> DoorError?

    // MARK: Answers

    func answerID(_ stamp: DoorStamp) -> String
    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String
    /// The model that an answer names.
    func echo(served: String?, asked: String) -> String
    /// Reasons to stop that this provider has and OpenAI lacks, and the word for a filter.
    var ownFinishWords: Set<String> { get }
    var filterWord: String { get }
    func messageShape(for question: Question) -> MessageShape
    func streamShape(for question: Question) -> StreamShape
    /// Members of an answer or chunk before its choices, and after them.
    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter)
    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter)
    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter)
    /// Members that only a whole answer or the last chunk of a stream has.
    func writeClosing(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter)

    // MARK: Errors, headers, lists

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm
    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter)
    /// The same inside a stream; `facts` are those of an answer that had begun.
    func writeInStream(
        _ form: ErrorForm, _ facts: ChatFacts?, stamp: DoorStamp, to writer: inout JSONWriter)
    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers
    func appendRetryAfter(
        _ retryAfter: DoorError.RetryAfter, stamp: DoorStamp, to headers: inout Headers)
    func writeModelList(_ names: [String], stamp: DoorStamp, to writer: inout JSONWriter)
    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter)
}

/// What of an answer is known before its content.
struct ChatFacts {
    var question: Question
    var stamp: DoorStamp
    var id: String
    var model: String
    var isStreamed: Bool
    /// What a gateway tells of who served and what it charged.
    var evidence: [Evidence] = []

    var object: String { isStreamed ? "chat.completion.chunk" : "chat.completion" }
    var created: Int { Int(stamp.unixSeconds) }

    /// The price that was told, as the number's own text.
    var cost: String? {
        evidence.lazy.compactMap { if case .cost(let amount, _, _) = $0 { amount } else { nil } }
            .first
    }

    var servedBy: String? {
        evidence.lazy.compactMap { if case .servedBy(let name) = $0 { name } else { nil } }.first
    }
}

/// What an answer's headers are for.
enum ChatOccasion {
    case answer(Question)
    case stream(Question)
    case list
    case error(DoorError, ErrorForm)

    var question: Question? {
        switch self {
        case .answer(let question), .stream(let question): question
        case .list, .error: nil
        }
    }

    var isError: Bool { if case .error = self { true } else { false } }

    var isRateLimit: Bool {
        if case .error(let error, _) = self { error.kind == .rateLimit } else { false }
    }
}

/// The message of a plain answer, where it differs.
struct MessageShape {
    enum Reasoning {
        case member(String)
        /// OpenRouter's pair: the text, and a list of details with the text again.
        case details(member: String, format: String, id: String?)
        /// Between marks inside of the text.
        case tags(open: String, close: String)
    }

    var reasoning = Reasoning.member("reasoning_content")
    /// What stands for the text where calls or a refusal stand in its place.
    var emptyText: String?
    /// Null where nothing was thought, rather than no member at all.
    var reasoningIsNullable = false
    var hasRefusal = true
    var hasAnnotations = true
    var indexesCalls = false
    /// Members of the message with their ready JSON.
    var extra: [(name: String, json: String)] = []
    /// Members of the choice beside index, message and reason.
    var choice: [(name: String, json: String)] = [("logprobs", "null")]
    var namesNativeFinish = false
}

extension ChatAccent {
    var chatPath: String { "/chat/completions" }
    var basePath: String { "/v1" }
    var namesModelByPath: Bool { false }
    var foreignTools: Set<String> { [] }
    var foreignParts: Set<String> { [] }
    func takesImage(_ url: String) -> Bool { false }
    func refusal(ofPath path: String) -> DoorError? { nil }
    func reworded(_ refusal: DoorError) -> DoorError { refusal.withoutCodes }
    func refusal(of question: Question) -> DoorError? { nil }

    func answerID(_ stamp: DoorStamp) -> String { stamp.openAIAnswerID }
    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.openAICallID(index)
    }
    func echo(served: String?, asked: String) -> String { served ?? asked }
    var ownFinishWords: Set<String> { [] }
    var filterWord: String { "content_filter" }
    func messageShape(for question: Question) -> MessageShape { MessageShape() }
    func streamShape(for question: Question) -> StreamShape { StreamShape() }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("object", facts.object)
        writer.member("created", facts.created)
        writer.member("model", facts.model)
    }
    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {}
    func writeClosing(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {}

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        OpenAIUsage.write(counts, to: &writer)
    }

    /// `error{message,type,param,code}`
    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", form.code)
        writer.endObject()
        writer.endObject()
    }

    func writeInStream(
        _ form: ErrorForm, _ facts: ChatFacts?, stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        write(form, stamp: stamp, to: &writer)
    }

    func appendRetryAfter(
        _ retryAfter: DoorError.RetryAfter, stamp: DoorStamp, to headers: inout Headers
    ) {
        headers.appendRetryAfter(retryAfter, stamp: stamp)
    }

    func writeModelList(_ names: [String], stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "list")
        writer.key("data")
        writer.beginArray()
        for name in names { writeModel(name, stamp: stamp, to: &writer) }
        writer.endArray()
        writer.endObject()
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: Int(stamp.unixSeconds), owner: "system")
    }

    /// The reason to stop in this provider's words.
    func finishWord(_ finish: Finish, hasToolCalls: Bool, hasRefusal: Bool) -> String {
        if ownFinishWords.contains(finish.raw) { return finish.raw }
        let word = FinishWords.openAI(finish, hasToolCalls: hasToolCalls, hasRefusal: hasRefusal)
        return word == "content_filter" ? filterWord : word
    }

    /// Whether a stop that others take for an error is an answer's end here.
    func ends(with finish: Finish) -> Bool {
        finish.reason != .error || ownFinishWords.contains(finish.raw)
    }
}

extension JSONWriter {
    mutating func writeModel(_ name: String, created: Int?, owner: String) {
        beginObject()
        member("id", name)
        member("object", "model")
        optionalMember("created", created)
        member("owned_by", owner)
        endObject()
    }

    mutating func writeReady(_ members: [(name: String, json: String)]) {
        for (name, json) in members {
            key(name)
            raw(json)
        }
    }

    /// The three counts that all providers have.
    mutating func writeTotals(_ counts: DoorCounts) {
        optionalMember("prompt_tokens", counts.input)
        optionalMember("completion_tokens", counts.output)
        optionalMember("total_tokens", counts.total)
    }

    /// An object of one count: `prompt_tokens_details{cached_tokens}`.
    mutating func member(_ key: String, _ inner: String, _ count: Int) {
        self.key(key)
        beginObject()
        member(inner, count)
        endObject()
    }
}

extension DoorError {
    /// The same in no provider's codes: OpenAI's mean nothing to the others.
    var withoutCodes: DoorError {
        var error = self
        error.param = nil
        error.code = nil
        return error
    }
}
