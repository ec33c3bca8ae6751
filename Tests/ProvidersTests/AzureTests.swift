import Testing
import Vocabulary

@testable import Providers

struct AzureTests {
    @Test func `the first event has filter results, no choice and no model`() throws {
        let reading = try readFixture("azure/stream.sse")
        #expect(reading.model == "gpt-5-nano-2025-08-07")
        #expect(reading.id == "chatcmpl-A1")
        #expect(reading.usage?.reasoning?.value == 16)
        #expect(reading.findings == [])
    }

    @Test func `events of filter offsets alone are no content, not even after the finish`() throws {
        let reading = try readFixture("azure/async-filter.sse")
        #expect(reading.text == "Paris")
        #expect(reading.finish == Finish(raw: "stop", reason: .stop))
        #expect(reading.findings == [])
    }

    @Test func `filtered output is a finish, not an error`() throws {
        let reading = try readFixture("azure/filtered.sse")
        #expect(reading.text == "Par")
        #expect(reading.finish?.reason == .contentFilter)
        #expect(reading.outcome == .ok)
    }

    @Test func `a filter that failed filters nothing`() throws {
        let reading = try readFixture("azure/filter-failed.json")
        #expect(reading.text == "Paris")
        #expect(reading.error == nil)
    }

    @Test func `the echo names the model behind the deployment`() throws {
        let echo = try readFixture("azure/router.json").model
        #expect(Azure().echoRule.judge(echo, asked: "model-router", pin: "gpt-4.1-nano") == .pinned)
        #expect(Azure().echoRule.judge(echo, asked: "gpt-5", pin: "gpt-5") == .differs)
        let plain = try readFixture("azure-responses/plain.json").model
        #expect(AzureResponses().echoRule.judge(plain, asked: "d", pin: "gpt-5.1") == .pinned)
    }

    @Test(arguments: [
        ("azure/error-400-filter", 400, Trigger.contentPolicy),
        ("azure/error-400-length", 400, .contextLength), ("azure/error-401", 401, .auth),
        ("azure/error-401-flat", 401, .auth), ("azure/error-403", 403, .auth),
        ("azure/error-404", 404, .badRequest), ("azure/error-408", 408, .timeout),
        ("azure/error-429", 429, .rateLimit), ("azure/error-429-quota", 429, .quota),
        ("azure/error-500", 500, .serverError),
        ("azure-responses/error-400-filter", 400, .contentPolicy),
        ("azure-responses/error-401", 401, .auth), ("azure-responses/error-404", 404, .badRequest),
        ("azure-responses/error-429", 429, .rateLimit),
    ])
    func `errors are known with and without a type`(
        path: String, status: Int, trigger: Trigger
    ) throws {
        let reading = try readFixture("\(path).json", status: status)
        #expect(reading.outcome == .error)
        #expect(reading.error?.message?.isEmpty == false)
        #expect(Azure().trigger(for: reading, nil) == trigger)
    }

    @Test(arguments: [
        (["retry-after-ms": "1500", "retry-after": "9", "x-ms-retry-after-ms": "9"], 1_500),
        (["retry-after": "9", "x-ms-retry-after-ms": "1200"], 9_000),
        (["x-ms-retry-after-ms": "1200"], 1_200),
        ([String: String](), 20_000),
    ])
    func `the waiting time stands in one of three fields, else in the message`(
        fields: [String: String], milliseconds: Int
    ) throws {
        let head = Headers(
            [("content-type", "application/json")] + fields.map { ($0.key, $0.value) })
        let reading = read(
            Azure().reader(isStreamed: false), try fixture("azure/error-429.json"), status: 429,
            headers: head)
        #expect(reading.error?.retryAfter == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        (
            "https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/chat/completions",
            "https://r.openai.azure.com/openai/v1/responses"
        ),
        (
            "https://r.openai.azure.com/openai/v1/",
            "https://r.openai.azure.com/openai/v1/chat/completions",
            "https://r.openai.azure.com/openai/v1/responses"
        ),
        (
            "https://r.openai.azure.com?api-version=2024-10-21",
            "https://r.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21",
            "https://r.openai.azure.com/openai/responses?api-version=2024-10-21"
        ),
        (
            "https://r.openai.azure.com/openai?api-version=preview",
            "https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview",
            "https://r.openai.azure.com/openai/v1/responses?api-version=preview"
        ),
        (
            "https://r.example.com/openai/deployments/x?api-version=2024-10-21",
            "https://r.example.com/openai/deployments/x/chat/completions?api-version=2024-10-21",
            "https://r.example.com/openai/deployments/x/responses?api-version=2024-10-21"
        ),
        (
            "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions",
            "http://127.0.0.1:8080/v1/responses"
        ),
    ])
    func `both families of addresses are found`(base: String, chat: String, responses: String) {
        let endpoint = Endpoint(baseURL: base, key: Secret("k-3"))
        let prompt = Prompt(messages: [Message(.user, "Hi")])
        let one = Azure().request(for: prompt, to: "my-gpt", stream: false, at: endpoint)
        #expect(one.url == chat)
        #expect(one.secretHeaders == [.init("api-key", Secret("k-3"))])
        let other = AzureResponses().request(for: prompt, to: "my-gpt", stream: true, at: endpoint)
        #expect(other.url == responses)
        #expect(other.secretHeaders == [.init("api-key", Secret("k-3"))])
    }
}
