import Foundation
import TestSupport
import Testing

/// The file that the design shows, but for the comments.
let designedRoutes = """
    providers:
      deepseek:
        api_key: ${DEEPSEEK_API_KEY}
        budget_usd: 2.00
        rpm: 60
    models:
      qwen3-235b:
        provider: qwen
        pin: qwen3-235b-a22b-instruct-2507
        names: { openrouter: qwen/qwen3-235b-a22b-2507 }
    routes:
      - match: context_length > 80000
        model: kimi-2.6
      - match: task_type == "reasoning"
        model: qwen3-235b
      - default: deepseek-v4-pro
    aliases:
      code-reasoner:
        - { model: deepseek-v4-pro, timeout: 20s, retry: { times: 1, on: [timeout] } }
        - { model: qwen3-coder, on: [timeout, server-error, rate-limit] }
    keys:
      free-tier: { key: "${FREE_KEY}", models: [fast-chat], rpm: 20, budget_usd: 1.00 }
    gateways:
      staging: { kind: litellm, url: "https://llm.example.com/v1", api_key: "${LITELLM_KEY}" }
      ci:      { kind: litellm, config: deploy/litellm.yaml }
    """

private func suite(task: String?, long: Int) -> String {
    """
    \(task.map { "task: \($0)" } ?? "")
    through: [auto]
    prompts: ["{{ text }}"]
    tests:
      - { description: short, vars: { text: "What is the capital?" }, simulate: Paris,
          assert: [{ type: equals, value: Paris }] }
      - { description: long, vars: { text: "\(String(repeating: "word ", count: long))" }, simulate: Rome,
          assert: [{ type: equals, value: Rome }] }
    """
}

@Test func `each rule of the design's file is proved by the tests that it takes`() throws {
    let scratch = try Scratch([
        "routes.yaml": designedRoutes, "plain.yaml": suite(task: nil, long: 65_000),
        "hard.yaml": suite(task: "reasoning", long: 65_000),
    ])
    let outcome = try Program.run(["run", "plain.yaml", "hard.yaml"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("'fast-chat', which is neither an alias nor a model"))
    #expect(outcome.errors.components(separatedBy: "'fast-chat'").count == 2, "told once")
    let rows = try scratch.rows("case").filter { $0["stream"] as? Bool == true }
    let served = rows.map { row in
        [row["suite"], row["test"], row["route"], row["model_requested"], row["model_served"]]
            .map { $0 as? String ?? "" }.joined(separator: " ")
    }
    #expect(
        Set(served) == [
            "plain long auto[1] auto kimi-k2.6",
            "plain short auto[default] auto deepseek-v4-pro",
            "hard long auto[1] auto kimi-k2.6",
            "hard short auto[2] auto qwen3-235b-a22b-instruct-2507",
        ])
    // Three rules, plain and streamed, and each is reached by one of the suites.
    let paths = try scratch.rows("path")
    #expect(paths.count == 6)
    #expect(paths.allSatisfy { $0["covered"] as? Bool == true })
}

@Test func `a rule that no test reaches shows in the plan and as a path not covered`() throws {
    let scratch = try Scratch([
        "routes.yaml": designedRoutes, "s.yaml": suite(task: nil, long: 10),
    ])
    let plan = try Program.run(["run", "--plan", "s.yaml"], in: scratch.folder)
    #expect(plan.status == 0)
    #expect(plan.output.contains("note: rule auto[1] is not covered"))
    #expect(plan.output.contains("note: rule auto[2] is not covered"))
    #expect(plan.output.contains("\n4 cases, 4 requests"))
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.output.contains("2 of 6 paths covered"), "\(outcome.output)")
}

@Test func `every cause is shown on a rule's own probe`() throws {
    let scratch = try Scratch([
        "routes.yaml": """
        aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }
        routes:
        - { match: context_length > 20, model: chat }
        - { default: gpt-5.4 }
        """,
        "s.yaml": "paths: causes\nstream: false\n" + suite(task: nil, long: 50),
    ])
    let outcome = try Program.run(
        [
            "run", "s.yaml", "--route", "auto", "--cause", "rate-limit", "--cause", "server-error",
            "-q",
        ],
        in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    let rows = try scratch.rows("case").map { row in
        "\(row["leg"] as? String ?? "") \(row["test"] as? String ?? "") \(row["expected"] as? String ?? "")"
    }
    #expect(
        Set(rows) == [
            "auto[1]/1 long moves on", "auto[1]/2 long surfaces",
            "auto[default]/1 short surfaces",
        ])
    #expect(rows.count == 6)
}

@Test func `a condition's mistake is shown with a caret under the word`() throws {
    let scratch = try Scratch([
        "routes.yaml": "routes:\n- { match: context_lenght > 80000, model: gpt-5.4 }\n",
        "s.yaml": suite(task: nil, long: 1),
    ])
    let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
    #expect(outcome.status == 2)
    #expect(
        outcome.errors.contains(
            """
            routes.yaml:2:12: error: unknown name 'context_lenght'
              |
            2 | - { match: context_lenght > 80000, model: gpt-5.4 }
              |            ^^^^^^^^^^^^^^
              hint: did you mean 'context_length'?
            """), "\(outcome.errors)")
}
