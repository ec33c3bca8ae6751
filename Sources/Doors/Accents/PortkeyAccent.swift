import Documents
import Vocabulary

/// Portkey in front of OpenAI: the provider's words as they are, an envelope of its own for its own
/// refusals, and the trace of the targets in headers.
struct PortkeyAccent: ChatAccent {
    let provider = "portkey"
    private let upstream = OpenAIAccent()

    func reworded(_ refusal: DoorError) -> DoorError { refusal }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        if !facts.isStreamed { writeServed(facts, to: &writer) }
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("object", facts.object)
        writer.member("created", facts.created)
        writer.member("model", facts.model)
        if facts.isStreamed { writeServed(facts, to: &writer) }
    }

    private func writeServed(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("service_tier", facts.question.openAIServedTier)
        writer.member("system_fingerprint", OpenAIFacts.fingerprint(of: facts.question.model))
    }

    // MARK: Errors

    /// Kinds that the gateway answers itself, without asking anyone.
    private static let own: Set<DoorError.Kind> = [
        .auth, .quota, .forbidden, .requestTimeout, .contentPolicy, .noSuchPath, .wrongMethod,
        .unavailable,
    ]

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        switch error.kind {
        case .auth:
            return ErrorForm(401, nil, code: "01", "Portkey Error: Invalid API Key. Error Code: 03")
        case .quota:
            return ErrorForm(
                412, nil, "Portkey Error: The budget of this API key is exhausted. Error Code: 412")
        case .forbidden:
            return ErrorForm(
                403, nil, "You do not have enough permissions to execute this request")
        case .requestTimeout:
            return ErrorForm(
                408, "timeout_error",
                "Request exceeded the timeout sent in the request: 10000ms")
        case .contentPolicy:
            return ErrorForm(446, "hooks_failed", "The guardrail checks failed")
        case .unavailable:
            return ErrorForm(503, nil, "The provider could not be reached")
        default: return upstream.form(of: error, stamp: stamp)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        guard Self.own.contains(form.kind), form.type == nil else {
            upstream.write(form, stamp: stamp, to: &writer)
            return
        }
        writer.beginObject()
        writer.member("status", "failure")
        writer.member("message", form.message)
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        var headers = upstream.headers(occasion, stamp: stamp)
        headers.append("x-portkey-last-used-option-index", "config.targets[0]")
        headers.append("x-portkey-retry-attempt-count", occasion.isError ? "-1" : "0")
        headers.append("x-portkey-cache-status", "DISABLED")
        headers.append("x-portkey-trace-id", stamp.uuid(.request))
        headers.append("x-portkey-provider", "openai")
        return headers
    }
}
