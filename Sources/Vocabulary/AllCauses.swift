// Every way in which a leg can be broken, family by family.

extension Cause {
    // MARK: Status: the provider says no, in its own status, envelope and words

    public static let rateLimit = Cause(
        "rate-limit", .status, .fails(.rateLimit), "429 with a time to wait, in one of four forms")
    public static let quota = Cause(
        "quota", .status, .fails(.quota), "the account has no money left")
    public static let auth = Cause("auth", .status, .fails(.auth), "401: the key is not known")
    public static let forbidden = Cause(
        "forbidden", .status, .fails(.auth), "403: the key may not do this")
    public static let modelGone = Cause(
        "model-gone", .status, .fails(.badRequest), "the model is not there any more")
    public static let badRequest = Cause(
        "bad-request", .status, .fails(.badRequest), "400: a parameter is refused")
    public static let requestTimeout = Cause(
        "request-timeout", .status, .fails(.timeout), "408: the provider gave up waiting")
    public static let conflict = Cause(
        "conflict", .status, .fails(.badRequest), "409: something else is going on")
    public static let tooLarge = Cause(
        "too-large", .status, .fails(.badRequest), "413: the body is too large")
    public static let unprocessable = Cause(
        "unprocessable", .status, .fails(.badRequest), "422: well-formed, and refused")
    public static let serverError = Cause(
        "server-error", .status, .fails(.serverError), "500 in the provider's own envelope")
    public static let badGateway = Cause(
        "bad-gateway", .status, .fails(.serverError), "502 from what stands before the provider")
    public static let unavailable = Cause(
        "unavailable", .status, .fails(.serverError), "503: not now")
    public static let gatewayTimeout = Cause(
        "gateway-timeout", .status, .fails(.serverError), "504 from what stands before the provider"
    )
    public static let overloaded = Cause(
        "overloaded", .status, .fails(.serverError), "too much to do, in the provider's own status")
    public static let contextLength = Cause(
        "context-length", .status, .fails(.contextLength), "the prompt is too long for the model")
    public static let contentPolicy = Cause(
        "content-policy", .status, .fails(.contentPolicy), "the prompt is refused for what it says")

    // MARK: Connection: nobody says anything

    public static let refused = Cause(
        "refused", .connection, .fails(.connection), striking: .port,
        "the port takes no connection")
    public static let dnsFailure = Cause(
        "dns-failure", .connection, .fails(.connection), striking: .name,
        "the leg's address names a host that nobody finds")
    public static let tlsFailure = Cause(
        "tls-failure", .connection, .fails(.connection), striking: .handshake,
        "the leg's address asks for TLS, and the handshake fails")
    public static let reset = Cause(
        "reset", .connection, .fails(.connection), "the connection is reset before any answer")
    public static let hang = Cause(
        "hang", .connection, .fails(.timeout), "the request is read and never answered")
    public static let slowHeaders = Cause(
        "slow-headers", .connection, .fails(.timeout), "the head comes after the leg's time-out")
    public static let slowFirstToken = Cause(
        "slow-first-token", .connection, plain: nil, streamed: .fails(.timeout),
        "the stream opens at once, its content comes after the leg's time-out")
    public static let trickle = Cause(
        "trickle", .connection, .fails(.timeout),
        "the answer comes byte by byte, too slowly for the leg's time-out")

    // MARK: Stream: it begins well

    public static let cut = Cause(
        "cut", .stream, plain: .fails(.connection), streamed: .breaksOff(.connection),
        "the connection ends in the middle of the answer")
    public static let resetMidStream = Cause(
        "reset-mid-stream", .stream, plain: nil, streamed: .breaksOff(.connection),
        "the connection is reset in the middle of the stream")
    public static let stall = Cause(
        "stall", .stream, plain: nil, streamed: .breaksOff(.timeout),
        "the stream stops in the middle, and the connection stays open")
    public static let malformedEvent = Cause(
        "malformed-event", .stream, plain: nil, streamed: .breaksOff(.badAnswer),
        "an event in the middle is no JSON")
    public static let noTerminator = Cause(
        "no-terminator", .stream, plain: nil, streamed: .bearable,
        "the finish reason comes, the end mark does not")
    public static let noFinish = Cause(
        "no-finish", .stream, plain: nil, streamed: .breaksOff(.badAnswer),
        "the stream ends without a finish reason")
    public static let errorEvent = Cause(
        "error-event", .stream, plain: nil, streamed: .breaksOff(.serverError),
        "an error comes as an event in the middle")
    public static let roleThenSilence = Cause(
        "role-then-silence", .stream, plain: nil, streamed: .fails(.timeout),
        "the stream opens, and no content follows")
    public static let commentFlood = Cause(
        "comment-flood", .stream, plain: nil, streamed: .fails(.timeout),
        "comments and keep-alives past the leg's time-out, and no content")
    public static let oneBurst = Cause(
        "one-burst", .stream, plain: nil, streamed: .bearable, "all events in one packet")
    public static let duplicateEvent = Cause(
        "duplicate-event", .stream, plain: nil, streamed: .deceives,
        "one piece of the answer comes twice")
    public static let noUsage = Cause(
        "no-usage", .stream, plain: nil, streamed: .bearable, "no token counts come")
    public static let callerLeaves = Cause(
        "caller-leaves", .stream, plain: nil, streamed: .bearable, striking: .caller,
        "the stream goes on for ten seconds, and the caller leaves after its first words")
    public static let plainForStream = Cause(
        "plain-for-stream", .stream, plain: nil, streamed: .bearable,
        "a plain answer, although a stream was asked for")

    // MARK: Lies: status 200, and no answer

    public static let errorIn200 = Cause(
        "error-in-200", .lie, .fails(.serverError), "an error under status 200")
    public static let htmlIn200 = Cause(
        "html-in-200", .lie, .fails(.badAnswer), "a web page under status 200")
    public static let emptyBody = Cause(
        "empty-body", .lie, .fails(.badAnswer), "status 200 and nothing else")
    public static let emptyChoices = Cause(
        "empty-choices", .lie, .fails(.badAnswer), "an answer in which the answer is missing")
    public static let truncatedJSON = Cause(
        "truncated-json", .lie, plain: .fails(.badAnswer), streamed: .breaksOff(.connection),
        "the body ends in the middle of its JSON, and says it is whole")
    public static let wrongContentType = Cause(
        "wrong-content-type", .lie, .bearable, "the answer is right, its content type is not")
    public static let damagedGzip = Cause(
        "damaged-gzip", .lie, .fails(.badAnswer), "a body that cannot be unpacked")

    // MARK: Content: a well-formed answer that is of no use

    public static let proseForJSON = Cause(
        "prose-for-json", .content, .deceives, "sentences around what was to stand alone")
    public static let fencedJSON = Cause(
        "fenced-json", .content, .deceives, "the answer stands between ``` fences")
    public static let markdownTable = Cause(
        "markdown-table", .content, .deceives, "a Markdown table in place of the answer")
    public static let wrongSchema = Cause(
        "wrong-schema", .content, .deceives, "JSON with other members than were asked for")
    public static let badToolArguments = Cause(
        "bad-tool-arguments", .content, .deceives, need: .toolCalls,
        "a tool call whose arguments are no JSON, or of other kinds than the tool takes")
    public static let wrongModel = Cause(
        "wrong-model", .content, .deceives, "another model than was asked for answers, and says so")
    public static let promptTruncated = Cause(
        "prompt-truncated", .content, .deceives,
        "the model saw only the beginning of the prompt, and does not say so")
    public static let wrongFinish = Cause(
        "wrong-finish", .content, .deceives,
        "the answer ends half way, and its finish reason says it is whole")
    public static let refusal = Cause(
        "refusal", .content, .deceives, "the model declines, in well-formed words")
    public static let cacheDropped = Cause(
        "cache-dropped", .content, .deceives, need: .cache,
        "nothing of the prompt is read from the cache")
}

/// In the order in which plans enumerate them; of two that lead to the same leg, the first is played.
public let allCauses: [Cause] = [
    .rateLimit, .serverError, .quota, .auth, .forbidden, .modelGone, .badRequest, .requestTimeout,
    .conflict, .tooLarge, .unprocessable, .badGateway, .unavailable, .gatewayTimeout,
    .overloaded, .contextLength, .contentPolicy,
    .refused, .reset, .dnsFailure, .tlsFailure, .hang, .slowHeaders, .slowFirstToken, .trickle,
    .cut, .resetMidStream, .stall, .malformedEvent, .noTerminator, .noFinish, .errorEvent,
    .roleThenSilence, .commentFlood, .oneBurst, .duplicateEvent, .noUsage, .plainForStream,
    .callerLeaves,
    .errorIn200, .htmlIn200, .emptyBody, .emptyChoices, .truncatedJSON, .wrongContentType,
    .damagedGzip,
    .proseForJSON, .fencedJSON, .markdownTable, .wrongSchema, .badToolArguments, .wrongModel,
    .promptTruncated, .wrongFinish, .refusal, .cacheDropped,
]
