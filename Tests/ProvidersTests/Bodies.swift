import Foundation
import Testing
import Vocabulary

@testable import Providers

/// Compares a request's body with one written by hand, as JSON.
func expectBody(
    _ request: Request, _ expected: String,
    _ location: Testing.SourceLocation = #_sourceLocation
) throws {
    let wanted = try JSONSerialization.jsonObject(with: Data(expected.utf8))
    let found = try JSONSerialization.jsonObject(with: Data(request.body))
    let text = String(decoding: request.body, as: UTF8.self)
    #expect(isSameJSON(found, wanted), "\(text)", sourceLocation: location)
}

/// Everything that a prompt can hold, in one.
let conversation = Prompt(
    messages: [
        Message(.system, "A"), Message(.system, "B"),
        Message(
            .user,
            [
                .text("What is this?"), .image(.url("https://example.com/a.png")),
                .image(.data(mediaType: "image/png", base64: "aGk=")),
                .image(.url("data:image/gif;base64,eA==")),
            ]),
        Message(
            .assistant,
            [
                .text("Let me look."),
                .toolCall(id: "c1", name: "look", arguments: #"{"x":1}"#),
                .toolCall(id: "c2", name: "look", arguments: ""),
            ]),
        Message(.tool, [.toolResult(id: "c1", text: "a cat", isError: false)]),
        Message(.tool, [.toolResult(id: "c2", text: "broken", isError: true)]),
        Message(.user, "So?"),
    ],
    tools: [
        Tool(name: "look", summary: "Looks.", schema: #"{"type":"object"}"#, isStrict: true),
        Tool(name: "time", schema: "{}"),
    ],
    toolChoice: .named("look"),
    parameters: Parameters(topP: "0.9", stop: ["END"], parallelToolCalls: false),
    format: .schema(
        name: "my schema!", schema: #"{"type":"object","properties":{}}"#, isStrict: true),
    metadata: ["task": "triage", "user_id": "u1"])
