import Documents
import Vocabulary

/// OpenAI's errors on this endpoint: the envelope of all its endpoints, with a few words of its own, and
/// an event in place of a bare `data:` line.
struct OpenAIResponsesErrors {
    let isAzure: Bool

    struct Form: Equatable {
        var status: Int
        var type: String?
        var code: String?
        var param: String?
        var message: String
        /// What Azure's filter found, told beside the error.
        var isFiltered = false
    }

    func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = form(of: error, stamp: stamp)
        var headers =
            isAzure
            ? AzureResponses.headers(
                contentType: "application/json", stamp: stamp,
                isExhausted: error.kind == .rateLimit)
            : OpenAIFacts.headers(
                contentType: "application/json", stamp: stamp,
                isExhausted: error.kind == .rateLimit)
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        var writer = JSONWriter()
        writer.beginObject()
        write(form, to: &writer)
        writer.endObject()
        return DoorReply(status: form.status, headers: headers, body: writer.bytes)
    }

    func event(_ error: DoorError, sequence: Int, stamp: DoorStamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "error")
        write(form(of: error, stamp: stamp), to: &writer)
        writer.member("sequence_number", sequence)
        writer.endObject()
        return Array("event: error\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }

    /// What a response says that failed of it.
    func words(of error: DoorError, stamp: DoorStamp) -> (code: String, message: String) {
        let form = form(of: error, stamp: stamp)
        return (form.code ?? "server_error", form.message)
    }

    private func write(_ form: Form, to writer: inout JSONWriter) {
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", form.code)
        if form.isFiltered { AzureResponses.writeInnerError(to: &writer) }
        writer.endObject()
    }

    private func form(of error: DoorError, stamp: DoorStamp) -> Form {
        var form =
            (isAzure ? AzureResponses.form(of: error) : nil)
            ?? own(error) ?? shared(error, stamp: stamp)
        if let message = error.message {
            form.message = message
            if error.kind == .badRequest { (form.param, form.code) = (nil, nil) }
        }
        form.param = error.param ?? form.param
        form.code = error.code ?? form.code
        form.type = error.type ?? form.type
        form.status = error.status ?? form.status
        return form
    }

    /// What this endpoint says otherwise than the chat endpoint.
    private func own(_ error: DoorError) -> Form? {
        let refused = "invalid_request_error"
        return switch error.kind {
        case .modelGone:
            Form(
                status: 400, type: refused, code: "model_not_found", param: "model",
                message:
                    "The requested model '\(error.model ?? "gpt-4.1-mini")' does not exist.")
        case .contextLength:
            Form(
                status: 400, type: refused, code: "context_length_exceeded", param: "input",
                message:
                    "Your input exceeds the context window of this model. Please adjust your "
                    + "input and try again.")
        case .badRequest:
            Form(
                status: 400, type: refused, code: "invalid_value", param: "text.verbosity",
                message:
                    "Invalid value: 'simulated'. Supported values are: 'low', 'medium', and "
                    + "'high'.")
        case .contentPolicy:
            Form(
                status: 400, type: refused, code: "invalid_prompt",
                message:
                    "Invalid prompt: your prompt was flagged as potentially violating our usage "
                    + "policy. Your request was rejected as a result of our safety system. Please "
                    + "try again with a different prompt: "
                    + "https://platform.openai.com/docs/guides/reasoning#advice-on-prompting")
        default: nil
        }
    }

    private func shared(_ error: DoorError, stamp: DoorStamp) -> Form {
        let usual = OpenAIAccent().form(of: error, stamp: stamp)
        return Form(
            status: usual.status, type: usual.type, code: usual.code, param: usual.param,
            message: usual.message)
    }
}
