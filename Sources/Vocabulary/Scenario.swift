/// A scenario of the public failoverbench catalogue, and what stands for it here.
public struct Scenario: Sendable, Equatable {
    /// Which leg of a route it breaks.
    public enum Place: String, Sendable {
        case first
        case fallback
    }

    public let id: String
    public let summary: String
    public let place: Place
    /// The name of a fault; nil where the leg is healthy and its answer is what matters.
    public let fault: Fault?
    /// Where ours is not quite theirs.
    public let remark: String

    init(
        _ id: String, _ summary: String, _ fault: Fault?, at place: Place = .first,
        remark: String = ""
    ) {
        self.id = id
        self.summary = summary
        self.fault = fault
        self.place = place
        self.remark = remark
    }
}

/// In the catalogue's order.
public let allScenarios: [Scenario] = [
    Scenario(
        "S01", "one 429 with Retry-After", Fault(.rateLimit, .once),
        remark: "planned where the leg retries on rate-limit"),
    Scenario("S02", "a 429 that lasts", Fault(.rateLimit)),
    Scenario(
        "S03", "one 500", Fault(.serverError, .once),
        remark: "planned where the leg retries on server-error"),
    Scenario("S04", "a 503 that lasts", Fault(.unavailable)),
    Scenario("S05", "a reset before the headers", Fault(.reset)),
    Scenario(
        "S06", "no response for 120 s", Fault(.hang), remark: "time-outs are scaled to 2 s at most"),
    Scenario(
        "S07", "the first token after 20 s", Fault(.slowFirstToken),
        remark: "later than the leg's time-out; streamed only"),
    Scenario(
        "S08", "a cut after 40 of 60 tokens", Fault(.cut), remark: "in the middle of the answer"),
    Scenario(
        "S09", "a stall of 30 s in mid-stream", Fault(.stall),
        remark: "longer than the leg's time-out; streamed only"),
    Scenario(
        "S10", "a malformed tenth event", Fault(.malformedEvent),
        remark: "in the middle of the stream"),
    Scenario("S11", "no [DONE] at the end", Fault(.noTerminator), remark: "streamed only"),
    Scenario("S12", "400: the context is too long", Fault(.contextLength)),
    Scenario("S13", "400: against the content policy", Fault(.contentPolicy)),
    Scenario(
        "S14", "a fallback that rejects assistant prefill", Fault(.badRequest), at: .fallback,
        remark: "the 400 is what the caller sees, whatever in the prompt brought it about"),
    Scenario(
        "S15", "flapping: 503, then healthy, over 20 requests", Fault(.unavailable, .flapping),
        remark: "every other call fails, over \(Fault.flappingRequests) requests"),
    Scenario(
        "S16", "accounting: the fallback is the reported model, usage is there", nil, at: .fallback,
        remark: "the healthy fallback, with 'served-model' and the findings on usage"),
]

extension Fault {
    /// How many requests show that a leg which comes and goes is asked again.
    public static let flappingRequests = 4
}
