import Foundation
import TestSupport
import Testing

/// Every cause on every provider that a lane can stand in for, plain and streamed, through the embedded gateway:
/// what its routes imply is what both sides show.
@Test(
    .enabled(if: Place.runsLongTests, "long: more than four thousand cases"),
    .timeLimit(.minutes(2)))
func `every provider, broken in every way, does what the routes imply`() throws {
    let listed = try Program.run(["list", "providers"]).output.split(separator: "\n").dropFirst()
    let providers = listed.map { String($0.prefix { $0 != " " }) }
    #expect(providers.count == 26)
    let models = providers.map { "  m-\($0): { provider: \($0), pin: pin-\($0)-1 }" }
    let routes = providers.map {
        "  r-\($0): [{ model: m-\($0), timeout: 10s }, { model: gpt-4.1, on: [any] }]"
    }
    let scratch = try Scratch([
        "routes.yaml": "models:\n\(models.joined(separator: "\n"))\n"
            + "aliases:\n\(routes.joined(separator: "\n"))\n",
        "s.yaml": """
        paths: causes
        prompts: ["Answer with the capital only: {{ country }}"]
        tests:
          - vars: { country: France }
            assert: [{ type: equals, value: "Paris, on the Seine" }]
            simulate: Paris, on the Seine
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml", "--jobs", "256"], in: scratch.folder)
    let rows = try scratch.rows("case")
    #expect(rows.count > 4_000)
    let failed = rows.filter { $0["verdict"] as? String != "passed" }
        .compactMap { $0["id"] as? String }.sorted()
    // DashScope's own language, Cohere's and Bedrock's tell no model, so that nobody can notice another one.
    #expect(
        failed == [
            "s/r-bedrock/1/wrong-model/plain/prompt/France",
            "s/r-bedrock/1/wrong-model/stream/prompt/France",
            "s/r-cohere/1/wrong-model/plain/prompt/France",
            "s/r-cohere/1/wrong-model/stream/prompt/France",
            "s/r-qwen-native/1/wrong-model/plain/prompt/France",
            "s/r-qwen-native/1/wrong-model/stream/prompt/France",
        ], "\(outcome.output.suffix(2_000))")
    #expect(outcome.status == 1)
}
