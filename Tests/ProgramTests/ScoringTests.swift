import Foundation
import TestSupport
import Testing

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s }
        - { model: claude-haiku-4-5, timeout: 10s }
    """

@Test
func `a threshold decides a test by the mean, and names have their scores in rows and summary`()
    throws
{
    let scratch = try Scratch([
        "routes.yaml": routes,
        "s.yaml": """
        prompts: ["Name the capital of {{ country }}."]
        defaultTest:
          threshold: 0.5
          assert: [{ type: contains, value: Paris, metric: facts, weight: 3 }]
        tests:
          - description: outvoted
            vars: { country: France }
            assert: [{ type: equals, value: paris, metric: form }]
            simulate: Paris, of course
          - description: too little
            vars: { country: France }
            threshold: 0.8
            assert: [{ type: equals, value: paris, metric: form }]
            simulate: Paris, of course
        """,
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
    let healthy = try scratch.rows("case").filter { $0["cause"] is NSNull }
    for row in healthy {
        let isOutvoted = row["test"] as? String == "outvoted"
        #expect(row["verdict"] as? String == (isOutvoted ? "passed" : "failed"), "\(row)")
        let metrics = try #require(row["metrics"] as? [[String: Any]])
        #expect(metrics.map { $0["metric"] as? String } == ["facts", "form"])
        #expect(metrics.map { $0["score"] as? Double } == [1, 0])
        #expect(metrics.map { $0["weight"] as? Double } == [3, 1])
    }
    #expect(outcome.output.contains("the score 0.75 is below the threshold 0.8"))
    #expect(outcome.output.contains("  facts          1.000"))
}

@Test func `a cut prompt is caught by its canaries, and is unnoticed without`() throws {
    func suite(_ checks: String) -> String {
        """
        paths: causes
        prompts:
          - "{{ canary-1 }} A long text. {{ canary-2 }} More of it. {{ canary-3 }} Repeat each word with a number."
        tests:
          - assert: [\(checks)]
            simulate: "{{ canary-1 }}, {{ canary-2 }} and {{ canary-3 }}"
        """
    }
    let scratch = try Scratch([
        "routes.yaml": routes, "seeing.yaml": suite("{ type: canary }"),
        "blind.yaml": suite("{ type: word-count, value: { min: 1 } }"),
    ])
    let seeing = try Program.run(
        ["run", "seeing.yaml", "--cause", "prompt-truncated"], in: scratch.folder)
    #expect(seeing.status == 0, "\(seeing.output)\(seeing.errors)")
    let blind = try Program.run(
        ["run", "blind.yaml", "--cause", "prompt-truncated"], in: scratch.folder)
    #expect(blind.status == 1)
    #expect(blind.output.contains("'canary' would see it"), "\(blind.output)")
}
