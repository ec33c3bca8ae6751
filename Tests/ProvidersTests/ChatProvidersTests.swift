import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// The quirks of each speaker of OpenAI's chat, read from its own fixtures.
struct ChatProvidersTests {
    // MARK: Errors

    static let errors: [(String, Int, Trigger)] = [
        ("deepseek/error-400-context", 400, .contextLength),
        ("deepseek/error-400-model", 400, .badRequest),
        ("deepseek/error-400-risk", 400, .contentPolicy),
        ("deepseek/error-400-reasoning", 400, .badRequest), ("deepseek/error-401", 401, .auth),
        ("deepseek/error-402", 402, .quota), ("deepseek/error-422", 422, .badRequest),
        ("deepseek/error-429", 429, .rateLimit), ("deepseek/error-503", 503, .serverError),
        ("qwen/error-400-arrears", 400, .quota),
        ("qwen/error-400-context", 400, .contextLength),
        ("qwen/error-400-inspection", 400, .contentPolicy),
        ("qwen/error-400-streams-only", 400, .badRequest), ("qwen/error-401", 401, .auth),
        ("qwen/error-403-free", 403, .quota), ("qwen/error-404", 404, .badRequest),
        ("qwen/error-429-rate", 429, .rateLimit), ("qwen/error-429-tokens", 429, .rateLimit),
        ("qwen/error-500", 500, .serverError),
        ("kimi/error-400-context", 400, .contextLength),
        ("kimi/error-400-filter", 400, .contentPolicy), ("kimi/error-401", 401, .auth),
        ("kimi/error-403", 403, .auth), ("kimi/error-404", 404, .badRequest),
        ("kimi/error-429-rate", 429, .rateLimit), ("kimi/error-429-balance", 429, .quota),
        ("kimi/error-429-overload", 429, .serverError), ("kimi/error-500", 500, .serverError),
        ("minimax/error-401", 401, .auth), ("minimax/error-429-balance", 429, .quota),
        ("minimax/error-500-balance", 500, .quota),
        ("minimax/error-400-context", 400, .contextLength),
        ("minimax/error-400-sensitive", 400, .contentPolicy),
        ("minimax/error-in-200", 200, .auth), ("minimax-native/error-in-200", 200, .quota),
        ("minimax-native/error-429", 429, .rateLimit),
        ("glm/error-400-context", 400, .contextLength),
        ("glm/error-400-model", 400, .badRequest),
        ("glm/error-400-unsafe", 400, .contentPolicy), ("glm/error-401", 401, .auth),
        ("glm/error-401-flat", 401, .auth), ("glm/error-403", 403, .auth),
        ("glm/error-429-arrears", 429, .quota), ("glm/error-429-busy", 429, .serverError),
        ("glm/error-429-concurrency", 429, .rateLimit), ("glm/error-429-daily", 429, .quota),
        ("glm/error-500", 500, .serverError),
        ("doubao/error-400-context", 400, .contextLength),
        ("doubao/error-400-sensitive", 400, .contentPolicy), ("doubao/error-401", 401, .auth),
        ("doubao/error-403-overdue", 403, .quota), ("doubao/error-403-denied", 403, .auth),
        ("doubao/error-403-service", 403, .quota), ("doubao/error-404", 404, .badRequest),
        ("doubao/error-429-rate", 429, .rateLimit), ("doubao/error-429-quota", 429, .quota),
        ("doubao/error-429-overload", 429, .serverError),
        ("doubao/error-500", 500, .serverError),
        ("vllm/error-400-context", 400, .contextLength), ("vllm/error-401", 401, .auth),
        ("vllm/error-404", 404, .badRequest), ("vllm/error-500", 500, .serverError),
        ("llamacpp/error-400-context", 400, .contextLength),
        ("llamacpp/error-400", 400, .badRequest), ("llamacpp/error-401", 401, .auth),
        ("llamacpp/error-501", 501, .badRequest), ("llamacpp/error-503", 503, .serverError),
        ("openrouter/error-400-context", 400, .contextLength),
        ("openrouter/error-401", 401, .auth), ("openrouter/error-402", 402, .quota),
        ("openrouter/error-402-in-flight", 402, .rateLimit),
        ("openrouter/error-403-key", 403, .auth),
        ("openrouter/error-403-moderation", 403, .contentPolicy),
        ("openrouter/error-404", 404, .badRequest), ("openrouter/error-408", 408, .timeout),
        ("openrouter/error-429", 429, .rateLimit), ("openrouter/error-503", 503, .serverError),
        ("openrouter/error-524", 524, .serverError), ("openrouter/error-529", 529, .serverError),
        ("openrouter/error-in-200", 200, .serverError),
        ("litellm/error-400-context", 400, .contextLength),
        ("litellm/error-400-policy", 400, .contentPolicy),
        ("litellm/error-400-model", 400, .badRequest), ("litellm/error-400-no-db", 400, .auth),
        ("litellm/error-401", 401, .auth), ("litellm/error-403", 403, .auth),
        ("litellm/error-408", 408, .timeout), ("litellm/error-422", 422, .quota),
        ("litellm/error-429", 429, .rateLimit), ("litellm/error-429-cooldown", 429, .serverError),
        ("litellm/error-500", 500, .serverError), ("portkey/error-400", 400, .badRequest),
        ("portkey/error-401", 401, .auth), ("portkey/error-408", 408, .timeout),
        ("portkey/error-412", 412, .quota), ("portkey/error-429", 429, .rateLimit),
        ("portkey/error-446", 446, .contentPolicy), ("novastack/error-401", 401, .auth),
        ("novastack/error-429", 429, .rateLimit), ("novastack/error-503", 503, .serverError),
        ("tokenmix/error-401", 401, .auth), ("tokenmix/error-429", 429, .rateLimit),
        ("tokenmix/error-503", 503, .serverError),
    ]

    @Test(arguments: errors)
    func `each provider's errors are known by its own words`(
        path: String, status: Int, trigger: Trigger
    ) throws {
        let reading = try readFixture("\(path).json", status: status)
        let provider = try listed(String(path.prefix { $0 != "/" }))
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(reading.error?.message?.isEmpty == false)
        #expect(provider.trigger(for: reading, nil) == trigger)
    }

    @Test func `no error fixture of a new provider is left unread`() throws {
        let known = Set(Self.errors.map { "\($0.0).json" })
        let older: Set<String> = ["openai", "anthropic", "generic"]
        for provider in allProviders where provider is any ChatProvider {
            guard !older.contains(provider.name) else { continue }
            for path in try fixtures(of: provider.name, endingIn: ".json")
            where path.contains("/error") {
                #expect(known.contains(path), "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("deepseek/error-in-stream", Trigger.serverError),
        ("qwen/error-in-stream", .rateLimit), ("qwen/error-in-stream-400", .badRequest),
        ("minimax/error-in-stream", .rateLimit),
        ("minimax-native/error-in-stream", .contentPolicy), ("glm/error-in-stream", .serverError),
        ("vllm/error-in-stream", .serverError), ("llamacpp/error-in-stream", .serverError),
        ("openrouter/error-in-stream", .serverError), ("litellm/error-in-stream", .serverError),
    ])
    func `an error inside a stream is known by the same words`(path: String, trigger: Trigger)
        throws
    {
        let reading = try readFixture("\(path).sse")
        let provider = try listed(String(path.prefix { $0 != "/" }))
        #expect(reading.outcome == .error)
        #expect(reading.error?.isInStream == true)
        #expect(reading.text == (path.hasSuffix("-400") ? "" : "Paris"))
        #expect(provider.trigger(for: reading, nil) == trigger)
        #expect(!reading.findingCodes.contains("wire.stream.no-finish"))
    }

    @Test func `numbers and words of MiniMax and GLM that no fixture has`() {
        func error(_ code: String, _ message: String = "m") -> ProviderError {
            ProviderError(status: 200, code: code, message: message)
        }
        let minimax = MiniMax()
        for (code, trigger) in [
            ("1000", Trigger.serverError), ("1001", .timeout), ("1013", .serverError),
            ("1039", .rateLimit), ("2013", .badRequest), ("2045", .rateLimit), ("2056", .quota),
        ] {
            #expect(minimax.trigger(for: error(code)) == trigger, "\(code)")
        }
        #expect(
            minimax.trigger(for: error("2013", "context window exceeds limit")) == .contextLength)
        #expect(GLM().trigger(for: ProviderError(status: 434)) == .auth)
        #expect(GLM().trigger(for: ProviderError(status: 429, code: "1310")) == .quota)
    }

    // MARK: Answers

    @Test(arguments: [
        "deepseek", "qwen", "kimi", "minimax", "minimax-native", "glm", "doubao", "vllm",
        "llamacpp",
    ])
    func `reasoning comes beside the text, streamed or not`(name: String) throws {
        for path in ["\(name)/plain.json", "\(name)/stream.sse"] {
            let reading = try readFixture(path)
            #expect(reading.reasoning == "France it is.", "\(path)")
            #expect(reading.text == "Paris – 巴黎", "\(path)")
        }
    }

    @Test(arguments: ["deepseek/tools.json", "deepseek/tools.sse"])
    func `DeepSeek's calls, and cache hits that are told twice`(path: String) throws {
        let reading = try readFixture(path)
        #expect(
            reading.toolCalls == [
                ToolCall(id: "call_00_a1", name: "weather", arguments: #"{"city":"Rome"}"#)
            ])
        let counts = DeepSeek().usageRule.canonical(try #require(reading.usage))
        #expect(counts.inputFresh == 8)
        #expect(counts.cacheRead == 32)
        #expect(reading.findings == [])
    }

    @Test func `DeepSeek gives an answer up, sends usage late, or sends white space alone`() throws
    {
        let given = try readFixture("deepseek/no-resource.json")
        #expect(given.finish == Finish(raw: "insufficient_system_resource", reason: .error))
        #expect(given.findingCodes == ["wire.finish.error"])
        let late = try readFixture("deepseek/late-usage.sse")
        #expect(late.usage?.cachedInput?.value == 32)
        #expect(late.findings == [])
        let nothing = try readFixture("deepseek/white-space.json")
        #expect(nothing.outcome == .error)
        #expect(DeepSeek().trigger(for: nothing, nil) == .badAnswer)
    }

    @Test func `Qwen's cache counts lie inside of the input, and its ids survive empty ones`()
        throws
    {
        let usage = try #require(try readFixture("qwen/cache.json").usage)
        let counts = Qwen().usageRule.canonical(usage)
        #expect(counts.inputFresh == 495)
        #expect(counts.cacheRead == 1024)
        #expect(counts.cacheWrite == 1500)
        #expect(counts.findings == [])
        let tools = try readFixture("qwen/tools.sse")
        #expect(
            tools.toolCalls == [
                ToolCall(id: "call_q1", name: "weather", arguments: #"{"city":"Rome"}"#)
            ])
        #expect(tools.findings == [])
    }

    @Test func `Kimi's usage is found in both places, the last counts`() throws {
        let inside = try readFixture("kimi/stream.sse")
        #expect(inside.usage?.cachedInput == .init(16, "usage.cached_tokens"))
        let both = try readFixture("kimi/both-usages.sse")
        #expect(both.usage?.cacheWrite?.value == 2)
        #expect(both.findings == [])
        let tools = try readFixture("kimi/tools.json")
        #expect(tools.toolCalls.first?.id == "functions.weather:0")
        #expect(tools.reasoning == nil)
        let busy = try readFixture("kimi/error-429-rate.json", status: 429)
        #expect(busy.error?.retryAfter == .seconds(1))
    }

    @Test(arguments: ["minimax/think-in-text.json", "minimax/think-in-text.sse"])
    func `reasoning inside of MiniMax's text is left there, and found`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "<think>\nFrance it is.\n</think>\n\nParis")
        #expect(reading.reasoning == nil)
        #expect(reading.findingCodes == ["wire.text.think-tag"])
    }

    @Test func `MiniMax marks an answer, or fails under 200`() throws {
        let marked = try readFixture("minimax/sensitive.json")
        #expect(marked.findingCodes == ["wire.answer.moderated"])
        let failed = try readFixture("minimax/error-in-200.json")
        #expect(failed.error?.code == "1004")
        #expect(failed.error?.codeIsNumber == true)
        #expect(failed.findingCodes == ["wire.error-in-200"])
        // A stream was asked for, and one body came instead.
        let unframed = read(
            MiniMax().reader(isStreamed: true), try fixture("minimax/error-in-200.json"),
            headers: jsonHead)
        #expect(unframed.error?.code == "1004")
        #expect(unframed.findingCodes.contains("wire.stream.absent"))
    }

    @Test func `MiniMax's own stream ends with the whole answer, which is not read twice`() throws {
        let own = try readFixture("minimax-native/stream.sse")
        #expect(own.text == "Paris – 巴黎")
        #expect(own.usage?.output?.value == 10)
        #expect(own.findings == [])
        #expect(own.outcome == .ok)
        let elsewhere = read(
            MiniMax().reader(isStreamed: true), try fixture("minimax-native/stream.sse"),
            headers: streamHead)
        #expect(elsewhere.text == own.text)
        #expect(elsewhere.findingCodes.contains("wire.stream.whole-answer"))
    }

    @Test func `GLM's finish reasons are its own`() throws {
        let blocked = try readFixture("glm/sensitive.json")
        #expect(blocked.finish?.reason == .contentFilter)
        #expect(blocked.findings == [])
        let long = try readFixture("glm/context-finish.json")
        #expect(
            long.finish == Finish(raw: "model_context_window_exceeded", reason: .length))
        #expect(long.findings == [])
        let broken = try readFixture("glm/network-error.sse")
        #expect(broken.text == "Paris")
        #expect(broken.findingCodes == ["wire.finish.error"])
        #expect(
            try readFixture("glm/tools.sse").toolCalls.map(\.arguments) == [#"{"city":"Rome"}"#])
        let abroad = read(
            Generic().reader(isStreamed: false), try fixture("glm/sensitive.json"),
            headers: jsonHead)
        #expect(abroad.findingCodes == ["wire.finish.foreign"])
    }

    @Test func `Doubao's usage runs, the last counts, and what it blocked is marked`() throws {
        let running = try readFixture("doubao/running-usage.sse")
        #expect(running.usage?.output?.value == 3)
        #expect(running.findingCodes == ["wire.usage.repeated"])
        let blocked = try readFixture("doubao/moderated.json")
        #expect(blocked.finish?.reason == .contentFilter)
        #expect(blocked.findingCodes == ["wire.answer.moderated"])
    }

    @Test func `vLLM tells the stop sequence, and gives answers up`() throws {
        let stopped = try readFixture("vllm/stop-sequence.json")
        #expect(stopped.finish == Finish(raw: "stop", reason: .stop, stopSequence: "END"))
        let aborted = try readFixture("vllm/abort.sse")
        #expect(aborted.findingCodes == ["wire.finish.error"])
    }

    @Test func `llama cpp's progress is no content`() throws {
        let reading = try readFixture("llamacpp/progress.sse", pieces: 40)
        #expect(reading.text == "Paris")
        #expect(reading.clocks.contentEvents == 1)
        #expect(try readFixture("llamacpp/stream.sse").stream?.comments == 2)
    }

    // MARK: Gateways

    @Test(arguments: ["openrouter/plain.json", "openrouter/stream.sse"])
    func `OpenRouter says who was tried, who served, and both prices`(path: String) throws {
        let upstream = "usage.cost_details.upstream_inference_cost"
        let evidence = try readFixture(path).evidence
        #expect(evidence.count == 5)
        #expect(evidence.contains(.servedBy("OpenAI")))
        #expect(evidence.contains(.attempts(2)))
        #expect(evidence.contains(.fallbacks(1)))
        #expect(
            evidence.contains { if case .cost(_, upstream, "usd") = $0 { true } else { false } })
        #expect(
            evidence.contains { if case .cost(_, "usage.cost", _) = $0 { true } else { false } })
    }

    @Test func `OpenRouter's attempts name the server where nothing else does`() throws {
        #expect(try readFixture("openrouter/no-provider.json").servedBy == "OpenAI")
    }

    @Test func `a whole answer from OpenRouter's cache has no tokens and says so`() throws {
        let reading = read(
            OpenRouter().reader(isStreamed: false), try fixture("openrouter/cache-hit.json"),
            headers: [
                "content-type": "application/json", "X-OpenRouter-Cache-Status": "HIT",
                "X-Generation-Id": "gen-1",
            ])
        #expect(reading.evidence.contains(.cacheHit(true)))
        #expect(reading.evidence.contains(.requestID("gen-1")))
        #expect(reading.findingCodes == ["wire.usage.zero"])
    }

    @Test func `LiteLLM's headers say who served, how often it was tried, and at what price`()
        throws
    {
        let reading = read(
            LiteLLM().reader(isStreamed: false), try fixture("litellm/plain.json"),
            headers: [
                "content-type": "application/json", "x-litellm-call-id": "c-1",
                "x-litellm-model-id": "leg-b", "x-litellm-model-name": "openai/gpt-4o-mini",
                "x-litellm-model-group": "backup-chat", "x-litellm-attempted-retries": "1",
                "x-litellm-attempted-fallbacks": "1", "x-litellm-response-cost": "0.000022",
                "x-litellm-response-cost-original": "0.00002",
                "x-litellm-semantic-similarity": "0.98",
            ])
        #expect(
            reading.evidence == [
                .requestID("c-1"), .fallbacks(1), .retries(1), .deployment("leg-b"),
                .cost(amount: "0.000022", field: "x-litellm-response-cost", unit: "usd"),
                .cost(
                    amount: "0.00002", field: "x-litellm-response-cost-original", unit: "usd"),
                .servedBy("openai/gpt-4o-mini"), .servedBy("backup-chat"), .cacheHit(true),
            ])
        #expect(LiteLLM().echoRule.judge(reading.model, asked: "fast-chat", pin: "p") == .alias)
    }

    @Test func `LiteLLM's fallback in a stream is told by a chunk of its own`() throws {
        let reading = try readFixture("litellm/fallback.sse")
        #expect(reading.text == "Paris – 巴黎")
        #expect(reading.evidence.contains(.fallbacks(1)))
        #expect(reading.servedBy == "backup-chat")
        #expect(
            reading.evidence.contains(
                .cost(amount: "2.1e-05", field: "usage.cost", unit: "usd")))
        #expect(reading.findings == [])
        let usage = try #require(try readFixture("litellm/anthropic-usage.json").usage)
        #expect(LiteLLM().usageRule.canonical(usage).inputFresh == 120)
    }

    @Test func `Portkey's headers say which target answered, and its counts lie as they lie`()
        throws
    {
        let body = try fixture("portkey/anthropic-usage.json")
        let head: Headers = [
            "content-type": "application/json", "x-portkey-trace-id": "t-1",
            "x-portkey-last-used-option-index": "config.targets[1]",
            "x-portkey-retry-attempt-count": "2", "x-portkey-cache-status": "SEMANTIC HIT",
            "x-portkey-provider": "anthropic",
        ]
        let reading = read(Portkey().reader(isStreamed: false), body, headers: head)
        #expect(
            reading.evidence == [
                .requestID("t-1"), .retries(2), .deployment("config.targets[1]"),
                .cacheHit(true), .servedBy("anthropic"), .servedBy("anthropic"),
            ])
        #expect(reading.findingCodes == ["wire.finish.foreign"])
        let counts = Portkey().usageRule.canonical(try #require(reading.usage))
        #expect(counts.rule == .cacheBeside)
        #expect(counts.inputFresh == 120)
        let guarded = read(
            Portkey().reader(isStreamed: false), try fixture("portkey/plain.json"), status: 246,
            headers: jsonHead)
        #expect(guarded.outcome == .ok)
        #expect(guarded.text == "Paris – 巴黎")
        #expect(guarded.findingCodes == ["wire.status.unusual"])
    }

    // MARK: What they say of themselves

    @Test(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
    func `a provider that claims recordings has some`() throws {
        let place = try #require(Place.shared("recordings"))
        let folders = try FileManager.default.contentsOfDirectory(atPath: place.path)
        let names = [
            "qwen": "alibaba", "qwen-native": "alibaba-dashscope", "glm": "zai",
            "azure-responses": "azure-responses", "openai-responses": "openai-responses",
            "doubao": "volcengine", "portkey": "portkey-gateway",
        ]
        for provider in allProviders {
            let recorded = names[provider.name] ?? provider.name
            let has = folders.contains { $0.hasPrefix("\(recorded)-") }
            guard provider.proofs.contains(.recordings) else { continue }
            #expect(has, "\(provider.name)")
        }
    }

    @Test func `proofs are told, and documents stand alone`() {
        for provider in allProviders {
            #expect(!provider.proofs.isEmpty)
            #expect(!provider.proofs.contains(.documents) || provider.proofs.count == 1)
        }
    }
}
