import Foundation
import Vocabulary

@testable import Doors

/// How a dialect is asked and heard by the plainest of means, so that one test can be put to every door.
struct Manner {
    var path = "/v1/chat/completions"
    var headers: Headers = ["content-type": "application/json"]
    /// The body of a simple question.
    var simple = simpleOpenAI
    /// What the last event of a whole stream is.
    var lastKind = DoorOutput.Kind.terminator
    /// Events are lines, and not blocks that end with an empty one.
    var isLines = false
    /// The name of an error's event.
    var errorEvent: String?
    /// The words of an error in its envelope.
    var words: (Value) -> String? = { json in
        json["error"]?["message"]?.text ?? json["base_resp"]?["status_msg"]?.text
            ?? json["message"]?.text
    }
    /// The names in a list of models.
    var models: (Value) -> [String]? = { names($0["data"], "id") }
}

private func names(_ list: Value?, _ member: String) -> [String]? {
    guard case .array(let models)? = list else { return nil }
    return models.map { $0[member]?.text ?? "" }
}

let simpleOllama =
    #"{"model":"llama3.2","messages":[{"role":"user","content":"Hi"}],"stream":false}"#
let simpleDashScope =
    #"{"model":"qwen-plus","input":{"messages":[{"role":"user","content":"Hi"}]},"parameters":{"result_format":"message","incremental_output":true}}"#

let simpleCohere = #"{"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"}]}"#

let simpleBedrock = #"{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}"#

extension Door {
    var manner: Manner {
        var manner = Manner()
        switch name {
        case AnthropicDoor.name:
            manner.path = "/v1/messages"
            manner.simple = simpleAnthropic
            manner.errorEvent = "error"
        case MistralChatDoor.name:
            manner.words = { json in
                json["message"]?.text ?? json["detail"]?.text ?? json["detail"]?[0]?["msg"]?.text
            }
        case OllamaChatDoor.name:
            manner.path = "/api/chat"
            manner.simple = simpleOllama
            manner.lastKind = .finish
            manner.isLines = true
            manner.words = { $0["error"]?.text }
            manner.models = { names($0["models"], "name") }
        case DashScopeDoor.name:
            manner.path = "/api/v1/services/aigc/text-generation/generation"
            manner.simple = simpleDashScope
            manner.lastKind = .finish
            manner.errorEvent = "error"
            manner.words = { $0["message"]?.text }
            manner.models = { names($0["output"]?["models"], "model") }
        case CohereChatDoor.name:
            manner.path = "/v2/chat"
            manner.simple = simpleCohere
            manner.errorEvent = "message-end"
            manner.words = { $0["message"]?.text ?? $0["delta"]?["error"]?.text }
            manner.models = { names($0["models"], "name") }
        case BedrockConverseDoor.name:
            manner.path = "/model/some.model-1/converse"
            manner.simple = simpleBedrock
            manner.lastKind = .usage
            manner.errorEvent = "exception"
            manner.words = { $0["message"]?.text }
            manner.models = { names($0["modelSummaries"], "modelId") }
        case OpenAIResponsesDoor.name:
            manner.path = "\(basePath)/responses"
            manner.simple = simpleResponses
            manner.errorEvent = "error"
        case GeminiDoor.name:
            manner.path = "/v1beta/models/gemini-2.5-flash:generateContent"
            manner.simple = simpleGemini
            manner.models = { names($0["models"], "name")?.map { String($0.dropFirst(7)) } }
        default:
            manner.path =
                provider == "minimax-native"
                ? "/v1/text/chatcompletion_v2" : "\(basePath)/chat/completions"
            if provider == "minimax-native" { manner.lastKind = .finish }
        }
        return manner
    }

    /// MiniMax's own older API says with 200 that something failed: only `base_resp` tells.
    var saysAllWith200: Bool { provider == "minimax-native" }

    /// The words of an error, in the envelope or, where nobody in particular answers, bare.
    func words(_ reply: DoorReply) throws -> String? {
        if reply.headers["content-type"]?.hasPrefix("text/plain") == true {
            return String(decoding: reply.body, as: UTF8.self)
        }
        return manner.words(try Value(reply.body))
    }

    func events(_ bytes: some Sequence<UInt8>) -> [StreamEvent] {
        if name == BedrockConverseDoor.name { return frameEvents(Array(bytes)) }
        guard manner.isLines else { return streamEvents(bytes) }
        return String(decoding: Array(bytes), as: UTF8.self).split(separator: "\n").map {
            StreamEvent(name: nil, data: String($0))
        }
    }
}

extension Heard {
    /// What a stream of that door says.
    init(_ door: any Door, stream bytes: [UInt8]) {
        switch door.name {
        case AnthropicDoor.name: self.init(anthropic: bytes)
        case OllamaChatDoor.name: self.init(ollama: door.events(bytes).map(\.json))
        case DashScopeDoor.name: self.init(dashScope: streamEvents(bytes).map(\.json))
        case CohereChatDoor.name: self.init(cohere: streamEvents(bytes).map(\.json))
        case BedrockConverseDoor.name: self.init(bedrock: frameEvents(bytes).map(\.json))
        default: self.init(openAI: bytes)
        }
    }

    init(ollama answers: [Value]) {
        self.init()
        for answer in answers {
            text += answer["message"]?["content"]?.text ?? ""
            if case .array(let list)? = answer["message"]?["tool_calls"] {
                for call in list {
                    calls[calls.count] = (
                        call["id"]?.text ?? "", call["function"]?["name"]?.text ?? "",
                        call["function"]?["arguments"]?.description ?? ""
                    )
                }
            }
            finish = answer["done_reason"]?.text
            input = answer["prompt_eval_count"]?.number
            output = answer["eval_count"]?.number
        }
    }

    /// The payloads of a stream's frames; of a plain answer the only one.
    init(bedrock answers: [Value]) {
        self.init()
        var places: [Int: Int] = [:]
        func begin(_ call: Value) {
            calls[calls.count] = (
                call["toolUseId"]?.text ?? "", call["name"]?.text ?? "",
                call["input"]?.description ?? ""
            )
        }
        for answer in answers {
            let block = answer["contentBlockIndex"]?.number ?? -1
            if case .array(let blocks)? = answer["output"]?["message"]?["content"] {
                for block in blocks {
                    text += block["text"]?.text ?? ""
                    if let call = block["toolUse"] { begin(call) }
                }
            }
            text += answer["delta"]?["text"]?.text ?? ""
            if let call = answer["start"]?["toolUse"] {
                places[block] = calls.count
                begin(call)
            }
            if let piece = answer["delta"]?["toolUse"]?["input"]?.text, let place = places[block] {
                calls[place]?.arguments += piece
            }
            finish = answer["stopReason"]?.text ?? finish
            input = answer["usage"]?["inputTokens"]?.number ?? input
            output = answer["usage"]?["outputTokens"]?.number ?? output
        }
        // Objects where they are whole, texts where they come in pieces.
        for (place, call) in calls {
            calls[place]?.arguments = (try? Value(call.arguments))?.description ?? call.arguments
        }
    }

    /// The events of a stream; of a plain answer the only one.
    init(cohere answers: [Value]) {
        self.init()
        for answer in answers {
            let message = answer["message"] ?? answer["delta"]?["message"]
            if case .array(let blocks)? = message?["content"] {
                for block in blocks { text += block["text"]?.text ?? "" }
            }
            text += message?["content"]?["text"]?.text ?? ""
            let pieces: [(Int, Value)] =
                switch message?["tool_calls"] {
                case .array(let whole)?: Array(whole.enumerated())
                case let piece?: [(answer["index"]?.number ?? -1, piece)]
                case nil: []
                }
            for (place, piece) in pieces {
                var call = calls[place] ?? ("", "", "")
                call.id += piece["id"]?.text ?? ""
                call.name += piece["function"]?["name"]?.text ?? ""
                call.arguments += piece["function"]?["arguments"]?.text ?? ""
                calls[place] = call
            }
            let end = answer["finish_reason"] == nil ? answer["delta"] : answer
            finish = end?["finish_reason"]?.text ?? finish
            input = end?["usage"]?["tokens"]?["input_tokens"]?.number ?? input
            output = end?["usage"]?["tokens"]?["output_tokens"]?.number ?? output
        }
    }

    /// Events that tell only what is new.
    init(dashScope answers: [Value]) {
        self.init()
        for answer in answers {
            let choice = answer["output"]?["choices"]?[0]
            let message = choice?["message"]
            text += message?["content"]?.text ?? answer["output"]?["text"]?.text ?? ""
            if case .array(let list)? = message?["tool_calls"] {
                for piece in list {
                    let index = piece["index"]?.number ?? -1
                    var call = calls[index] ?? ("", "", "")
                    call.id += piece["id"]?.text ?? ""
                    call.name += piece["function"]?["name"]?.text ?? ""
                    call.arguments += piece["function"]?["arguments"]?.text ?? ""
                    calls[index] = call
                }
            }
            finish = choice?["finish_reason"]?.text ?? answer["output"]?["finish_reason"]?.text
            input = answer["usage"]?["input_tokens"]?.number
            output = answer["usage"]?["output_tokens"]?.number
        }
    }
}
