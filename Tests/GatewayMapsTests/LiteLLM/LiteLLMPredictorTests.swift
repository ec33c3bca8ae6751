import GatewayMaps
import Testing
import Vocabulary

// Each rule was observed on LiteLLM 1.106.2 in front of simulated providers.

private let backup = "router_settings: { fallbacks: [{ chat: [backup] }] }"
private let pair: KeyValuePairs = [
    "chat": "openai/gpt-5.4-mini", "backup": "anthropic/claude-opus-5",
]

@Test func `a healthy deployment answers, called once`() throws {
    let walk = try chain(pair, backup).walk("chat", [:])
    #expect(walk.calls == [leg("chat")])
    #expect(walk.answeredBy == leg("chat"))
    #expect(walk.status == 200)
    #expect(walk.outcome == .answers)
}

@Test(arguments: [
    (Cause.serverError, 3), (.rateLimit, 3), (.unavailable, 3), (.badGateway, 3), (.hang, 3),
    (.forbidden, 3), (.auth, 1), (.badRequest, 1), (.modelGone, 1), (.unprocessable, 1),
])
func `a lone deployment is asked three times or once, by the class of its error`(
    cause: Cause, times: Int
) throws {
    let walk = try chain(pair, backup).walk("chat", [leg("chat"): cause])
    #expect(walk.calls == Array(repeating: leg("chat"), count: times) + [leg("backup")])
    #expect(walk.answeredBy == leg("backup"))
    #expect(walk.outcome == .movesOn)
}

@Test(arguments: [
    (Cause.serverError, 500), (.rateLimit, 429), (.auth, 401), (.forbidden, 403), (.modelGone, 404),
    (.unprocessable, 422), (.badGateway, 502), (.unavailable, 503), (.gatewayTimeout, 504),
    (.hang, 408), (.refused, 500), (.htmlIn200, 500),
])
func `the caller sees the first leg's error when nothing rescues it`(cause: Cause, status: Int)
    throws
{
    let alone = try chain(["chat": "openai/gpt-5.4-mini"]).walk("chat", [leg("chat"): cause])
    #expect(alone.status == status)
    #expect(alone.outcome == .surfaces)
    let both = try chain(pair, backup).walk(
        "chat", [leg("chat"): cause, leg("backup"): .badRequest])
    #expect(both.status == status)
}

@Test func `a forbidden call is not repeated by the client of Anthropic`() throws {
    let config = try chain(["chat": "anthropic/claude-opus-5"])
    #expect(try config.walk("chat", [leg("chat"): .forbidden]).calls.count == 1)
}

@Test func `the attempts of zai are three calls each`() throws {
    let config = try chain(["chat": "zai/glm-5.2"])
    #expect(try config.walk("chat", [leg("chat"): .serverError]).calls.count == 9)
}

@Test func `a reset before the answer doubles the calls where the transport repeats by itself`()
    throws
{
    let config = try chain(["chat": "deepseek/deepseek-v4-pro", "other": "openai/gpt-5.4"])
    #expect(try config.walk("chat", [leg("chat"): .reset]).calls.count == 6)
    #expect(try config.walk("other", [leg("other"): .reset]).calls.count == 3)
}

@Test
func
    `retries come from the policy of the group, the policy, the deployment, the router, and are two`()
    throws
{
    func calls(_ sections: String, _ parameters: String = "", _ cause: Cause = .rateLimit) throws
        -> Int
    {
        let config = try litellm(
            """
            model_list: [{ model_name: chat, litellm_params: { model: openai/gpt-5.4\(parameters) } }]
            \(sections)
            """)
        return try config.walk("chat", [leg("chat"): cause]).calls.count
    }
    #expect(try calls("") == 3)
    #expect(try calls("litellm_settings: { num_retries: 3 }") == 4)
    #expect(
        try calls("router_settings: { num_retries: 1 }\nlitellm_settings: { num_retries: 3 }") == 2)
    #expect(try calls("router_settings: { num_retries: 1 }", ", num_retries: 0") == 1)
    #expect(try calls("", ", max_retries: 7") == 3)
    let policy = "router_settings: { num_retries: 1, retry_policy: { RateLimitErrorRetries: 4 } }"
    #expect(try calls(policy) == 5)
    #expect(try calls(policy, "", .serverError) == 2)
    #expect(try calls("router_settings: { retry_policy: { DefaultRetries: 0 } }") == 1)
    #expect(
        try calls(
            "router_settings: { retry_policy: { RateLimitErrorRetries: 4 }, "
                + "model_group_retry_policy: { chat: { RateLimitErrorRetries: 0 } } }") == 1)
    // A policy that speaks of a class makes even its errors retried that never are.
    #expect(
        try calls(
            "router_settings: { retry_policy: { BadRequestErrorRetries: 1 } }", "", .badRequest)
            == 2)
}

// MARK: The three lists

private let three: KeyValuePairs = [
    "chat": "openai/gpt-5.4-mini", "long": "openai/gpt-5.4", "other": "anthropic/claude-opus-5",
    "backup": "mistral/mistral-large-2512",
]

@Test func `a recognised overflow takes its own list, one that is not takes the general one`()
    throws
{
    let sections = """
        router_settings:
          fallbacks: [{ chat: [backup] }, { backup: [other] }]
          context_window_fallbacks: [{ chat: [long] }]
        """
    let config = try chain(three, sections)
    #expect(
        try config.walk("chat", [leg("chat"): .contextLength]).calls == [leg("chat"), leg("long")])
    // Mistral's words are not among those that LiteLLM knows.
    #expect(
        try config.walk("backup", [leg("backup"): .contextLength]).calls
            == [leg("backup"), leg("other")])
}

@Test func `a list that exists without the group's entry returns the error at once`() throws {
    let config = try chain(
        three,
        """
        router_settings:
          fallbacks: [{ chat: [backup] }]
          context_window_fallbacks: [{ other: [long] }]
        """)
    let walk = try config.walk("chat", [leg("chat"): .contextLength])
    #expect(walk.calls == [leg("chat")])
    #expect(walk.status == 400)
    #expect(config.warnings.contains { $0.message.contains("no entry for 'chat'") })
}

@Test func `without a list of its own an overflow takes the general fallbacks`() throws {
    let config = try chain(three, "router_settings: { fallbacks: [{ chat: [backup] }] }")
    #expect(
        try config.walk("chat", [leg("chat"): .contextLength]).calls
            == [leg("chat"), leg("backup")])
}

@Test func `a refused prompt takes the list for policies`() throws {
    let config = try chain(
        three, "router_settings: { content_policy_fallbacks: [{ chat: [other] }] }")
    #expect(
        try config.walk("chat", [leg("chat"): .contentPolicy]).answeredBy == leg("other"))
    #expect(try config.walk("chat", [leg("chat"): .badRequest]).answeredBy == nil)
}

@Test func `the default fallbacks serve groups without an entry`() throws {
    let config = try chain(
        three, "router_settings: { fallbacks: [{ chat: [long] }], default_fallbacks: [backup] }")
    #expect(try config.walk("other", [leg("other"): .auth]).answeredBy == leg("backup"))
    let both = try config.walk("chat", [leg("chat"): .auth, leg("long"): .auth])
    #expect(both.answeredBy == nil)
}

@Test func `a name behind which nobody stands is taken for the first default fallback`() throws {
    let config = try chain(
        ["chat": "openai/a", "dropped": "opnai/b", "backup": "openai/c"],
        "router_settings: { fallbacks: [{ chat: [nope, backup] }], default_fallbacks: [backup] }")
    #expect(try config.walk("dropped", [:]).answeredBy == leg("backup"))
    let all = try config.walk("chat", [leg("chat"): .auth, leg("backup"): .auth])
    #expect(all.calls == [leg("chat"), leg("backup"), leg("backup")])
}

@Test func `fallbacks of fallbacks come first, and each target is tried once`() throws {
    let config = try chain(
        three,
        "router_settings: { fallbacks: [{ chat: [long, backup] }, { long: [other, chat] }] }")
    let all: [LegID: Cause] = [leg("chat"): .auth, leg("long"): .auth, leg("other"): .auth]
    let walk = try config.walk("chat", all)
    #expect(walk.calls == [leg("chat"), leg("long"), leg("other"), leg("backup")])
    #expect(walk.answeredBy == leg("backup"))
}

@Test func `a cycle ends after one visit each`() throws {
    let config = try chain(
        pair, "router_settings: { fallbacks: [{ chat: [backup] }, { backup: [chat] }] }")
    let walk = try config.walk("chat", [leg("chat"): .auth, leg("backup"): .modelGone])
    #expect(walk.calls == [leg("chat"), leg("backup")])
    #expect(walk.status == 401)
}

@Test func `an alias answers from its group and inherits none of its fallbacks`() throws {
    let config = try chain(
        three,
        "router_settings: { model_group_alias: { old: chat }, fallbacks: [{ chat: [backup] }] }")
    #expect(try config.walk("old", [:]).answeredBy == leg("chat"))
    #expect(try config.walk("old", [leg("chat"): .auth]).answeredBy == nil)
    #expect(config.warnings.contains { $0.message.contains("does not inherit") })
}

@Test func `a wildcard serves names that nobody else has, the longer pattern first`() throws {
    let config = try chain([
        "*": "openai/*", "anthropic/*": "anthropic/*", "chat": "openai/gpt-5.4",
    ])
    #expect(try config.walk("chat", [:]).answeredBy == leg("chat"))
    #expect(try config.walk("anthropic/claude-opus-5", [:]).answeredBy == leg("anthropic/*"))
    #expect(try config.walk("whatever", [:]).answeredBy == leg("*"))
}

// MARK: Success that is none

@Test func `a refused parameter becomes a success with body null where parameters are dropped`()
    throws
{
    let config = try chain(
        pair, "litellm_settings: { drop_params: true, fallbacks: [{ chat: [backup] }] }")
    let walk = try config.walk("chat", [leg("chat"): .unprocessable])
    #expect(walk.calls == [leg("chat"), leg("chat")])
    #expect(walk.answeredBy == nil && walk.status == 200)
    #expect(walk.outcome == .mustBeCaught)
    #expect(!walk.isComplete)
    #expect(
        try chain(pair, backup).walk("chat", [leg("chat"): .unprocessable]).answeredBy
            == leg("backup"))
}

@Test
func `an answer without choices takes the list for policies, and is handed on where none is left`()
    throws
{
    let alone = try chain(pair, backup).walk("chat", [leg("chat"): .emptyChoices])
    #expect(alone.answeredBy == leg("chat") && !alone.isComplete)
    let config = try chain(
        pair, "router_settings: { content_policy_fallbacks: [{ chat: [backup] }] }")
    #expect(try config.walk("chat", [leg("chat"): .emptyChoices]).answeredBy == leg("backup"))
}

@Test(arguments: [
    (#"{"error":{"code":null}}"#, 3, 500), (#"{"error":{"code":503}}"#, 3, 503),
    (#"{"error":{"code":"internal_error"}}"#, 1, 500), (#"{"error":{"message":"x"}}"#, 1, 422),
])
func `an error object under status 200 is judged by its code`(body: String, calls: Int, status: Int)
    throws
{
    let predictor = LiteLLMPredictor(try chain(["chat": "openai/gpt-5.4"])) { _, cause in
        cause == .errorIn200 ? RefusalText(status: 200, body: body) : nil
    }
    let walks = predictor.walks(
        askingFor: "chat", causes: [leg("chat"): .errorIn200], isStreamed: false)
    #expect(walks.map(\.calls.count) == [calls])
    #expect(walks.map(\.status) == [status])
}

@Test(arguments: [Cause.htmlIn200, .emptyBody, .emptyChoices, .noFinish])
func `a stream of status 200 is trusted whatever is in it`(cause: Cause) throws {
    let walk = try chain(pair, backup).walk("chat", [leg("chat"): cause], isStreamed: true)
    #expect(walk.calls == [leg("chat")])
    #expect(walk.status == 200)
    #expect(walk.outcome == .mustBeCaught)
}

@Test func `a stream falls back until its first content, and never after it`() throws {
    let config = try chain(pair, backup)
    #expect(
        try config.walk("chat", [leg("chat"): .roleThenSilence], isStreamed: true).answeredBy
            == leg("backup"))
    for cause in [Cause.stall, .resetMidStream, .errorEvent] {
        let walk = try config.walk("chat", [leg("chat"): cause], isStreamed: true)
        #expect(walk.answeredBy == leg("chat"))
        #expect(!walk.isComplete)
    }
}

@Test func `streams of Gemini classify nothing`() throws {
    let config = try chain(
        ["chat": "gemini/gemini-3.8-flash", "long": "openai/gpt-5.4", "backup": "openai/gpt-5.4"],
        """
        router_settings:
          num_retries: 0
          fallbacks: [{ chat: [backup] }]
          context_window_fallbacks: [{ chat: [long] }]
        """)
    let predictor = LiteLLMPredictor(config) { _, cause in
        cause == .contextLength
            ? RefusalText(
                status: 400,
                body: "The input token count exceeds the maximum number of tokens allowed")
            : nil
    }
    let plain = predictor.walks(
        askingFor: "chat", causes: [leg("chat"): .contextLength], isStreamed: false)
    #expect(plain.map(\.answeredBy) == [leg("long")])
    let streamed = predictor.walks(
        askingFor: "chat", causes: [leg("chat"): .contextLength], isStreamed: true)
    #expect(streamed.map(\.answeredBy) == [leg("backup")])
}

@Test func `another model's name in the answer is overwritten where the first group answers`()
    throws
{
    let config = try chain(pair, backup)
    #expect(try config.walk("chat", [leg("chat"): .wrongModel]).outcome == .answers)
    // A fallback's plain answer keeps it; a stream names the group.
    let fallback: [LegID: Cause] = [leg("chat"): .auth, leg("backup"): .wrongModel]
    #expect(try config.walk("chat", fallback).outcome == .mustBeCaught)
    #expect(try config.walk("chat", fallback, isStreamed: true).outcome == .movesOn)
}

@Test
func `words mislead the classes: rate limits in a bad request, an overflow in a server error`() {
    let limited = LiteLLMError(
        RefusalText(status: 400, body: "your Rate-Limit field is wrong"), to: .openAI,
        isStreamed: false)
    #expect(limited == LiteLLMError(.rateLimit, 400))
    let overflow = LiteLLMError(
        RefusalText(status: 500, body: "this model's maximum context length is 8"), to: .openAI,
        isStreamed: false)
    #expect(overflow.kind == .contextWindow)
}

@Test func `a retry policy's word on bad requests counts for what has no class of its own`() throws
{
    let policy = "router_settings: { retry_policy: { BadRequestErrorRetries: 1 } }"
    // LiteLLM knows MiniMax by its status alone, and DeepSeek as one of OpenAI's kind.
    for (model, calls) in [("minimax/MiniMax-M2", 2), ("deepseek/deepseek-v4-pro", 1)] {
        let config = try chain(["chat": model], policy)
        let walks = LiteLLMPredictor(config) { _, _ in RefusalText(status: 413, body: "{}") }.walks(
            askingFor: "chat", causes: [leg("chat"): .tooLarge], isStreamed: false)
        #expect(walks.map(\.calls.count) == [calls], "\(model)")
    }
}

@Test
func `a fault that does not last is overcome by the first attempt that finds the leg healthy`()
    throws
{
    let config = try chain(pair, backup + "\nlitellm_settings: { num_retries: 1 }")
    let predictor = LiteLLMPredictor(config, said: said)
    let chat = leg("chat")
    func walk(_ recurrence: Recurrence, before: Int = 0) throws -> PredictedWalk {
        let walks = predictor.walks(
            askingFor: "chat", causes: [chat: .serverError], recurrences: [chat: recurrence],
            callsBefore: [chat: before], isStreamed: false)
        #expect(walks.count == 1)
        return try #require(walks.first)
    }
    let once = try walk(.once)
    #expect(once.calls == [chat, chat])
    #expect((once.answeredBy, once.outcome) == (chat, .answers))
    #expect(try walk(.times(2)).calls == [chat, chat, leg("backup")])
    #expect(try walk(.flapping, before: 1).calls == [chat])
    #expect(try walk(.once, before: 1).calls == [chat])
    // A client with retries of its own overcomes it within one attempt.
    let zai = try chain(["chat": "zai/glm-5.2"], "litellm_settings: { num_retries: 0 }")
    let walks = LiteLLMPredictor(zai, said: said).walks(
        askingFor: "chat", causes: [chat: .serverError], recurrences: [chat: .once],
        isStreamed: false)
    #expect(walks.map(\.calls) == [[chat, chat]])
    #expect(walks.map(\.answeredBy) == [chat])
}

@Test func `where no lane stands in for a leg nobody answers, and no journal tells of it`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: bedrock/b } }
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: cloud, litellm_params: { model: vertex_ai/v } }
          - { model_name: words, litellm_params: { model: openai/text-embedding-3-small }, model_info: { mode: embedding } }
          - { model_name: all, litellm_params: { model: "*" } }
        router_settings: { num_retries: 1, fallbacks: [{ cloud: [chat] }] }
        """)
    #expect(config.deployments.map(\.lacksLane) == [true, false, true, true, true])
    let second = leg("chat", 1)
    // The copy's dice pick nobody who is not there, unless all others are left out.
    #expect(Set(config.walks("chat", [:]).map(\.calls)) == [[second]])
    #expect(Set(config.walks("cloud", [:]).map(\.answeredBy)) == [second])
    for name in ["words", "all"] {
        let walks = config.walks(name, [:])
        #expect(walks.allSatisfy { $0.outcome == .surfaces && $0.calls.isEmpty })
    }
    let notes = LiteLLMPredictor(config, said: said).notes.map(\.message)
    #expect(notes.contains { $0.contains("leg words/1") && $0.contains("its mode is 'embedding'") })
    #expect(notes.contains { $0.contains("leg cloud/1") && $0.contains("nobody answers there") })
    #expect(notes.contains { $0.contains("leg all/1") && $0.contains("told by the name") })
}

@Test func `on its owner's own file LiteLLM asks the legs that no lane stands in for`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x } }
          - { model_name: cloud, litellm_params: { model: vertex_ai/v } }
          - { model_name: last, litellm_params: { model: openai/y } }
          - { model_name: both, litellm_params: { model: openai/z, weight: 1 } }
          - { model_name: both, litellm_params: { model: vertex_ai/w, weight: 3 } }
        router_settings: { num_retries: 0, fallbacks: [{ chat: [cloud, last] }] }
        """)
    let predictor = LiteLLMPredictor(config, asksLaneless: true, said: said)
    func calls(_ name: String, _ causes: [LegID: Cause] = [:]) -> Set<[LegID]> {
        Set(predictor.walks(askingFor: name, causes: causes, isStreamed: false).map(\.calls))
    }
    #expect(calls("chat") == [[leg("chat")]])
    #expect(calls("chat", [leg("chat"): .serverError]) == [[leg("chat"), leg("cloud")]])
    // Its weights are its owner's.
    #expect(calls("both") == [[leg("both")], [leg("both", 1)]])
    #expect(!predictor.isShown(leg("cloud")) && predictor.isShown(leg("last")))
    // Nothing breaks a leg that is no lane.
    #expect(
        predictor.causes(leadingTo: leg("last"), askingFor: "chat", isStreamed: false) == nil)
    #expect(
        LiteLLMPredictor(config, said: said)
            .causes(leadingTo: leg("last"), askingFor: "chat", isStreamed: false) != nil)
    #expect(
        predictor.notes.contains {
            $0.message.contains("leg cloud/1") && $0.message.contains("are left out: no lane")
        })
}
