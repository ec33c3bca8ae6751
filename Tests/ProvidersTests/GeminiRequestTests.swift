import Testing
import Vocabulary

@testable import Providers

struct GeminiRequestTests {
    private let endpoint = Endpoint(
        baseURL: "https://generativelanguage.googleapis.com", key: Secret("k-1"))

    @Test(arguments: [
        (
            "https://g.example.com/",
            "https://g.example.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse"
        ),
        (
            "https://g.example.com/v1?x=1",
            "https://g.example.com/v1/models/gemini-2.5-pro:streamGenerateContent?x=1&alt=sse"
        ),
        (
            "https://g.example.com/v1/projects/p/locations/l/publishers/google",
            "https://g.example.com/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse"
        ),
    ])
    func `the head of a request to Google`(base: String, url: String) {
        let place = Endpoint(baseURL: base, key: Secret("k-1"))
        let prompt = Prompt(messages: [Message(.user, "Hi")])
        let request = Google().request(
            for: prompt, to: "models/gemini-2.5-pro", stream: true, at: place)
        #expect(request.url == url)
        #expect(request.secretHeaders == [.init("x-goog-api-key", Secret("k-1"))])
        let plain = Google().request(for: prompt, to: "a b/ü?", stream: false, at: endpoint)
        #expect(plain.url.hasSuffix("/v1beta/models/a%20b%2F%C3%BC%3F:generateContent"))
    }

    @Test func `text with settings`() throws {
        let prompt = Prompt(
            messages: [Message(.system, "Be brief."), Message(.user, "Hi")],
            parameters: Parameters(temperature: "0.10", maxTokens: 30, seed: 7))
        let body = #"""
            {"systemInstruction":{"parts":[{"text":"Be brief."}]},
             "contents":[{"role":"user","parts":[{"text":"Hi"}]}],
             "generationConfig":{"temperature":0.10,"maxOutputTokens":30,"seed":7}}
            """#
        for isStreamed in [true, false] {
            try expectBody(
                Google().request(
                    for: prompt, to: "gemini-2.5-flash", stream: isStreamed, at: endpoint), body)
        }
        #expect(Google().unsent(of: prompt, to: "gemini-2.5-flash") == [])
    }

    private func whole(signature: String, format: String) -> String {
        #"""
        {"systemInstruction":{"parts":[{"text":"A"},{"text":"B"}]},"contents":[
          {"role":"user","parts":[{"text":"What is this?"},
            {"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}},
            {"inlineData":{"mimeType":"image/png","data":"aGk="}},
            {"inlineData":{"mimeType":"image/gif","data":"eA=="}}]},
          {"role":"model","parts":[{"text":"Let me look."},
            {"functionCall":{"id":"c1","name":"look","args":{"x":1}}\#(signature)},
            {"functionCall":{"id":"c2","name":"look","args":{}}}]},
          {"role":"user","parts":[
            {"functionResponse":{"id":"c1","name":"look","response":{"output":"a cat"}}},
            {"functionResponse":{"id":"c2","name":"look","response":{"error":"broken"}}},
            {"text":"So?"}]}],
         "tools":[{"functionDeclarations":[{"name":"look","description":"Looks.",
            "parametersJsonSchema":{"type":"object"}},{"name":"time","parametersJsonSchema":{}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}},
         "generationConfig":{"topP":0.9,"stopSequences":["END"]\#(format)}}
        """#
    }

    @Test func `a whole conversation`() throws {
        try expectBody(
            Google().request(
                for: conversation, to: "gemini-3-pro-preview", stream: false, at: endpoint),
            whole(
                signature: #","thoughtSignature":"skip_thought_signature_validator""#,
                format: #"""
                    ,"responseMimeType":"application/json",
                     "responseJsonSchema":{"type":"object","properties":{}}
                    """#))
        #expect(
            Google().unsent(of: conversation, to: "gemini-3-pro-preview").map(\.field) == [
                "strict", "parallel_tool_calls", "metadata",
            ])
    }

    @Test func `an older model is asked for neither signatures nor a form beside tools`() throws {
        try expectBody(
            Google().request(
                for: conversation, to: "gemini-2.5-flash", stream: false, at: endpoint),
            whole(signature: "", format: ""))
        #expect(
            Google().unsent(of: conversation, to: "gemini-2.5-flash").map(\.field) == [
                "format", "strict", "parallel_tool_calls", "metadata",
            ])
    }

    @Test func `a result that is an object goes on as it is, arguments that are none inside one`()
        throws
    {
        let prompt = Prompt(messages: [
            Message(.assistant, [.toolCall(id: "c", name: "f", arguments: "{oops")]),
            Message(.tool, [.toolResult(id: "c", text: #"{"a":1}"#, isError: false)]),
            Message(.tool, [.toolResult(id: "unknown", text: "x", isError: false)]),
        ])
        try expectBody(
            Google().request(for: prompt, to: "gemini-2.5-pro", stream: false, at: endpoint),
            #"""
            {"contents":[{"role":"model","parts":[
              {"functionCall":{"id":"c","name":"f","args":{"arguments":"{oops"}}}]},
             {"role":"user","parts":[
              {"functionResponse":{"id":"c","name":"f","response":{"a":1}}},
              {"functionResponse":{"id":"unknown","name":"unknown","response":{"output":"x"}}}]}]}
            """#)
    }

    @Test(arguments: [
        (ToolChoice.none, "NONE"), (.auto, "AUTO"), (.required, "ANY"),
    ])
    func `tool choices`(choice: ToolChoice, mode: String) throws {
        let prompt = Prompt(
            messages: [Message(.user, "x")], tools: [Tool(name: "f", schema: "{}")],
            toolChoice: choice)
        try expectBody(
            Google().request(for: prompt, to: "gemini-2.5-pro", stream: false, at: endpoint),
            #"""
            {"contents":[{"role":"user","parts":[{"text":"x"}]}],
             "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"\#(mode)"}}}
            """#)
    }

    @Test func `JSON without a schema is a media type alone`() throws {
        let prompt = Prompt(messages: [Message(.user, "x")], format: .json)
        try expectBody(
            Google().request(for: prompt, to: "gemini-2.5-pro", stream: false, at: endpoint),
            #"""
            {"contents":[{"role":"user","parts":[{"text":"x"}]}],
             "generationConfig":{"responseMimeType":"application/json"}}
            """#)
    }

    @Test(arguments: [
        ("gemini-2.0-flash", Parameters.Effort.high, nil),
        ("gemini-2.5-flash", .none, #""thinkingBudget":0"#),
        ("gemini-2.5-pro", .none, #""thinkingBudget":128"#),
        ("gemini-2.5-flash-lite", .minimal, #""thinkingBudget":512"#),
        ("gemini-2.5-pro", .max, #""thinkingBudget":32768"#),
        ("gemini-2.5-flash", .max, #""thinkingBudget":24576"#),
        ("gemini-3-pro-preview", .none, #""thinkingLevel":"MINIMAL""#),
        ("gemini-3.5-flash", .max, #""thinkingLevel":"HIGH""#),
        ("gemini-4-argon", .max, #""thinkingLevel":"XHIGH""#),
        ("gemini-flash-latest", .low, #""thinkingLevel":"LOW""#),
    ])
    func `effort is a budget before Gemini 3 and a level from then on`(
        model: String, effort: Parameters.Effort, sent: String?
    ) {
        let prompt = Prompt(
            messages: [Message(.user, "x")], parameters: Parameters(effort: effort))
        let request = Google().request(for: prompt, to: model, stream: false, at: endpoint)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("thinkingConfig") == (sent != nil))
        if let sent { #expect(body.contains(#""thinkingConfig":{\#(sent)}"#), "\(body)") }
        #expect(
            Google().unsent(of: prompt, to: model).map(\.field) == (sent == nil ? ["effort"] : []))
    }
}
