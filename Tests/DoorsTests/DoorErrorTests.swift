import Testing
import Vocabulary

@testable import Doors

private let openAI = OpenAIChatDoor()
private let anthropic = AnthropicDoor()

private let openAIForms: [(DoorError.Kind, Int, String, String?, String)] = [
    (.rateLimit, 429, "requests", "rate_limit_exceeded", "Rate limit reached for"),
    (.quota, 429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota"),
    (.auth, 401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided"),
    (.forbidden, 403, "request_forbidden", "unsupported_country_region_territory", "not supported"),
    (
        .modelGone, 404, "invalid_request_error", "model_not_found",
        "The model `gpt-9` does not exist"
    ),
    (.badRequest, 400, "invalid_request_error", "invalid_value", "Invalid value"),
    (
        .serverError, 500, "server_error", nil,
        "The server had an error while processing your request"
    ),
    (.overloaded, 503, "service_unavailable_error", "server_is_overloaded", "overloaded"),
    (
        .contextLength, 400, "invalid_request_error", "context_length_exceeded",
        "This model's maximum context length is"
    ),
    (.contentPolicy, 400, "invalid_request_error", "content_policy_violation", "safety system"),
]

@Test(arguments: openAIForms)
func `OpenAI's errors have its status, type, code and words`(
    kind: DoorError.Kind, status: Int, type: String, code: String?, words: String
) throws {
    let reply = openAI.error(DoorError(kind, model: "gpt-9"), stamp: stamp)
    #expect(reply.status == status)
    let json = try Value(reply.body)
    #expect(json.keys == ["error"])
    let error = try #require(json["error"])
    #expect(error.keys == ["message", "type", "param", "code"])
    #expect(error["type"]?.text == type)
    #expect(error["code"]?.text == code)
    #expect(error["message"]?.text?.contains(words) == true)
    #expect(reply.headers["x-request-id"]?.hasPrefix("req_") == true)
}

@Test(arguments: [
    (DoorError.Kind.rateLimit, 429, "rate_limit_error", "rate limit", "true"),
    (.quota, 402, "billing_error", "credit balance is too low", "false"),
    (.auth, 401, "authentication_error", "invalid x-api-key", "false"),
    (.forbidden, 403, "permission_error", "permission", "false"),
    (.modelGone, 404, "not_found_error", "model: claude-9", "false"),
    (.badRequest, 400, "invalid_request_error", "metadata.user_id", "false"),
    (.requestTimeout, 408, "timeout_error", "timed out", "true"),
    (.conflict, 409, "conflict_error", "changed", "true"),
    (.tooLarge, 413, "request_too_large", "maximum size", "false"),
    (.serverError, 500, "api_error", "Internal server error", "true"),
    (.gatewayTimeout, 504, "timeout_error", "timed out", "true"),
    (.overloaded, 529, "overloaded_error", "Overloaded", "true"),
    (
        .contextLength, 400, "invalid_request_error",
        "prompt is too long: 215000 tokens > 200000 maximum", "false"
    ),
    (.contentPolicy, 400, "invalid_request_error", "content filtering policy", "false"),
])
func `Anthropic's errors have its status, type and words`(
    kind: DoorError.Kind, status: Int, type: String, words: String, retry: String
) throws {
    let reply = anthropic.error(DoorError(kind, model: "claude-9"), stamp: stamp)
    #expect(reply.status == status)
    let json = try Value(reply.body)
    #expect(json.keys == ["type", "error", "request_id"])
    #expect(json["type"]?.text == "error")
    #expect(json["error"]?["type"]?.text == type)
    #expect(json["error"]?["message"]?.text?.contains(words) == true)
    #expect(json["request_id"]?.text == reply.headers["request-id"])
    #expect(reply.headers["x-should-retry"] == retry)
}

@Test(arguments: allDoors)
func `every kind of error has a status, words and JSON of its own`(door: any Door) throws {
    var seen: Set<String> = []
    for kind in DoorError.Kind.allCases {
        let reply = door.error(DoorError(kind), stamp: stamp)
        #expect((400..<600).contains(reply.status) || door.saysAllWith200 && reply.status == 200)
        let message = try #require(try door.words(reply))
        #expect(!message.isEmpty)
        #expect(seen.insert("\(reply.status) \(message)").inserted, "\(kind)")
        let event = try #require(door.events(door.errorEvent(DoorError(kind), stamp: stamp)).first)
        #expect(door.manner.words(event.json) == message, "the same words in a stream")
        #expect(event.name == door.manner.errorEvent)
    }
}

/// Google tells it in the body.
private let doorsWithHeaders = allDoors.filter { !($0 is GeminiDoor) }

/// The time to wait that an answer tells, wherever that is.
private func waitTold(_ reply: DoorReply) -> String? {
    if let told = reply.headers["retry-after"] ?? reply.headers["retry-after-ms"] { return told }
    guard case .array(let details)? = (try? Value(reply.body))?["error"]?["details"] else {
        return nil
    }
    let delay = details.compactMap { $0["retryDelay"]?.text }.first
    return delay.map { $0.hasSuffix("s") ? String($0.dropLast()) : "no duration: \($0)" }
}

@Test(
    arguments: [
        (DoorError.RetryAfter.seconds(7), "7"), (.date(inSeconds: 60), "60"),
        (.milliseconds(250), "0.250"), (.milliseconds(34_400), "34.400"),
        (.milliseconds(2_000), "2"),
        (.bare, nil),
    ] as [(DoorError.RetryAfter, String?)])
func `Google tells the time to wait in the body`(
    wait: DoorError.RetryAfter, told: String?
) throws {
    let reply = GeminiDoor().error(DoorError(.rateLimit, retryAfter: wait), stamp: stamp)
    #expect(reply.headers["retry-after"] == nil && reply.headers["retry-after-ms"] == nil)
    #expect(waitTold(reply) == told)
    let message = try #require(try Value(reply.body)["error"]?["message"]?.text)
    #expect(told.map { message.contains("Please retry in \($0)s.") } ?? true)
}

@Test(arguments: doorsWithHeaders)
func `the time to wait is told in four ways`(door: any Door) {
    func headers(_ retryAfter: DoorError.RetryAfter) -> Headers {
        door.error(DoorError(.rateLimit, retryAfter: retryAfter), stamp: stamp).headers
    }
    #expect(headers(.seconds(7))["retry-after"] == "7")
    #expect(headers(.date(inSeconds: 60))["retry-after"] == "Sat, 21 Nov 2026 08:01:00 GMT")
    #expect(headers(.milliseconds(250))["retry-after-ms"] == "250")
    #expect(headers(.milliseconds(250))["retry-after"] == nil)
    #expect(headers(.bare)["retry-after"] == nil && headers(.bare)["retry-after-ms"] == nil)
    #expect(headers(.date(inSeconds: .max))["retry-after"]?.hasSuffix("GMT") == true)
}

@Test func `an exhausted limit shows in the headers`() {
    let limited = openAI.error(DoorError(.rateLimit), stamp: stamp).headers
    #expect(limited["x-ratelimit-remaining-requests"] == "0")
    #expect(limited["x-ratelimit-reset-requests"] == "1m0s")
    let other = anthropic.error(DoorError(.rateLimit), stamp: stamp).headers
    #expect(other["anthropic-ratelimit-requests-remaining"] == "0")
    #expect(
        openAI.error(DoorError(.serverError), stamp: stamp).headers[
            "x-ratelimit-remaining-requests"] == nil)
}

@Test func `other words keep the kind's type and drop what would not fit them`() throws {
    let error = DoorError(.badRequest, message: "no such thing", param: "thing")
    let json = try Value(openAI.error(error, stamp: stamp).body)["error"]
    #expect(json?["message"]?.text == "no such thing")
    #expect(json?["param"]?.text == "thing" && json?["code"] == .null)
}

@Test(arguments: [
    (
        ProviderError(status: 400, code: "context_length_exceeded", message: "m"),
        DoorError.Kind.contextLength, 400
    ),
    (ProviderError(status: 429, type: "insufficient_quota", message: "m"), .quota, 429),
    (ProviderError(status: 429, code: "unheard", message: "m"), .rateLimit, 429),
    (ProviderError(status: 529, type: "overloaded_error", message: "m"), .overloaded, 529),
    (ProviderError(status: 418, message: "m"), .badRequest, 418),
    (ProviderError(status: 200, message: "m"), .serverError, 500),
    (ProviderError(message: "m"), .serverError, 500),
    (ProviderError(status: 599, message: "m"), .serverError, 599),
])
func `a foreign error is shown by what its code says, else its type, else its status`(
    foreign: ProviderError, kind: DoorError.Kind, status: Int
) throws {
    let error = DoorError(foreign)
    #expect(error.kind == kind)
    for door in allDoors {
        let reply = door.error(error, stamp: gatewayStamp)
        // Where a foreign error has no status, this provider's own for the kind is told.
        let isTold = foreign.status.map { (400..<600).contains($0) } ?? false
        if isTold || !door.saysAllWith200 { #expect(reply.status == status) }
        #expect(try door.words(reply) == "m")
    }
}

@Test func `a foreign time to wait is passed on`() {
    var foreign = ProviderError(status: 429, message: "m", retryAfter: .seconds(30))
    #expect(DoorError(foreign).retryAfter == .seconds(30))
    foreign.retryAfter = .milliseconds(1500)
    #expect(DoorError(foreign).retryAfter == .milliseconds(1500))
    foreign.retryAfter = .seconds(-1)
    #expect(DoorError(foreign).retryAfter == .bare)
}

@Test(arguments: allDoors)
func `a foreign time to wait beyond all clocks is passed on and ends nothing`(
    door: any Door
) throws {
    for wait in [Duration.seconds(251_633_116_799), .seconds(Int64.max), .seconds(Int64.min)] {
        let foreign = ProviderError(status: 429, message: "m", retryAfter: wait)
        let reply = door.error(DoorError(foreign), stamp: stamp)
        #expect(reply.status == 429)
        let told = waitTold(reply)
        #expect(told.map { Int($0) != nil } ?? (wait < .zero))
    }
}

@Test(arguments: [
    (0, "0s"), (12, "12ms"), (1_000, "1s"), (22_564, "22.564s"), (360_000, "6m0s"),
    (3_723_000, "1h2m3s"), (1_500, "1.5s"), (60_020, "1m0.02s"), (4_020_928, "1h7m0.928s"),
])
func `durations are written as OpenAI does`(milliseconds: Int, text: String) {
    #expect(OpenAIFacts.duration(milliseconds: milliseconds) == text)
}
