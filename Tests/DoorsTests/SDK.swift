import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

/// An official SDK, and the doors whose providers name it as the way to reach them; the maker's comes first.
struct SDK: Sendable {
    var script: String
    var doors: [any Door]

    static let all = [
        SDK(
            script: "openai",
            doors: allDoors.filter { $0 is OpenAIChatDoor && !$0.saysAllWith200 }),
        SDK(script: "openai_responses", doors: allDoors.filter { $0 is OpenAIResponsesDoor }),
        SDK(script: "anthropic", doors: [AnthropicDoor()]),
        SDK(script: "gemini", doors: [GeminiDoor()]),
        SDK(script: "mistral", doors: [MistralChatDoor()]),
        SDK(script: "ollama", doors: [OllamaChatDoor()]),
        SDK(script: "dashscope", doors: [DashScopeDoor()]),
        SDK(script: "cohere", doors: [CohereChatDoor()]),
        SDK(script: "bedrock", doors: [BedrockConverseDoor()]),
    ]
}

/// One behaviour of a simulated provider, and what the SDK must make of it.
struct Exercise {
    var name: String
    var answer: SimulatedAnswer?
    var error: DoorError?
    var expect: [String: Any]
    /// The stream breaks after its first content.
    var breaksStream = false
    var change: (inout Question) -> Void = { _ in }

    var modes: Int { breaksStream ? 1 : 2 }

    /// The bytes of the answer, plain and streamed, as they go over the wire but for the length.
    func wire(_ door: any Door, pads: Bool) throws -> (plain: Data, stream: Data) {
        if let error {
            let reply = door.error(error, stamp: stamp)
            let bytes = Self.wire(reply, reply.body)
            return (bytes, bytes)
        }
        var asked = try simple(door)
        asked.wantsUsageInStream = true
        asked.allowsPadding = pads
        asked.prompt.parameters.maxTokens = nil
        change(&asked)
        let answer = try #require(answer)
        let whole = door.plain(
            DoorAnswer(answer.deltas(to: asked, as: "pin-1")), to: asked, stamp: stamp)
        asked.isStreamed = true
        let deltas = answer.deltas(to: asked, as: "pin-1")
        var stream = door.stream(for: asked, stamp: stamp)
        var output = DoorOutput()
        if breaksStream {
            for delta in deltas.prefix(5) { stream.write(delta, into: &output) }
            stream.fail(DoorError(.overloaded), into: &output)
        } else {
            output = stream.events(of: deltas)
        }
        return (Self.wire(whole, whole.body), Self.wire(stream.head, output.bytes))
    }

    private static func wire(_ reply: DoorReply, _ body: [UInt8]) -> Data {
        var head = "HTTP/1.1 \(reply.status) OK\r\n"
        for (name, value) in reply.headers.fields { head += "\(name): \(value)\r\n" }
        return Data((head + "connection: close\r\n\r\n").utf8) + Data(body)
    }
}

extension SDK {
    /// What this SDK puts behind the address that it is given is not the same for all.
    func basePath(of door: any Door) -> String {
        switch script {
        case "anthropic", "gemini", "ollama", "cohere", "bedrock": ""
        case "mistral": "/v1"
        case "dashscope": "/api/v1"
        default: isAzure(door) ? "" : door.basePath
        }
    }

    func isAzure(_ door: any Door) -> Bool { door.provider.hasPrefix("azure") }

    private func word(_ words: [String: String], _ usual: String) -> String {
        words[script] ?? usual
    }

    func exercises(_ door: any Door) -> [Exercise] {
        let text = "Grüße aus \"Paris\"\n\tund 東京 👩‍👩‍👧‍👦"
        let json = #"{"city": "Paris", "people": 2100000}"#
        var said: [String: Any] = [
            "text": text, "output_tokens": TokenRule.tokens(of: SimulatedAnswer(text: text)),
            "finish": word(
                [
                    "anthropic": "end_turn", "openai_responses": "completed", "gemini": "STOP",
                    "cohere": "COMPLETE", "bedrock": "end_turn",
                ], "stop"),
        ]
        // The answers of these three name no model.
        if !["dashscope", "cohere", "bedrock"].contains(script) { said["model"] = "pin-1" }
        var structured: [String: Any] = ["text": json]
        switch script {
        case "openai_responses", "gemini":
            structured["parsed"] = ["city": "Paris", "people": 2_100_000]
        case "mistral", "ollama": structured["structured"] = true
        default: break
        }
        let calls = [
            ToolCall(id: nil, name: "weather", arguments: #"{"city":"Rome","days":[1,2]}"#),
            ToolCall(id: nil, name: "now", arguments: "{}"),
        ]
        let called = word(
            [
                "anthropic": "tool_use", "openai_responses": "completed", "gemini": "STOP",
                "ollama": "stop", "cohere": "TOOL_CALL", "bedrock": "tool_use",
            ], "tool_calls")
        var all = [
            Exercise(name: "text", answer: SimulatedAnswer(text: text), expect: said),
            Exercise(
                name: "tools", answer: SimulatedAnswer(text: "Let me see.", toolCalls: calls),
                expect: [
                    "text": "Let me see.", "finish": called,
                    "tools": [
                        ["name": "weather", "arguments": ["city": "Rome", "days": [1, 2]]],
                        ["name": "now", "arguments": [String: Any]()],
                    ],
                ]),
            Exercise(
                name: "tool alone",
                answer: SimulatedAnswer(
                    text: "",
                    toolCalls: [ToolCall(id: nil, name: "f", arguments: #"{"a":"}\"{"}"#)]),
                expect: ["text": "", "tools": [["name": "f", "arguments": ["a": #"}"{"#]]]]),
            Exercise(name: "empty", answer: SimulatedAnswer(text: ""), expect: ["text": ""]),
            Exercise(
                name: "structured", answer: SimulatedAnswer(text: json), expect: structured),
            Exercise(
                name: "error event", answer: SimulatedAnswer(text: "Half an answer"),
                expect: ["stream_error": true, "modes": ["streamed"]], breaksStream: true),
        ]
        if script == "dashscope" { all += layouts(text) }
        return all + DoorError.Kind.allCases.map { refused($0, door) }
    }

    /// The ways in which DashScope can be asked to write the same answer.
    private func layouts(_ text: String) -> [Exercise] {
        let shown = SimulatedAnswer(text: text)
        return [
            Exercise(
                name: "text layout", answer: shown,
                expect: ["text": text, "finish": "stop", "format": "text"],
                change: { $0.layout = .text }),
            Exercise(
                name: "repeated by the SDK", answer: shown,
                expect: ["text": text, "finish": "stop", "cumulative": true]),
            Exercise(
                name: "cumulative", answer: shown,
                expect: [
                    "text": text, "finish": "stop", "cumulative": true,
                    "asks": "qwen-deep-research",
                ],
                change: { $0.isCumulative = true }),
        ]
    }

    /// The SDK must raise the class that it has for this status. Which one that is of the maker's errors
    /// is written down by kind, of the others' the script knows it by status.
    private func refused(_ kind: DoorError.Kind, _ door: any Door) -> Exercise {
        let wait: DoorError.RetryAfter = kind == .rateLimit ? .seconds(1) : .bare
        let error = DoorError(kind, retryAfter: wait)
        let reply = door.error(error, stamp: stamp)
        var expect: [String: Any] = ["status": reply.status]
        if door.provider == doors[0].provider {
            expect["class"] = raised(kind)
            expect.merge(words(kind)) { $1 }
        }
        // These show the words alone; the others the whole body, in which quotes are escaped.
        if ["gemini", "ollama", "dashscope"].contains(script), let words = try? door.words(reply) {
            expect["message"] = words
        }
        return Exercise(name: kind.rawValue, error: error, expect: expect)
    }

    /// What the SDK tells beside the class of the two that occur most.
    private func words(_ kind: DoorError.Kind) -> [String: Any] {
        let types: [String: [DoorError.Kind: String]] = [
            "openai": [.rateLimit: "requests", .serverError: "server_error"],
            "openai_responses": [.rateLimit: "requests", .serverError: "server_error"],
            "anthropic": [.rateLimit: "rate_limit_error", .serverError: "api_error"],
            "gemini": [.rateLimit: "RESOURCE_EXHAUSTED", .serverError: "INTERNAL"],
        ]
        guard let type = types[script]?[kind] else { return [:] }
        var told = ["type": type]
        if kind == .rateLimit { told["message"] = script == "gemini" ? "Quota" : "ate limit" }
        return told
    }
}
