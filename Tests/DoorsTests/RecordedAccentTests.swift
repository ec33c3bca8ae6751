import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// What each provider really sent, beside what its accent writes. A member that its recordings have and
/// neither the accent nor the list of reasons names fails, and so does one that they never have.
private let recordings = Place.shared("recordings")

private struct Held: CustomTestStringConvertible {
    var provider: String
    /// What its recordings are called.
    var prefix: String
    /// Members of recorded answers that ours lack, by the beginning of their path, each with its reason.
    var missing: [String: String] = [:]
    /// Members of ours that no recording happens to have: the provider's page has them.
    var beyond: Set<String> = []
    /// How many there are at least.
    var plain = 0
    var streams = 0
    /// Why the recorded streams end in another order, if they do.
    var endsOtherwise: String?

    var testDescription: String { provider }
}

private let logprobs = "only for those who ask with `logprobs`"

private let held: [Held] = [
    Held(
        provider: "azure", prefix: "azure",
        missing: [
            "choices[].message.reasoning_content": "other makers' models on the same host",
            "choices[].stop_reason": "other makers' models on the same host",
            "choices[].matched_stop": "other makers' models on the same host",
            "choices[].message.tool_calls[].index": "other makers' models on the same host",
            "usage.audio_prompt_tokens": "other makers' models on the same host",
            "usage.num_sources_used": "other makers' models on the same host",
            "usage.cost_in_usd_ticks": "other makers' models on the same host",
            "usage.prompt_tokens_details": "other makers' models split input by medium",
            "usage.latency_checkpoint": "newest models only",
            "latency_checkpoint": "newest models only",
            "service_tier": "newest models only",
            "prompt_filter_results[].content_filter_results.jailbreak": "older filters lack it",
        ],
        beyond: ["usage.prompt_tokens_details.cache_write_tokens"], plain: 12, streams: 8),
    Held(
        provider: "deepseek", prefix: "deepseek", missing: ["choices[].logprobs.": logprobs],
        plain: 12, streams: 12),
    Held(
        provider: "qwen", prefix: "alibaba",
        missing: [
            "usage.prompt_tokens_details.text_tokens": "newer models split input by medium",
            "usage.prompt_tokens_details.image_tokens": "newer models split input by medium",
            "usage.completion_tokens_details.text_tokens": "newer models split output by medium",
        ],
        beyond: [
            "usage.prompt_tokens_details.cache_creation",
            "usage.prompt_tokens_details.cache_creation.ephemeral_5m_input_tokens",
            "usage.prompt_tokens_details.cache_creation_input_tokens",
            "usage.prompt_tokens_details.cache_type",
        ], plain: 15, streams: 15),
    Held(provider: "glm", prefix: "zai", plain: 12, streams: 10),
    Held(
        provider: "doubao", prefix: "volcengine",
        // The one recording is a stream of text alone.
        beyond: [
            "choices[].delta.reasoning_content", "choices[].delta.tool_calls",
            "choices[].delta.tool_calls[]", "choices[].delta.tool_calls[].function",
            "choices[].delta.tool_calls[].function.arguments",
            "choices[].delta.tool_calls[].function.name", "choices[].delta.tool_calls[].id",
            "choices[].delta.tool_calls[].index", "choices[].delta.tool_calls[].type",
            "usage.completion_tokens", "usage.completion_tokens_details",
            "usage.completion_tokens_details.reasoning_tokens", "usage.prompt_tokens",
            "usage.prompt_tokens_details", "usage.prompt_tokens_details.cached_tokens",
            "usage.total_tokens",
        ], streams: 1),
    Held(
        provider: "llamacpp", prefix: "llamacpp",
        missing: ["__verbose": "only when the server is told to"], plain: 7, streams: 10),
    Held(
        provider: "openrouter", prefix: "openrouter",
        missing: [
            "choices[].logprobs.": logprobs,
            "choices[].error": "a generation that failed after its status",
            "choices[].message.annotations": "only where the web was searched",
            "choices[].message.reasoning_details[].data": "sealed thoughts",
            "choices[].message.reasoning_details[].id": "sealed thoughts",
            "choices[].message.reasoning_details[].signature": "sealed thoughts",
            "choices[].message.reasoning_details[].summary": "sealed thoughts",
            "service_tier": "some providers behind it",
            "system_fingerprint": "some providers behind it",
            "usage.server_tool_use_details": "server tools",
            "choices[].message.refusal": "some providers behind it",
        ], plain: 28, streams: 25),
    Held(
        provider: "litellm", prefix: "litellm",
        missing: [
            "choices[].message.tool_calls": "null in versions before it dropped nulls",
            "stream_options": "an echo that newer versions dropped",
            "usage.prompt_tokens_details.audio_tokens": "as the provider behind it",
            "usage.completion_tokens_details.": "as the provider behind it",
        ],
        beyond: [
            "choices[].delta.reasoning_content", "choices[].delta.tool_calls",
            "choices[].delta.tool_calls[]", "choices[].delta.tool_calls[].function",
            "choices[].delta.tool_calls[].function.arguments",
            "choices[].delta.tool_calls[].function.name", "choices[].delta.tool_calls[].id",
            "choices[].delta.tool_calls[].index", "choices[].delta.tool_calls[].type",
            "choices[].message.reasoning_content", "choices[].message.tool_calls[]",
            "choices[].message.tool_calls[].function",
            "choices[].message.tool_calls[].function.arguments",
            "choices[].message.tool_calls[].function.name", "choices[].message.tool_calls[].id",
            "choices[].message.tool_calls[].type", "usage.cache_creation_input_tokens",
            "usage.cache_read_input_tokens",
        ], plain: 1, streams: 1,
        endsOtherwise: "that version sent an empty chunk between the reason and the usage"),
    Held(
        provider: "portkey", prefix: "portkey-gateway",
        beyond: [
            "choices[].message.reasoning_content", "choices[].message.tool_calls",
            "choices[].message.tool_calls[]", "choices[].message.tool_calls[].function",
            "choices[].message.tool_calls[].function.arguments",
            "choices[].message.tool_calls[].function.name", "choices[].message.tool_calls[].id",
            "choices[].message.tool_calls[].type",
            "usage.prompt_tokens_details.cache_write_tokens",
        ], plain: 1),
]

/// The bodies of good answers of that provider.
private func bodies(_ prefix: String, streamed: Bool) throws -> [(name: String, body: [UInt8])] {
    let folder = try #require(recordings)
    let form = streamed ? "-stream-" : "-plain-"
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        .filter {
            $0.hasPrefix("\(prefix)-chat-") && $0.contains(form) && !$0.contains("-chat-error-")
        }
        .map { name in
            let file = folder.appending(path: "\(name)/response.body")
            return (name, Array(try Data(contentsOf: file)))
        }
}

/// Thoughts, text and a call at once, and the counts of all that can be counted.
private let everyDelta: [Delta] = [
    .start(id: nil, model: "m"), .reasoning("Hm"), .text("Let me see"),
    .toolStart(index: 0, id: nil, name: "f"), .toolArguments(index: 0, #"{"a":1}"#),
    .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    .usage(
        Usage(
            input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"),
            cachedInput: .init(2, "cached"), cacheWrite: .init(1, "written"),
            reasoning: .init(2, "reasoning"))),
]

/// One path is held to be the other's member or the member itself.
private func isNamed(_ path: String, by prefixes: some Sequence<String>) -> Bool {
    let whole = path.replacingOccurrences(of: ".delta", with: ".message")
    return prefixes.contains { path.hasPrefix($0) || whole.hasPrefix($0) }
}

@Test(
    .enabled(if: recordings != nil, "no recordings beside the checkout"),
    arguments: held.filter { $0.plain > 0 })
private func `plain answers have the members that this provider's have`(held: Held) throws {
    let door = try #require(allDoors.standing(for: held.provider))
    let asked = try simple(door)
    let ours = try Value(door.plain(DoorAnswer(everyDelta), to: asked, stamp: stamp).body).paths
    let read = try bodies(held.prefix, streamed: false)
    #expect(read.count >= held.plain)
    var theirs: Set<String> = []
    for recording in read {
        let paths = try Value(recording.body).paths
        theirs.formUnion(paths)
        for path in paths.subtracting(ours) where !isNamed(path, by: held.missing.keys) {
            Issue.record("\(recording.name): \(path)")
        }
    }
    for path in ours.subtracting(theirs).subtracting(held.beyond) {
        Issue.record("ours alone: \(path)")
    }
}

@Test(
    .enabled(if: recordings != nil, "no recordings beside the checkout"),
    arguments: held.filter { $0.streams > 0 })
private func `streams have the members and the order that this provider's have`(held: Held) throws {
    let door = try #require(allDoors.standing(for: held.provider))
    var (ours, orders): (Set<String>, Set<[String]>) = ([], [])
    for asksForUsage in [true, false] {
        for deltas in [
            everyDelta, everyDelta.filter { $0 != .text("Let me see") },
            everyDelta.filter { if case .reasoning = $0 { false } else { true } },
            everyDelta.filter {
                switch $0 {
                case .toolStart, .toolArguments, .reasoning: false
                default: true
                }
            },
        ] {
            var asked = try simple(door, streamed: true)
            asked.wantsUsageInStream = asksForUsage
            var stream = door.stream(for: asked, stamp: stamp)
            let events = streamEvents(stream.events(of: deltas).bytes)
            for event in events { ours.formUnion(event.json.paths) }
            orders.insert(end(of: events))
        }
    }
    let read = try bodies(held.prefix, streamed: true)
    #expect(read.count >= held.streams)
    var theirs: Set<String> = []
    var theirOrders: Set<[String]> = []
    for recording in read {
        let events = streamEvents(recording.body)
        theirOrders.insert(end(of: events))
        for event in events {
            let paths = event.json.paths
            theirs.formUnion(paths)
            for path in paths.subtracting(ours) where !isNamed(path, by: held.missing.keys) {
                Issue.record("\(recording.name): \(path)")
            }
        }
    }
    for path in ours.subtracting(theirs).subtracting(held.beyond) {
        Issue.record("ours alone: \(path)")
    }
    #expect(
        orders.isDisjoint(with: theirOrders) == (held.endsOtherwise != nil),
        "\(orders) and theirs: \(theirOrders)")
}

/// How a stream ends: where the reason stands, where the usage, and what comes last.
private func end(of events: [StreamEvent]) -> [String] {
    events.suffix(3).map { event in
        if event.data == "[DONE]" { return "done" }
        let choice = event.json["choices"]?[0]
        var parts: [String] = []
        if choice == nil { parts.append("no choice") }
        if choice?["finish_reason"]?.text != nil { parts.append("reason") }
        if event.json["usage"].map({ $0 != .null }) ?? false { parts.append("usage") }
        return parts.isEmpty ? "content" : parts.joined(separator: " and ")
    }
}

/// The recorded errors whose kind is plain, and the kind that ours must be given to have their shape.
@Test(
    .enabled(if: recordings != nil, "no recordings beside the checkout"),
    arguments: [
        ("alibaba-chat-error-plain-5d10a4e2", "qwen", DoorError.Kind.modelGone),
        ("alibaba-chat-error-plain-69bfb481", "qwen", .auth),
        ("azure-chat-error-plain-338877b2", "azure", .auth),
        ("deepseek-chat-error-plain-492dd73a", "deepseek", .auth),
        ("llamacpp-chat-error-plain-4295a9ae", "llamacpp", .contextLength),
        ("llamacpp-chat-error-plain-6f725535", "llamacpp", .badRequest),
        ("minimax-chat-error-plain-47055514", "minimax", .quota),
        ("openrouter-chat-error-plain-5c7c6262", "openrouter", .rateLimit),
    ])
func `a recorded error has the status, members and codes of ours`(
    name: String, provider: String, kind: DoorError.Kind
) throws {
    let folder = try #require(recordings).appending(path: name)
    let body = Array(try Data(contentsOf: folder.appending(path: "response.body")))
    let response = try Value(Data(contentsOf: folder.appending(path: "response.json")))
    let door = try #require(allDoors.standing(for: provider))
    let reply = door.error(DoorError(kind), stamp: stamp)
    #expect(reply.status == response["status"]?.number)
    let (ours, theirs) = (try Value(reply.body), try Value(body))
    // Envelopes that grew: OpenRouter's metadata has a type now, MiniMax's says that it is an error.
    let grown: Set = ["error.metadata.error_type", "type"]
    #expect(ours.paths.subtracting(grown) == theirs.paths.subtracting(grown))
    for member in ["type", "code", "http_code"] {
        #expect(ours["error"]?[member] == theirs["error"]?[member], "\(member)")
    }
}

@Test(.enabled(if: recordings != nil, "no recordings beside the checkout"))
func `DeepSeek refuses in the words of its recorded refusal`() throws {
    let file = try #require(recordings).appending(
        path: "deepseek-chat-error-plain-1b257889/response.body")
    let recorded = try Value(Data(contentsOf: file))
    let door = try #require(allDoors.standing(for: "deepseek"))
    let asked = try question(
        #"{"model":"deepseek-flash","messages":[{"role":"user","content":"x"}],"#
            + #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"}"#,
        door)
    let error = try #require(door.refusal(of: asked))
    #expect(try Value(door.error(error, stamp: stamp).body) == recorded)
}
