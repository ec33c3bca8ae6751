import Documents
import Vocabulary

/// How an answer ended, in the words of this API: there is no reason to stop but a status.
struct ResponsesEnding: Equatable {
    var status: String
    /// Why it is incomplete.
    var reason: String?

    init(_ finish: Finish?, hasRefusal: Bool) {
        status = "completed"
        guard let finish else { return }
        switch finish.reason {
        case .length: reason = "max_output_tokens"
        case .contentFilter: reason = "content_filter"
        // With a refusal in words OpenAI completes as ever; without, only a filter explains the silence.
        case .refusal: reason = hasRefusal ? nil : "content_filter"
        case .stop, .toolCalls, .pause, .unknown, .error:
            reason = finish.raw == "incomplete" ? finish.detail ?? "max_output_tokens" : nil
        }
        if reason != nil { status = "incomplete" }
    }
}

/// One item of an answer's output.
struct ResponsesItem {
    enum Kind: Equatable { case reasoning, text, refusal, call(Int) }

    let kind: Kind
    let id: String
    var callID = ""
    var name = ""
    /// The whole text, or the whole arguments.
    var text = ""

    init(_ kind: Kind, at index: Int, stamp: DoorStamp) {
        self.kind = kind
        let prefix =
            switch kind {
            case .reasoning: "rs_"
            case .text, .refusal: "msg_"
            case .call: "fc_"
            }
        id = stamp.id(prefix, for: .item(index), letters: 50, hexadecimal: true)
    }

    /// Thoughts, then text, then a refusal, then calls; an answer that says nothing has an empty text.
    static func items(
        of answer: DoorAnswer, _ ending: ResponsesEnding, _ stamp: DoorStamp
    ) -> [ResponsesItem] {
        var items: [ResponsesItem] = []
        func add(_ kind: Kind, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            items.append(ResponsesItem(kind, at: items.count, stamp: stamp))
            items[items.count - 1].text = text
        }
        add(.reasoning, answer.reasoning)
        add(.text, answer.text)
        add(.refusal, answer.refusal)
        for (place, call) in answer.toolCalls.enumerated() {
            var item = ResponsesItem(.call(place), at: items.count, stamp: stamp)
            item.callID = call.id ?? stamp.openAICallID(place)
            item.name = call.name
            item.text = call.arguments
            items.append(item)
        }
        if items.isEmpty { items.append(ResponsesItem(.text, at: 0, stamp: stamp)) }
        return items
    }

    /// As it begins, without its text, or as it ended.
    func write(status: String, isEmpty: Bool = false, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        switch kind {
        case .reasoning:
            writer.member("type", "reasoning")
            writer.key("summary")
            writer.beginArray()
            if !isEmpty { writePart(isEmpty: false, to: &writer) }
            writer.endArray()
        case .text, .refusal:
            writer.member("type", "message")
            writer.member("status", status)
            writer.key("content")
            writer.beginArray()
            if !isEmpty { writePart(isEmpty: false, to: &writer) }
            writer.endArray()
            writer.member("role", "assistant")
        case .call:
            writer.member("type", "function_call")
            writer.member("status", status)
            writer.member("arguments", isEmpty ? "" : text)
            writer.member("call_id", callID)
            writer.member("name", name)
        }
        writer.endObject()
    }

    /// The one part that a message or a thought has here; a call has none.
    func writePart(isEmpty: Bool, to writer: inout JSONWriter) {
        let text = isEmpty ? "" : text
        writer.beginObject()
        switch kind {
        case .reasoning:
            writer.member("type", "summary_text")
            writer.member("text", text)
        case .refusal:
            writer.member("type", "refusal")
            writer.member("refusal", text)
        case .text, .call:
            writer.member("type", "output_text")
            for name in ["annotations", "logprobs"] {
                writer.key(name)
                writer.beginArray()
                writer.endArray()
            }
            writer.member("text", text)
        }
        writer.endObject()
    }
}

/// The response object, which plain answers are and which streams begin and end with.
struct ResponsesObject {
    enum State {
        case inProgress
        case ended(ResponsesEnding)
        case failed(code: String, message: String)
    }

    let id: String
    let model: String
    let question: Question
    let stamp: DoorStamp
    let isAzure: Bool

    func write(
        _ state: State, usage: Usage?, items: [ResponsesItem], to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("object", "response")
        writer.member("created_at", Int(stamp.unixSeconds))
        writer.member("status", state.status)
        if stamp.persona == .provider, !isAzure {
            writer.key("billing")
            writer.beginObject()
            writer.member("payer", "developer")
            writer.endObject()
        }
        if isAzure { AzureResponses.writeFilters(of: state, to: &writer) }
        writeEnd(state, to: &writer)
        writer.member("model", model)
        writer.key("output")
        writer.beginArray()
        // Only what is over has all of its items whole.
        let isCut = state.status == "incomplete"
        for (index, item) in items.enumerated() {
            let status = isCut && index == items.count - 1 ? "incomplete" : "completed"
            item.write(status: status, to: &writer)
        }
        writer.endArray()
        if case .inProgress = state {
            writer.member("service_tier", question.serviceTier ?? "auto")
        } else {
            writer.member("service_tier", question.openAIServedTier)
        }
        if !question.echo.isEmpty { writer.raw(bytes: question.echo) }
        writeUsage(state, usage, to: &writer)
        writer.endObject()
    }

    private func writeEnd(_ state: State, to writer: inout JSONWriter) {
        var isCompleted = false
        var failure: (code: String, message: String)?
        var reason: String?
        switch state {
        case .inProgress: break
        case .ended(let ending):
            isCompleted = ending.reason == nil
            reason = ending.reason
        case .failed(let code, let message): failure = (code, message)
        }
        writer.member("completed_at", isCompleted ? Int(stamp.unixSeconds) : nil)
        writer.key("error")
        if let failure {
            writer.beginObject()
            writer.member("code", failure.code)
            writer.member("message", failure.message)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.key("incomplete_details")
        if let reason {
            writer.beginObject()
            writer.member("reason", reason)
            writer.endObject()
        } else {
            writer.null()
        }
    }

    /// Null before the end, left out at the end if nobody counted: a 0 would be a count.
    private func writeUsage(_ state: State, _ usage: Usage?, to writer: inout JSONWriter) {
        guard case .ended = state else {
            writer.key("usage")
            writer.null()
            return
        }
        guard let usage else { return }
        let counts = DoorCounts(usage)
        writer.key("usage")
        writer.beginObject()
        writer.optionalMember("input_tokens", counts.input)
        writer.key("input_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        writer.member("cache_write_tokens", counts.written ?? 0)
        writer.endObject()
        writer.optionalMember("output_tokens", counts.output)
        writer.key("output_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", counts.reasoning ?? 0)
        writer.endObject()
        writer.optionalMember("total_tokens", counts.total)
        writer.endObject()
    }
}

extension ResponsesObject.State {
    var status: String {
        switch self {
        case .inProgress: "in_progress"
        case .ended(let ending): ending.status
        case .failed: "failed"
        }
    }
}
