import Vocabulary

/// An error in a provider's words, before they are put into its envelope.
struct ErrorForm {
    var status: Int
    var type: String?
    var code: String?
    var param: String?
    var message: String
    /// What the words are about: envelopes of some providers have more to say of some kinds.
    var kind: DoorError.Kind = .serverError
    /// How long the prompt was and how long it might be, for envelopes that have members for them.
    var promptTokens = 0
    var windowTokens = 0
    /// How long to wait, in milliseconds, if it is told.
    var waitMilliseconds: Int?
    var model: String?

    init(
        _ status: Int, _ type: String?, code: String? = nil, param: String? = nil, _ message: String
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.param = param
        self.message = message
    }
}

extension ChatAccent {
    /// The provider's usual words, but for what the error itself brings.
    func spoken(_ error: DoorError, stamp: DoorStamp) -> ErrorForm {
        var form = form(of: error, stamp: stamp)
        form.message = error.message ?? form.message
        form.param = error.param ?? form.param
        form.code = error.code ?? form.code
        form.type = error.type ?? form.type
        form.status = error.status ?? form.status
        form.kind = error.kind
        form.promptTokens = error.promptTokens
        form.windowTokens = error.windowTokens
        form.waitMilliseconds = error.retryAfter.milliseconds
        form.model = error.model
        return form
    }
}

extension DoorError.Kind {
    /// The status that HTTP has for it, and the words of the servers in front of a provider: what is
    /// said where the provider has no words of its own.
    var edge: (status: Int, message: String) {
        switch self {
        case .rateLimit: (429, "Too Many Requests")
        case .quota: (402, "Payment Required")
        case .auth: (401, "Unauthorized")
        case .forbidden: (403, "Forbidden")
        case .modelGone: (404, "Model not found")
        case .badRequest: (400, "Bad Request")
        case .requestTimeout: (408, "Request Timeout")
        case .conflict: (409, "Conflict")
        case .tooLarge: (413, "Request Entity Too Large")
        case .unprocessable: (422, "Unprocessable Entity")
        case .serverError: (500, "Internal Server Error")
        case .badGateway: (502, "Bad Gateway")
        case .unavailable: (503, "Service Temporarily Unavailable")
        case .gatewayTimeout: (504, "Gateway Timeout")
        case .overloaded: (503, "Service Overloaded")
        case .contextLength: (400, "The prompt is too long")
        case .contentPolicy: (400, "The content is not allowed by the content policy")
        case .noSuchPath: (404, "Not Found")
        case .wrongMethod: (405, "Method Not Allowed")
        }
    }
}

extension DoorError.RetryAfter {
    var milliseconds: Int? {
        switch self {
        case .seconds(let seconds), .date(let seconds): seconds.bounded * 1_000
        case .milliseconds(let milliseconds): milliseconds.bounded
        case .bare: nil
        }
    }

    /// Whole seconds for words like `Please retry after 7 seconds`; a minute where none is told.
    var spokenSeconds: Int { milliseconds.map { ($0 + 999) / 1_000 } ?? 60 }
}

extension Int {
    /// A time to wait that can be multiplied and added: between nothing and some thirty years.
    var bounded: Int { Swift.min(Swift.max(self, 0), 1_000_000_000) }
}
