import Testing
import Vocabulary

@testable import Providers

struct ResponsesRequestTests {
    private let endpoint = Endpoint(baseURL: "https://llm.example.com/v1/", key: Secret("k-1"))
    private let responses = OpenAIResponsesProvider()

    @Test func `the head of a request for a response`() {
        let prompt = Prompt(messages: [Message(.user, "Hi")])
        let request = responses.request(for: prompt, to: "gpt-4.1", stream: true, at: endpoint)
        #expect(request.url == "https://llm.example.com/v1/responses")
        #expect(request.headers.contains(Request.Field("Accept", "text/event-stream")))
        #expect(request.secretHeaders == [.init("Authorization", Secret("Bearer k-1"))])
    }

    @Test func `text, streamed, and not kept`() throws {
        let prompt = Prompt(
            messages: [Message(.system, "Be brief."), Message(.user, "Hi")],
            parameters: Parameters(temperature: "0.10", maxTokens: 30, seed: 7))
        try expectBody(
            responses.request(for: prompt, to: "gpt-4.1", stream: true, at: endpoint),
            #"""
            {"model":"gpt-4.1","instructions":"Be brief.","input":[{"role":"user","content":"Hi"}],
             "temperature":0.10,"max_output_tokens":30,"store":false,"stream":true}
            """#)
    }

    @Test func `a whole conversation`() throws {
        try expectBody(
            responses.request(for: conversation, to: "gpt-4.1", stream: false, at: endpoint),
            #"""
            {"model":"gpt-4.1","instructions":"A\n\nB","input":[
              {"role":"user","content":[{"type":"input_text","text":"What is this?"},
                {"type":"input_image","image_url":"https://example.com/a.png","detail":"auto"},
                {"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"auto"},
                {"type":"input_image","image_url":"data:image/gif;base64,eA==","detail":"auto"}]},
              {"role":"assistant","content":"Let me look."},
              {"type":"function_call","call_id":"c1","name":"look","arguments":"{\"x\":1}"},
              {"type":"function_call","call_id":"c2","name":"look","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"a cat"},
              {"type":"function_call_output","call_id":"c2","output":"broken"},
              {"role":"user","content":"So?"}],
             "tools":[{"type":"function","name":"look","description":"Looks.",
                "parameters":{"type":"object"},"strict":true},
               {"type":"function","name":"time","parameters":{},"strict":false}],
             "tool_choice":{"type":"function","name":"look"},"parallel_tool_calls":false,
             "top_p":0.9,"metadata":{"task":"triage","user_id":"u1"},"store":false,
             "text":{"format":{"type":"json_schema","name":"my_schema_",
                "schema":{"type":"object","properties":{}},"strict":true}}}
            """#)
        #expect(responses.unsent(of: conversation, to: "gpt-4.1").map(\.field) == ["stop"])
    }

    @Test func `what the model said in two texts goes back as two`() throws {
        let prompt = Prompt(messages: [Message(.assistant, [.text("a"), .text("b")])])
        try expectBody(
            responses.request(for: prompt, to: "m", stream: false, at: endpoint),
            #"""
            {"model":"m","input":[{"role":"assistant","content":"a"},
             {"role":"assistant","content":"b"}],"store":false}
            """#)
    }

    @Test(arguments: [
        (ToolChoice.none, #""none""#), (.auto, #""auto""#), (.required, #""required""#),
    ])
    func `tool choices and JSON mode`(choice: ToolChoice, word: String) throws {
        let prompt = Prompt(
            messages: [Message(.user, "JSON!")], tools: [Tool(name: "f", schema: "{}")],
            toolChoice: choice, format: .json)
        try expectBody(
            responses.request(for: prompt, to: "m", stream: false, at: endpoint),
            #"""
            {"model":"m","input":[{"role":"user","content":"JSON!"}],
             "tools":[{"type":"function","name":"f","parameters":{},"strict":false}],
             "tool_choice":\#(word),"text":{"format":{"type":"json_object"}},"store":false}
            """#)
    }

    @Test(arguments: [
        ("gpt-4.1", Parameters.Effort.high, nil), ("o3", .none, "low"), ("o3", .max, "high"),
        ("gpt-5", .none, "minimal"), ("gpt-5-mini", .minimal, "minimal"), ("gpt-5", .max, "high"),
        ("gpt-5.1", .none, "none"), ("gpt-5.1", .minimal, "low"), ("gpt-5.1", .max, "high"),
        ("gpt-5.4-mini", .max, "xhigh"), ("openai/gpt-5.2", .medium, "medium"),
        ("gpt-6-astra", .max, "max"), ("gpt-5.10", .max, "xhigh"),
    ])
    func `effort is rounded to the steps that a model has`(
        model: String, effort: Parameters.Effort, word: String?
    ) {
        let prompt = Prompt(
            messages: [Message(.user, "x")], parameters: Parameters(topP: "1", effort: effort))
        let request = responses.request(for: prompt, to: model, stream: false, at: endpoint)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains(#""reasoning":"#) == (word != nil))
        if let word { #expect(body.contains(#""reasoning":{"effort":"\#(word)"}"#), "\(body)") }
        #expect(body.contains("top_p") == (word == nil))
        #expect(
            responses.unsent(of: prompt, to: model).map(\.field)
                == (word == nil ? ["effort"] : ["top_p"]))
    }
}
