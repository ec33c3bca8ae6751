import Documents
import Foundation
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

private func request(fixture name: String) throws -> OpenRouterRequest {
    let path = Place.root.appending(path: "fixtures/gateways/openrouter/\(name).json").path
    return try OpenRouterReader.read(try Document.read(path: path))
}

private func leg(_ number: Int) -> LegID { LegID(route: "request", index: number - 1) }

/// `1 2 = 2/200`, as its documents say.
private func told(_ request: OpenRouterRequest, _ statuses: [Int: Int]) -> [String] {
    let played = Dictionary(uniqueKeysWithValues: statuses.map { (leg($0.key), $0.value) })
    return OpenRouterPredictor(request).walks(statuses: played).map { walk in
        let calls = walk.calls.map { "\($0.index + 1)" }.joined(separator: " ")
        return "\(calls) = \(walk.answeredBy.map { "\($0.index + 1)" } ?? "-")/\(walk.status)"
    }
}

@Test(arguments: [429, 503, 502, 403, 400, 408])
func `any error leads to the next model, and the last model's is returned`(status: Int) throws {
    let request = try request(fixture: "models")
    #expect(
        request.legs.map(\.model) == [
            "openai/gpt-5.4-mini", "anthropic/claude-opus-4.8", "mistralai/mistral-large-2512",
        ])
    #expect(told(request, [:]) == ["1 = 1/200"])
    #expect(told(request, [1: status]) == ["1 2 = 2/200"])
    #expect(told(request, [1: status, 2: 400]) == ["1 2 3 = 3/200"])
    #expect(told(request, [1: 400, 2: 429, 3: status]) == ["1 2 3 = -/\(status)"])
    #expect(OpenRouterPredictor(request).failing(before: leg(3)) == [leg(1), leg(2)])
}

@Test func `without a partition any model may be the first`() throws {
    let request = try request(fixture: "together")
    #expect(request.sharing == .together)
    #expect(told(request, [:]) == ["1 = 1/200", "2 = 2/200", "3 = 3/200"])
    #expect(Set(told(request, [1: 429, 2: 429])).count == 5)
    #expect(OpenRouterPredictor(request).failing(before: leg(1)) == [leg(2), leg(3)])
    #expect(
        request.examination.constructs.contains {
            $0.path == "provider.sort.partition" && $0.exactness == .approximate
        })
}

@Test func `suffixes are parted from the name, and preferences are told as approximate`() throws {
    let request = try request(fixture: "provider")
    #expect(request.examination.mistakes == [])
    #expect(request.legs.map(\.slug) == ["deepseek-v4-pro", "qwen3-max"])
    #expect(request.legs.map(\.variants) == [["floor"], ["nitro"]])
    let inexact = request.examination.constructs.filter { $0.exactness == .approximate }
    #expect(
        Set(inexact.map(\.path)) == [
            "response_format", "plugins", "provider.order", "provider.require_parameters",
            "provider.data_collection", "provider.quantizations", "provider.max_price",
        ])
    #expect(inexact.allSatisfy { $0.location.line > 1 })
}

@Test func `the map has the makers' names that the catalogue knows`() throws {
    let legs = try request(fixture: "models").examination.map.legs
    #expect(legs.map(\.provider) == ["openai", "anthropic", "mistral"])
    #expect(legs.map(\.model) == ["gpt-5.4-mini", "claude-opus-4-8", "mistral-large-2512"])
}

@Test func `requests are known by their models, suites and routes are not taken for them`() throws {
    func isRequest(_ text: String) throws -> Bool {
        OpenRouterReader.isRequest(try Document.read(SourceText(file: "a.json", text: text)))
    }
    #expect(try isRequest(#"{ "models": ["a/b", "c/d"] }"#))
    #expect(try isRequest(#"{ "model": "a/b", "provider": { "only": ["x"] } }"#))
    #expect(try isRequest(#"{ "model": "@preset/x", "messages": [] }"#))
    #expect(try !isRequest(#"{ "models": ["a"], "prompts": ["x"], "tests": [] }"#))
    #expect(try !isRequest(#"{ "models": { "a": { "provider": "openai" } }, "aliases": {} }"#))
    #expect(try !isRequest(#"{ "provider": "openai", "api_key": "x", "retry": {} }"#))
}

@Test
func `what goes along with a request is what decides who answers, and nothing else of the file`()
    throws
{
    let request = try request(fixture: "provider")
    let members = request.members(failing: [leg(1)], missing: "nobody/has-it")
    #expect(members.hasPrefix(#""models":["nobody/has-it","qwen/qwen3-max:nitro"],"#))
    #expect(members.contains(#""order":["deepinfra","together"]"#))
    #expect(members.contains(#""plugins":"#) && !members.contains("Hello"))
    let both = request.models(failing: [leg(1), leg(2)], missing: "nobody/has-it")
    #expect(both == ["nobody/has-it", "nobody/has-it-2"], "no name twice")
}

@Test func `an answer names its model without its suffix, or with its snapshot`() throws {
    let request = try request(fixture: "provider")
    #expect(request.legs(named: "deepseek/deepseek-v4-pro") == [leg(1)])
    #expect(request.legs(named: "qwen/qwen3-max-2026-01-23") == [leg(2)])
    #expect(request.legs(named: "qwen/qwen3-maximum").isEmpty)
    #expect(request.legs(named: "openai/gpt-5.4").isEmpty)
}

@Test func `the planner's question is answered by the models before a leg being gone`() throws {
    let predictor = OpenRouterPredictor(try request(fixture: "models"))
    let route = OpenRouterRequest.routeName
    #expect(predictor.legs(behind: route) == [leg(1), leg(2), leg(3)])
    #expect(
        predictor.causes(leadingTo: leg(3), askingFor: route, isStreamed: false)
            == [leg(1): .modelGone, leg(2): .modelGone])
    func outcome(_ causes: [LegID: Cause], _ isStreamed: Bool) -> [PredictedWalk] {
        predictor.walks(
            askingFor: route, causes: causes, recurrences: [:], callsBefore: [:],
            isStreamed: isStreamed)
    }
    #expect(outcome([leg(1): .rateLimit], false).map(\.answeredBy) == [leg(2)])
    #expect(outcome([leg(1): .cut], true).map(\.outcome) == [.mustBeCaught])
    #expect(outcome([leg(1): .noUsage], true).map(\.outcome) == [.answers])
}
