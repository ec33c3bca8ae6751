import Foundation
import TestSupport
import Testing

private let suite = """
    task: capitals
    models: [gpt-5.4-mini, claude-haiku-4-5]
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        assert: [{ type: icontains, value: paris }]
        simulate: Paris
      - vars: { country: Japan }
        assert: [{ type: icontains, value: tokyo }]
        simulate: Tokyo
    """

@Test func `runs are compared by task, priced by traffic, and leave a routing that can be read`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [{ model: gpt-5.4-mini }] }\n", "s.yaml": suite,
        "traffic.csv": "task,volume,input_tokens,output_tokens\ncapitals,1000000,100,10\n",
    ])
    #expect(try Program.run(["run", "s.yaml", "--quiet"], in: scratch.folder).status == 0)
    let outcome = try Program.run(["compare", "--traffic", "traffic.csv"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    // 100 × 0.75 + 10 × 4.5 dollars for the million.
    for words in [
        "task capitals", "→◆ openai:gpt-5.4-mini", "anthropic:claude-haiku-4-5", "100.0 %",
        "the traffic costs 120 USD", "simulated: costs are at list prices",
        "what is right in them says nothing of the models",
    ] {
        #expect(outcome.output.contains(words), "\(words): \(outcome.output)")
    }
    #expect(try scratch.text("pathproof-out/compare.md").contains("| →◆ | `openai:gpt-5.4-mini` |"))
    let json = try Program.run(["compare", "pathproof-out", "--json"], in: scratch.folder)
    #expect(json.output == (try scratch.text("pathproof-out/compare.json")))
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["format"] as? String == "pathproof-comparison")
    let routes = try scratch.text("pathproof-out/recommended-routes.yaml")
    #expect(routes.contains("- match: task_type == \"capitals\"\n    model: gpt-5.4-mini"))
    let plan = try Program.run(
        ["run", "s.yaml", "--plan", "--routes", "pathproof-out/recommended-routes.yaml"],
        in: scratch.folder)
    #expect(plan.status == 0, "\(plan.errors)")
}

@Test func `what cannot be compared is said`() throws {
    let scratch = try Scratch(["s.yaml": "x: y\n"])
    let missing = try Program.run(["compare", "nowhere"], in: scratch.folder)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("name the folder of a run, or its results.jsonl"))
    let tolerance = try Program.run(["compare", "--tolerance", "x"], in: scratch.folder)
    #expect(tolerance.status == 2)
}
