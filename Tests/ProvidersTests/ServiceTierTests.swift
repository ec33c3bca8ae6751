import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// The tier that served, as answers tell it: OpenAI beside the usage, Anthropic and Mistral in it, Google by two names.
struct ServiceTierTests {
    private static let plain: [(name: String, body: String, tier: String?)] = [
        (
            "openai",
            """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,\
            "completion_tokens":1,"total_tokens":2},"service_tier":"flex"}
            """, "flex"
        ),
        (
            "openai",
            """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,\
            "completion_tokens":1,"total_tokens":2},"service_tier":null}
            """, nil
        ),
        (
            "openai-responses",
            """
            {"id":"r","object":"response","status":"completed","model":"m","service_tier":"priority",\
            "output":[{"type":"message","role":"assistant","content":[{"type":"output_text",\
            "text":"x"}]}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}
            """, "priority"
        ),
        (
            "anthropic",
            """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",\
            "text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,\
            "service_tier":"priority","speed":"standard"}}
            """, "priority"
        ),
        (
            "anthropic",
            """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",\
            "text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,\
            "service_tier":"standard","speed":"fast"}}
            """, "fast"
        ),
        (
            "anthropic",
            """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",\
            "text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,\
            "service_tier":"standard","inference_geo":"us"}}
            """, "us"
        ),
        (
            "anthropic",
            """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",\
            "text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,\
            "service_tier":"standard","inference_geo":"us","speed":"fast"}}
            """, "fast+us"
        ),
        (
            "anthropic",
            """
            {"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text",\
            "text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1,\
            "service_tier":"standard","inference_geo":"global"}}
            """, "standard"
        ),
        (
            "google",
            """
            {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],\
            "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2,\
            "serviceTier":"flex"}}
            """, "flex"
        ),
        (
            "google",
            """
            {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],\
            "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2,\
            "trafficType":"ON_DEMAND_PRIORITY"}}
            """, "priority"
        ),
        (
            "mistral",
            """
            {"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":\
            {"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,\
            "completion_tokens":1,"total_tokens":2,"service_tier":"standard"}}
            """, "standard"
        ),
        (
            "bedrock",
            """
            {"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},\
            "stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},\
            "serviceTier":{"type":"reserved"}}
            """, "reserved"
        ),
    ]

    @Test(arguments: plain.indices)
    func `an answer tells the tier that served it`(place: Int) throws {
        let (name, body, tier) = Self.plain[place]
        let speaker = try #require(provider(named: name))
        let reading = read(
            speaker.reader(isStreamed: false), Array(body.utf8), headers: jsonHead)
        #expect(reading.text == "x")
        #expect(reading.usage?.tier == tier, "\(name)")
    }

    /// What stands in a body, by its letters alone: the last that is told.
    private static func told(in recording: Recording) throws -> String? {
        let text = String(decoding: recording.body, as: UTF8.self)
        let members = try Regex(#""(?:service_tier|serviceTier|trafficType)"\s*:\s*"([^"]+)""#)
        guard let last = text.matches(of: members).last?.output[1].substring else { return nil }
        return ServiceTier.word(String(last))
    }

    /// Those whose own answers have it; gateways put what they got from others beside it.
    private static let tellers: Set<String> = [
        "openai", "openai-codex", "azure", "anthropic", "google", "google-vertex", "mistral",
        "groq", "xai", "deepseek", "copilot", "bedrock", "volcengine",
    ]

    @Test(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
    func `real answers have the tier that stands in them, plain and streamed`() throws {
        var found: [String: Int] = [:]
        for recording in RecordingsTests.read
        where Self.tellers.contains(recording.provider) && recording.status == 200 {
            guard let usage = reading(recording).usage, let told = try Self.told(in: recording)
            else {
                continue
            }
            #expect(usage.tier == told, "\(recording)")
            found["\(told) \(recording.isStream ? "streamed" : "plain")", default: 0] += 1
        }
        for word in ["default", "flex", "standard", "on_demand"] {
            for manner in ["plain", "streamed"] {
                #expect(found["\(word) \(manner)", default: 0] > 1, "\(word) \(manner): \(found)")
            }
        }
    }

    // MARK: Requests

    @Test(arguments: [
        ("openai", "flex", #""service_tier":"flex""#),
        ("generic", "flex", #""service_tier":"flex""#),
        ("azure", "priority", #""service_tier":"priority""#),
        ("openai-responses", "flex", #""service_tier":"flex""#),
        ("litellm", "flex", #""service_tier":"flex""#),
        ("openrouter", "flex", #""service_tier":"flex""#),
        ("minimax", "priority", #""service_tier":"priority""#),
        ("doubao", "auto", #""service_tier":"auto""#),
        ("anthropic", "auto", #""service_tier":"auto""#),
        ("anthropic", "default", #""service_tier":"standard_only""#),
        ("mistral", "standard", #""service_tier":"standard_only""#),
        ("google", "flex", #""serviceTier":"flex""#),
        ("google", "default", #""serviceTier":"standard""#),
        ("bedrock", "reserved", #""serviceTier":{"type":"reserved"}"#),
        ("bedrock", "standard", #""serviceTier":{"type":"default"}"#),
    ])
    func `a tier is asked for in each language's words`(name: String, tier: String, words: String)
        throws
    {
        let speaker = try #require(provider(named: name))
        let prompt = Prompt(
            messages: [Message(.user, "x")], parameters: Parameters(serviceTier: tier))
        let request = speaker.request(
            for: prompt, to: "m", stream: false,
            at: Endpoint(baseURL: "http://127.0.0.1:1/v1", key: nil))
        #expect(String(decoding: request.body, as: UTF8.self).contains(words), "\(name)")
        #expect(speaker.unsent(of: prompt, to: "m").isEmpty)
    }

    @Test func `who has no word for a tier is sent none, and that is told`() {
        for provider in allProviders {
            let prompt = Prompt(
                messages: [Message(.user, "x")], parameters: Parameters(serviceTier: "flex"))
            let request = provider.request(
                for: prompt, to: "m", stream: false,
                at: Endpoint(baseURL: "http://127.0.0.1:1/v1", key: nil))
            let isSent = String(decoding: request.body, as: UTF8.self).contains("flex")
            let isTold = provider.unsent(of: prompt, to: "m").contains {
                $0.field == Unsent.tierField
            }
            #expect(isSent != isTold, "\(type(of: provider).name)")
        }
    }
}
