import Testing
import Vocabulary

@testable import Doors

private func door(_ provider: String) throws -> any Door {
    try #require(allDoors.standing(for: provider))
}

/// Provider, kind, status, and JSON that the body must contain, each as the provider's page has it.
private let forms: [(String, DoorError.Kind, Int, [String])] = [
    ("azure", .auth, 401, [#""code":"401""#, "Access denied due to invalid subscription key"]),
    ("azure", .modelGone, 404, [#""code":"DeploymentNotFound""#]),
    ("azure", .rateLimit, 429, [#""code":"RateLimitReached""#, "Please retry after 7 seconds"]),
    (
        "azure", .contentPolicy, 400,
        [
            #""code":"content_filter""#, #""innererror":{"code":"ResponsibleAIPolicyViolation""#,
            #""param":"prompt""#,
        ]
    ),
    ("azure", .contextLength, 400, [#""code":"context_length_exceeded""#]),
    ("deepseek", .quota, 402, ["Insufficient Balance", #""type":"unknown_error""#]),
    ("deepseek", .auth, 401, ["Authentication Fails", #""type":"authentication_error""#]),
    ("deepseek", .contentPolicy, 400, ["Content Exists Risk"]),
    ("deepseek", .modelGone, 400, ["The supported API model names are", "but you passed gone"]),
    (
        "deepseek", .contextLength, 400,
        ["This model's maximum context length is 200000 tokens. However, you requested 215000"]
    ),
    ("qwen", .quota, 400, [#""code":"Arrearage""#, "in good standing"]),
    ("qwen", .modelGone, 404, [#""code":"model_not_found""#, "The model `gone` does not exist"]),
    ("qwen", .contextLength, 400, ["Range of input length should be [1, 200000]"]),
    ("qwen", .contentPolicy, 400, [#""code":"data_inspection_failed""#]),
    ("qwen", .auth, 401, [#""code":"invalid_api_key""#, #""request_id":""#]),
    ("kimi", .overloaded, 429, [#""type":"engine_overloaded_error""#]),
    ("kimi", .quota, 429, [#""type":"exceeded_current_quota_error""#]),
    ("kimi", .rateLimit, 429, [#""type":"rate_limit_reached_error""#, "after 7 seconds"]),
    ("kimi", .modelGone, 404, [#""type":"resource_not_found_error""#]),
    (
        "kimi", .contextLength, 400,
        ["Your request exceeded model token limit: 200000 (requested: 215000)"]
    ),
    ("kimi", .contentPolicy, 400, [#""type":"content_filter""#, "considered high risk"]),
    (
        "minimax", .quota, 429,
        ["insufficient balance (1008)", #""http_code":"429""#, "insufficient_balance_error"]
    ),
    ("minimax", .auth, 401, ["(2049)"]),
    ("minimax", .contextLength, 400, ["context window exceeds limit", "(2013)"]),
    ("minimax-native", .quota, 200, [#""base_resp":{"status_code":1008"#, #""choices":null"#]),
    ("minimax-native", .rateLimit, 200, [#""status_code":1002"#]),
    ("minimax-native", .contentPolicy, 200, [#""status_code":1026"#]),
    ("minimax-native", .badGateway, 502, [#""status_code":1000"#]),
    ("glm", .quota, 429, [#""code":"1113""#]),
    ("glm", .modelGone, 400, [#""code":"1211""#]),
    ("glm", .rateLimit, 429, [#""code":"1302""#]),
    ("glm", .contextLength, 400, [#""code":"1261""#, "Prompt exceeds max length"]),
    ("glm", .contentPolicy, 400, [#""code":"1301""#]),
    ("glm", .overloaded, 429, [#""code":"1305""#]),
    ("doubao", .quota, 403, [#""code":"AccountOverdueError""#, "Request id: 021"]),
    ("doubao", .modelGone, 404, [#""code":"InvalidEndpointOrModel.NotFound""#]),
    ("doubao", .overloaded, 429, [#""code":"ServerOverloaded""#]),
    (
        "doubao", .contextLength, 400,
        ["Total tokens of image and text exceed max message tokens", #""type":"BadRequest""#]
    ),
    ("doubao", .contentPolicy, 400, ["InputTextSensitiveContentDetected"]),
    ("vllm", .modelGone, 404, [#""type":"NotFoundError""#, #""code":404"#, "`gone`"]),
    (
        "vllm", .contextLength, 400,
        ["maximum context length is 200000 tokens", "your prompt contains 215000 input tokens"]
    ),
    (
        "llamacpp", .contextLength, 400,
        [
            #""type":"exceed_context_size_error""#, #""n_prompt_tokens":215000"#,
            #""n_ctx":200000"#,
            "request (215000 tokens) exceeds the available context size (200000 tokens)",
        ]
    ),
    ("llamacpp", .unavailable, 503, ["Loading model", #""type":"unavailable_error""#]),
    ("openrouter", .quota, 402, [#""code":402"#, #""error_type":"payment_required""#]),
    ("openrouter", .overloaded, 529, [#""error_type":"provider_overloaded""#]),
    ("openrouter", .gatewayTimeout, 524, [#""code":524"#]),
    ("openrouter", .contentPolicy, 403, [#""reasons":["violence"]"#, #""flagged_input""#]),
    ("openrouter", .rateLimit, 429, [#""X-RateLimit-Remaining":"0""#]),
    ("openrouter", .contextLength, 400, [#""error_type":"context_length_exceeded""#]),
    ("litellm", .rateLimit, 429, ["litellm.RateLimitError", #""code":"429""#]),
    ("litellm", .contextLength, 400, ["ContextWindowExceededError", #""code":"400""#]),
    ("litellm", .contentPolicy, 400, ["ContentPolicyViolationError"]),
    ("litellm", .modelGone, 400, ["Invalid model name passed in model=gone"]),
    ("litellm", .overloaded, 429, ["No deployments available for selected model"]),
    ("litellm", .forbidden, 403, ["key_model_access_denied"]),
    ("portkey", .quota, 412, [#""status":"failure""#]),
    ("portkey", .contentPolicy, 446, [#""hooks_failed""#]),
    ("portkey", .requestTimeout, 408, [#""type":"timeout_error""#]),
    ("portkey", .rateLimit, 429, [#""code":"rate_limit_exceeded""#]),
    ("novastack", .rateLimit, 429, [#""code":"rate_limit_exceeded""#]),
    ("tokenmix", .auth, 401, [#""code":"invalid_api_key""#]),
    ("generic", .contextLength, 400, [#""code":"context_length_exceeded""#]),
]

@Test(arguments: forms)
func `each provider fails in its own words`(
    provider: String, kind: DoorError.Kind, status: Int, parts: [String]
) throws {
    let error = DoorError(kind, model: "gone", retryAfter: .seconds(7))
    let reply = try door(provider).error(error, stamp: stamp)
    #expect(reply.status == status)
    let body = String(decoding: reply.body, as: UTF8.self)
    for part in parts { #expect(body.contains(part), "\(body)") }
}

/// Substrings that LiteLLM 1.106.2 takes for an overflow: where a provider's words have none, a fallback
/// for long prompts never starts, and a lane must not hide that.
@Test func `only those overflows are recognised by a gateway whose words it knows`() throws {
    let known = [
        "maximum context length", "exceeds the available context size", "context_length_exceeded",
    ]
    var recognised: Set<String> = []
    for door in allDoors where door is OpenAIChatDoor {
        let body = String(
            decoding: door.error(DoorError(.contextLength), stamp: stamp).body, as: UTF8.self)
        if known.contains(where: { body.contains($0) }) { recognised.insert(door.provider) }
    }
    let all = Set(allDoors.filter { $0 is OpenAIChatDoor }.map(\.provider))
    let silent: Set = ["qwen", "kimi", "minimax", "minimax-native", "glm", "doubao"]
    #expect(all.subtracting(recognised) == silent)
}

@Test func `a provider is named by one door, and its base path is its own`() throws {
    let providers = allDoors.map(\.provider)
    #expect(Set(providers).count == providers.count)
    #expect(try door("glm").basePath == "/api/paas/v4")
    #expect(try door("doubao").basePath == "/api/v3")
    #expect(try door("qwen").basePath == "/compatible-mode/v1")
    #expect(try door("openrouter").basePath == "/api/v1")
    #expect(try door("deepseek").basePath.isEmpty && door("anthropic").basePath.isEmpty)
    #expect(try door("openai").basePath == "/v1")
}

@Test func `evidence stands in each gateway's headers`() throws {
    func headers(_ provider: String) throws -> Headers {
        let door = try door(provider)
        return door.stream(for: try simple(door), stamp: stamp).head.headers
    }
    let lite = try headers("litellm")
    #expect(lite["x-litellm-model-group"] == "gpt-4.1-nano")
    #expect(lite["x-litellm-attempted-fallbacks"] == "0")
    #expect(lite["x-litellm-response-cost"] == nil, "no price is known before a stream")
    #expect(try headers("portkey")["x-portkey-last-used-option-index"] == "config.targets[0]")
    #expect(try headers("openrouter")["x-generation-id"]?.hasPrefix("gen-") == true)
    #expect(try headers("azure")["apim-request-id"]?.count == 36)
    #expect(try headers("generic").fields.map(\.name) == ["content-type"])
}

@Test func `Azure tells the wait in seconds and milliseconds, and limits in plain seconds`() throws
{
    let headers = try door("azure").error(
        DoorError(.rateLimit, retryAfter: .seconds(7)), stamp: stamp
    ).headers
    #expect(headers["retry-after"] == "7" && headers["retry-after-ms"] == "7000")
    #expect(headers["x-ratelimit-reset-requests"] == "60")
}

@Test func `what LiteLLM heard of a wait comes under a name of its own as well`() throws {
    let headers = try door("litellm").error(
        DoorError(.rateLimit, retryAfter: .seconds(7)), stamp: stamp
    ).headers
    #expect(headers["llm_provider-retry-after"] == "7")
}
