import Documents
import Vocabulary

/// Google's errors: status, `error{code,message,status,details}`, and the time to wait in the body, since
/// no header tells it.
enum GeminiErrors {
    private enum Detail {
        case errorInfo(reason: String)
        case quota(metric: String, id: String)
        case retry(seconds: String)
    }

    private struct Form {
        var status: Int
        var word: String
        var message: String
        var details: [Detail] = []

        init(_ status: Int, _ word: String, _ message: String, _ details: Detail...) {
            self.status = status
            self.word = word
            self.message = message
            self.details = details
        }
    }

    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        DoorReply(
            status: form(of: error).status, headers: GeminiFacts.headers(stamp),
            body: body(error))
    }

    static func body(_ error: DoorError) -> [UInt8] {
        let form = form(of: error)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.status)
        writer.member("message", form.message)
        writer.member("status", form.word)
        if !form.details.isEmpty {
            writer.key("details")
            writer.beginArray()
            for detail in form.details { write(detail, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ detail: Detail, to writer: inout JSONWriter) {
        writer.beginObject()
        switch detail {
        case .errorInfo(let reason):
            writer.member("@type", "type.googleapis.com/google.rpc.ErrorInfo")
            writer.member("reason", reason)
            writer.member("domain", "googleapis.com")
            writer.key("metadata")
            writer.beginObject()
            writer.member("service", "generativelanguage.googleapis.com")
            writer.endObject()
        case .quota(let metric, let id):
            writer.member("@type", "type.googleapis.com/google.rpc.QuotaFailure")
            writer.key("violations")
            writer.beginArray()
            writer.beginObject()
            writer.member("quotaMetric", metric)
            writer.member("quotaId", id)
            writer.endObject()
            writer.endArray()
        case .retry(let seconds):
            writer.member("@type", "type.googleapis.com/google.rpc.RetryInfo")
            writer.member("retryDelay", seconds)
        }
        writer.endObject()
    }

    private static func form(of error: DoorError) -> Form {
        var form = usual(error)
        form.message = error.message ?? form.message
        if let status = error.status, status != form.status {
            form.status = status
            form.word = word(for: status)
        }
        form.word = error.type.flatMap { words.contains($0) ? $0 : nil } ?? form.word
        if let delay = error.retryAfter.geminiDelay { form.details.append(.retry(seconds: delay)) }
        return form
    }

    private static func usual(_ error: DoorError) -> Form {
        let model = error.model ?? "gemini-simulated"
        let argument = "INVALID_ARGUMENT"
        switch error.kind {
        case .rateLimit:
            let metric = "generativelanguage.googleapis.com/generate_requests_per_model"
            return Form(
                429, "RESOURCE_EXHAUSTED",
                exhausted(metric, limit: 1_000, model)
                    + (error.retryAfter.geminiDelay.map { "\nPlease retry in \($0)." } ?? ""),
                .quota(
                    metric: metric, id: "GenerateRequestsPerMinutePerProjectPerModel"))
        case .quota:
            let metric =
                "generativelanguage.googleapis.com/generate_content_free_tier_requests"
            return Form(
                429, "RESOURCE_EXHAUSTED", exhausted(metric, limit: 250, model),
                .quota(
                    metric: metric, id: "GenerateRequestsPerDayPerProjectPerModel-FreeTier"))
        case .auth:
            return Form(
                400, argument, "API key not valid. Please pass a valid API key.",
                .errorInfo(reason: "API_KEY_INVALID"))
        case .forbidden:
            return Form(
                403, "PERMISSION_DENIED",
                "Generative Language API has not been used in project 1 before or it is disabled. "
                    + "Enable it by visiting the Google developers console, then retry.",
                .errorInfo(reason: "SERVICE_DISABLED"))
        case .modelGone:
            return Form(
                404, "NOT_FOUND",
                "models/\(model) is not found for API version v1beta, or is not supported for "
                    + "generateContent. Call ListModels to see the list of available models and "
                    + "their supported methods.")
        case .badRequest: return Form(400, argument, "Request contains an invalid argument.")
        case .requestTimeout: return Form(408, "DEADLINE_EXCEEDED", "Request timed out.")
        case .conflict:
            return Form(
                409, "ABORTED", "The operation was aborted due to a concurrent change.")
        case .tooLarge:
            return Form(
                400, argument,
                "Request payload size exceeds the limit: 20971520 bytes. Please upload your files "
                    + "with the File API instead.")
        case .unprocessable: return Form(400, "FAILED_PRECONDITION", "Precondition check failed.")
        case .serverError:
            return Form(
                500, "INTERNAL",
                "An internal error has occurred. Please retry or report in "
                    + "https://developers.generativeai.google/guide/troubleshooting")
        case .badGateway: return Form(502, "UNAVAILABLE", "Bad gateway.")
        case .unavailable:
            return Form(503, "UNAVAILABLE", "The service is currently unavailable.")
        case .gatewayTimeout:
            return Form(
                504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")
        case .overloaded:
            return Form(
                503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        case .contextLength:
            return Form(
                400, argument,
                "The input token count (\(error.promptTokens)) exceeds the maximum number of "
                    + "tokens allowed (\(error.windowTokens)).")
        case .contentPolicy:
            return Form(
                400, argument,
                "The response was blocked. The prompt could not be submitted: it contains words "
                    + "that go against Google's Generative AI Prohibited Use policy.")
        case .noSuchPath: return Form(404, "NOT_FOUND", "Requested entity was not found.")
        case .wrongMethod: return Form(404, "NOT_FOUND", "Method not found.")
        }
    }

    private static func exhausted(_ metric: String, limit: Int, _ model: String) -> String {
        "You exceeded your current quota, please check your plan and billing details. For more "
            + "information on this error, head over to: "
            + "https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: "
            + "\(metric), limit: \(limit), model: \(model)"
    }

    /// The canonical code of a status that came from elsewhere.
    private static func word(for status: Int) -> String {
        switch status {
        case 400: "INVALID_ARGUMENT"
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504, 524: "DEADLINE_EXCEEDED"
        case 409: "ABORTED"
        case 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 501: "UNIMPLEMENTED"
        case 502, 503, 529: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }

    private static let words: Set<String> = [
        "ABORTED", "CANCELLED", "DEADLINE_EXCEEDED", "FAILED_PRECONDITION", "INTERNAL",
        "INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "UNAUTHENTICATED", "UNAVAILABLE", "UNIMPLEMENTED",
    ]
}

extension DoorError.RetryAfter {
    /// A duration as Google writes one: `7s`, `0.250s`.
    var geminiDelay: String? {
        switch self {
        case .seconds(let seconds), .date(let seconds): return "\(seconds.bounded)s"
        case .milliseconds(let milliseconds):
            let wait = milliseconds.bounded
            guard wait % 1_000 != 0 else { return "\(wait / 1_000)s" }
            let digits = String(wait % 1_000)
            return "\(wait / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
                + "s"
        case .bare: return nil
        }
    }
}
