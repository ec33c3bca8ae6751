import Documents
import GatewayMaps
import Testing
import Vocabulary

/// A configuration out of text, with other files that it may include.
func litellm(
    _ text: String, files: [String: String] = [:], environment: [String: String] = [:]
) throws -> LiteLLMConfig {
    func load(_ path: String, askedBy asker: Node) throws(Diagnostics) -> Node {
        guard let text = files[path] else {
            throw Diagnostics([asker.diagnostic("no file '\(path)'")])
        }
        return try Document.read(SourceText(file: path, text: text))
    }
    let node = try Document.read(SourceText(file: "config.yaml", text: text))
    return try LiteLLMReader.read(
        node, load: { path, asker throws(Diagnostics) in try load(path, askedBy: asker) },
        environment: { environment[$0] })
}

/// One deployment under each of these names, `name: provider/model`, and sections that follow.
func chain(_ groups: KeyValuePairs<String, String>, _ sections: String = "") throws -> LiteLLMConfig
{
    let list = groups.map { name, model in
        "  - { model_name: \"\(name)\", litellm_params: { model: \"\(model)\" } }\n"
    }
    return try litellm("model_list:\n\(list.joined())\(sections)")
}

/// What the providers say in these tests: the words that LiteLLM knows, and some that it does not.
func said(_ lane: String, _ cause: Cause) -> RefusalText? {
    let overflow = "This model's maximum context length is 128000 tokens."
    switch (cause, lane) {
    case (.rateLimit, _):
        return RefusalText(status: 429, body: #"{"error":{"message":"slow down"}}"#)
    case (.serverError, _): return RefusalText(status: 500, body: #"{"error":{"message":"oops"}}"#)
    case (.unavailable, _): return RefusalText(status: 503, body: "{}")
    case (.badGateway, _): return RefusalText(status: 502, body: "<html>")
    case (.gatewayTimeout, _): return RefusalText(status: 504, body: "<html>")
    case (.auth, _): return RefusalText(status: 401, body: #"{"error":{"message":"who?"}}"#)
    case (.forbidden, _): return RefusalText(status: 403, body: #"{"error":{"message":"no"}}"#)
    case (.modelGone, _): return RefusalText(status: 404, body: #"{"error":{"message":"gone"}}"#)
    case (.badRequest, _): return RefusalText(status: 400, body: #"{"error":{"message":"bad"}}"#)
    case (.unprocessable, _): return RefusalText(status: 422, body: #"{"error":{"message":"bad"}}"#)
    case (.contextLength, "openai"):
        return RefusalText(status: 400, body: #"{"error":{"message":"\#(overflow)"}}"#)
    case (.contextLength, "anthropic"):
        return RefusalText(status: 400, body: #"{"error":{"message":"prompt is too long"}}"#)
    case (.contextLength, _):
        return RefusalText(status: 400, body: #"{"error":{"message":"too many words"}}"#)
    case (.contentPolicy, "openai"):
        return RefusalText(
            status: 400,
            body:
                #"{"error":{"type":"invalid_request_error","code":"content_policy_violation"}}"#)
    default: return nil
    }
}

/// A leg of this route, counted from 0.
func leg(_ route: String, _ index: Int = 0) -> LegID { LegID(route: route, index: index) }

extension LiteLLMConfig {
    /// The one way that a request goes.
    func walk(
        _ name: String, _ causes: [LegID: Cause], isStreamed: Bool = false,
        _ place: Testing.SourceLocation = #_sourceLocation
    ) throws -> PredictedWalk {
        let walks = walks(name, causes, isStreamed: isStreamed)
        #expect(walks.count == 1, sourceLocation: place)
        return try #require(walks.first, sourceLocation: place)
    }

    func walks(_ name: String, _ causes: [LegID: Cause], isStreamed: Bool = false)
        -> [PredictedWalk]
    {
        LiteLLMPredictor(self, said: said).walks(
            askingFor: name, causes: causes, isStreamed: isStreamed)
    }
}
