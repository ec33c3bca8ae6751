import GatewayMaps
import Testing
import Vocabulary

// Each row was observed on Portkey's open-source gateway 1.15.2 in front of a fault simulator.

private typealias Row = (causes: [Int: Cause], walks: [String])

private func holds(
    _ config: PortkeyConfig, _ rows: [Row], isStreamed: Bool = false,
    _ place: Testing.SourceLocation = #_sourceLocation
) {
    for row in rows {
        #expect(
            config.told(row.causes, isStreamed: isStreamed) == row.walks,
            "\(row.causes.map { "\($0.key): \($0.value.name)" }.sorted())", sourceLocation: place)
    }
}

@Test func `every status that is no success falls back, and the last answer is the caller's`()
    throws
{
    let config = try portkey(fixture: "fallback")
    holds(
        config,
        [
            ([:], ["1 = 1/200"]),
            ([1: .rateLimit], ["1 2 = 2/200"]), ([1: .badRequest], ["1 2 = 2/200"]),
            ([1: .auth], ["1 2 = 2/200"]), ([1: .modelGone], ["1 2 = 2/200"]),
            ([1: .overloaded], ["1 2 = 2/200"]), ([1: .hang], ["1 2 = 2/200"]),
            ([1: .slowHeaders], ["1 2 = 2/200"]), ([1: .reset], ["1 2 = 2/200"]),
            ([1: .refused], ["2 = 2/200"]),
            ([1: .auth, 2: .overloaded], ["1 2 3 = 3/200"]),
            ([1: .auth, 2: .overloaded, 3: .badRequest], ["1 2 3 = -/400"]),
            ([1: .auth, 2: .auth, 3: .refused], ["1 2 = -/500"]),
            ([1: .auth, 2: .auth, 3: .hang], ["1 2 3 = -/408"]),
        ])
}

@Test func `an answer that is no JSON ends the chain with the gateway's own 500`() throws {
    holds(
        try portkey(fixture: "fallback"),
        [
            ([1: .truncatedJSON], ["1 = -/500"]), ([1: .emptyBody], ["1 = -/500"]),
            ([1: .cut], ["1 = -/500"]), ([1: .damagedGzip], ["1 = -/500"]),
            ([1: .auth, 2: .cut], ["1 2 = -/500"]),
        ])
}

@Test
func `an answer of Anthropic's without content is the gateway's own 500, and no fallback follows`()
    throws
{
    holds(try portkey(fixture: "fallback"), [([1: .auth, 2: .emptyChoices], ["1 2 = -/500"])])
}

@Test func `a 429 that asks for a wait is handed on, or is npm's own 500 after the last retry`()
    throws
{
    func chain(_ codes: String) throws -> PortkeyConfig {
        try portkey(
            """
            { "strategy": { "mode": "fallback"\(codes) }, "request_timeout": 9000, "targets": [
              { "provider": "openai", "api_key": "a",
                "retry": { "attempts": 1, "use_retry_after_header": true } },
              { "provider": "deepseek", "api_key": "b" }] }
            """)
    }
    holds(try chain(""), [([1: .rateLimit], ["1 1 2 = 2/200"])])
    // The 500 is not in the list: whoever has installed it by npm has no fallback here.
    holds(
        try chain(#", "on_status_codes": [429]"#),
        [
            ([1: .rateLimit], ["1 1 2 = 2/200", "1 1 = -/500"]),
            ([1: .serverError], ["1 1 = -/500"]),
        ])
}

@Test func `lies under 200 are handed on`() throws {
    holds(
        try portkey(fixture: "fallback"),
        [
            ([1: .htmlIn200], ["1 = 1/200!"]), ([1: .errorIn200], ["1 = 1/200!"]),
            ([1: .wrongContentType], ["1 = 1/200!"]), ([1: .emptyChoices], ["1 = 1/200!"]),
            ([1: .markdownTable], ["1 = 1/200!"]), ([1: .trickle], ["1 = 1/200"]),
        ])
}

@Test func `a stream that has begun is handed on, whatever becomes of it`() throws {
    holds(
        try portkey(fixture: "fallback"),
        [
            ([1: .rateLimit], ["1 2 = 2/200"]), ([1: .hang], ["1 2 = 2/200"]),
            ([1: .cut], ["1 = 1/200!"]), ([1: .stall], ["1 = 1/200!"]),
            ([1: .resetMidStream], ["1 = 1/200!"]), ([1: .emptyBody], ["1 = 1/200!"]),
            ([1: .damagedGzip], ["1 = 1/200!"]), ([1: .truncatedJSON], ["1 = 1/200!"]),
            ([1: .slowFirstToken], ["1 = 1/200"]), ([1: .roleThenSilence], ["1 = 1/200!"]),
            ([1: .noTerminator], ["1 = 1/200"]),
        ], isStreamed: true)
}

@Test func `events that Portkey parses itself break off where they are none`() throws {
    func stream(_ provider: String, _ cause: Cause) throws -> [String] {
        try portkey(#"{ "provider": "\#(provider)", "api_key": "a", "request_timeout": 900 }"#)
            .told([1: cause], isStreamed: true)
    }
    #expect(try stream("openai", .commentFlood) == ["1 = 1/200"])
    #expect(try stream("deepseek", .commentFlood) == ["1 = 1/200!"])
    #expect(try stream("mistral-ai", .plainForStream) == ["1 = 1/200!"])
    #expect(try stream("dashscope", .plainForStream) == ["1 = 1/200"])
    #expect(try stream("anthropic", .commentFlood) == ["1 = 1/200"])
    #expect(try stream("anthropic", .plainForStream) == ["1 = 1/200!"])
    // Ollama's choices go through as they are; Hyperbolic's parser forgives.
    #expect(try stream("ollama", .commentFlood) == ["1 = 1/200!"])
    #expect(try stream("ollama", .plainForStream) == ["1 = 1/200"])
    #expect(try stream("hyperbolic", .commentFlood) == ["1 = 1/200"])
    #expect(try stream("anyscale", .plainForStream) == ["1 = 1/200"])
    #expect(try stream("novita-ai", .noTerminator) == ["1 = 1/200!"])
    // Google's answer begins with its first content.
    #expect(try stream("google", .slowFirstToken) == ["1 = -/408"])
}

@Test func `a leg that comes and goes is retried call by call`() throws {
    let config = try portkey(
        #"{ "provider": "openai", "api_key": "a", "retry": { "attempts": 2 } }"#)
    let walks = PortkeyPredictor(config, said: portkeySaid).walks(
        askingFor: "config", causes: [portkeyLeg(1): .rateLimit],
        recurrences: [portkeyLeg(1): .once], isStreamed: false)
    #expect(walks.map(\.calls.count) == [2])
    #expect(walks.map(\.status) == [200])
}

@Test func `only statuses of the list fall back, and a time-out is not among them`() throws {
    holds(
        try portkey(fixture: "fallback-codes"),
        [
            ([1: .rateLimit], ["1 2 = 2/200"]), ([1: .unavailable], ["1 2 = 2/200"]),
            ([1: .serverError], ["1 = -/500"]), ([1: .badRequest], ["1 = -/400"]),
            ([1: .hang], ["1 = -/408"]), ([1: .refused], [" = -/500"]),
            ([1: .reset], ["1 = -/500"]),
            ([1: .rateLimit, 2: .badGateway], ["1 2 = -/502"]),
        ])
}

@Test func `each leg retries for itself, by its own list or the one above it`() throws {
    holds(
        try portkey(fixture: "retries"),
        [
            ([1: .rateLimit], ["1 1 1 2 = 2/200"]), ([1: .serverError], ["1 1 1 2 = 2/200"]),
            // 529 and 4xx are not in the list of those that are retried.
            ([1: .badRequest], ["1 2 = 2/200"]),
            ([1: .auth, 2: .auth], ["1 2 2 3 = 3/200"]),
            ([1: .auth, 2: .rateLimit], ["1 2 3 = 3/200"]),
            ([1: .auth, 2: .hang], ["1 2 2 3 = 3/200"]),
            (
                [1: .auth, 2: .rateLimit, 3: .rateLimit],
                ["1 2 3 3 3 3 = -/429", "1 2 3 3 3 3 = -/500"]
            ),
            ([1: .auth, 2: .rateLimit, 3: .serverError], ["1 2 3 = -/500"]),
            // A connection that breaks is retried whatever the list says.
            ([1: .auth, 2: .reset], ["1 2 2 3 = 3/200"]),
            ([1: .refused], ["2 = 2/200"]),
            // What the gateway itself fails over is not.
            ([1: .truncatedJSON], ["1 = -/500"]),
        ])
}

@Test func `a balancer asks one of its targets and no second one`() throws {
    let config = try portkey(fixture: "timeouts")
    holds(
        config,
        [
            ([:], ["1 = 1/200", "3 = 3/200"]),
            ([1: .auth], ["1 2 = 2/200", "3 = 3/200"]),
            ([3: .auth], ["1 = 1/200", "3 = -/401"]),
        ])
    #expect(config.legs.map(\.timeout) == [.seconds(5), .seconds(10), .seconds(2)])
}

@Test func `a balancer inside a fallback moves on behind all of its targets`() throws {
    let config = try portkey(fixture: "balanced")
    holds(
        config,
        [
            ([:], ["1 = 1/200", "2 = 2/200"]),
            ([1: .serverError], ["1 4 = 4/200", "2 = 2/200"]),
            ([1: .auth], ["1 = -/401", "2 = 2/200"]),
            ([1: .hang, 2: .hang], ["1 4 = 4/200", "2 4 = 4/200"]),
        ])
    #expect(
        PortkeyPredictor(config, said: portkeySaid).legs(behind: "config").map(\.index) == [
            0, 1, 3,
        ])
}

@Test func `a balancer without any weight has no answer, which only a list takes for the end`()
    throws
{
    let pool = """
        { "strategy": { "mode": "loadbalance" }, "targets": [
          { "provider": "openai", "api_key": "a", "weight": 0 }] }
        """
    let next = #"{ "provider": "openai", "api_key": "b" }"#
    let open = try portkey(
        #"{ "strategy": { "mode": "fallback" }, "targets": [\#(pool), \#(next)] }"#)
    #expect(open.told([:]) == ["2 = 2/200"])
    let listed = try portkey(
        #"{ "strategy": { "mode": "fallback", "on_status_codes": [429, 500] }, "targets": [\#(pool), \#(next)] }"#
    )
    #expect(listed.told([:]) == [" = -/500"])
}

@Test func `an inner fallback that gives up hands its last answer to the outer one`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "fallback" }, "targets": [
          { "strategy": { "mode": "fallback", "on_status_codes": [429] }, "targets": [
            { "provider": "openai", "api_key": "a" }, { "provider": "openai", "api_key": "b" }] },
          { "provider": "openai", "api_key": "c" }] }
        """)
    holds(
        config,
        [
            ([1: .serverError], ["1 3 = 3/200"]), ([1: .rateLimit], ["1 2 = 2/200"]),
            ([1: .rateLimit, 2: .rateLimit], ["1 2 3 = 3/200"]),
            // The gateway's own failure ends the outer chain, too.
            ([1: .cut], ["1 = -/500"]),
        ])
}

@Test func `a success in the list is thrown away, and the next target asked`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "fallback", "on_status_codes": [200] }, "targets": [
          { "provider": "openai", "api_key": "a" }, { "provider": "openai", "api_key": "b" }] }
        """)
    #expect(config.told([:]) == ["1 2 = 2/200"])
}

@Test func `single asks its first target only`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "single" }, "targets": [
          { "provider": "openai", "api_key": "a" }, { "provider": "openai", "api_key": "b" }] }
        """)
    #expect(config.told([1: .auth]) == ["1 = -/401"])
}

@Test func `conditions lead each kind of request to its own target`() throws {
    let config = try portkey(fixture: "conditional")
    #expect(config.routes.map(\.name) == ["config[1]", "config[2]", "config[default]"])
    #expect(config.told([1: .auth], route: "config[1]") == ["1 = -/401"])
    #expect(config.told([2: .auth], route: "config[2]") == ["2 3 = 3/200"])
    #expect(config.told([:], route: "config[default]") == ["4 = 4/200"])
}

@Test func `a request that no condition takes is refused, a chain around it included`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "fallback" }, "targets": [
          { "strategy": { "mode": "conditional", "conditions": [
              { "query": { "metadata.tier": "pro" }, "then": "a" }] },
            "targets": [{ "name": "a", "provider": "openai", "api_key": "a" }] },
          { "provider": "openai", "api_key": "b" }] }
        """)
    // The one route there is meets the condition.
    #expect(config.routes.map(\.name) == ["config[1]"])
    #expect(config.told([1: .auth], route: "config[1]") == ["1 2 = 2/200"])
}
