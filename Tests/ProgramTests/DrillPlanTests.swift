import Foundation
import TestSupport
import Testing

@Test func `a planned drill of Portkey says which condition each path asks for`() throws {
    let file = Place.root.appending(path: "fixtures/gateways/portkey/conditional.json").path
    let outcome = try Program.run(["drill", file, "--plan"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    func asked(_ leg: String) -> Set<String> {
        Set(
            lines.filter { $0.hasPrefix("  \(leg) ") && $0.contains(" healthy ") }.compactMap {
                $0.components(separatedBy: "asking for ").last
            })
    }
    #expect(asked("config/1") == ["config[1]"])
    #expect(asked("config/2") == ["config[2]"] && asked("config/3") == ["config[2]"])
    #expect(asked("config/4") == ["config[default]"])
    func request(_ route: String) -> String {
        lines.first { $0.hasPrefix("  \(route) ") } ?? ""
    }
    #expect(request("config[1]").contains("metadata.tier = 'pro', params.temperature = 0.7"))
    #expect(request("config[2]").contains("metadata.region = 'eu'"))
    #expect(request("config[default]").contains("nothing that a condition looks at"))
}

@Test func `a configuration that is not there is told with the nearest that is`() throws {
    let scratch = try Scratch(["litellm.yaml": "model_list: []\n", "request.json": "{}"])
    for (word, near) in [("litelm.yaml", "litellm.yaml"), ("reqest.json", "request.json")] {
        let outcome = try Program.run(["drill", word], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("cannot read '\(word)': no such file"))
        #expect(outcome.errors.contains("did you mean '\(near)'?"), "\(outcome.errors)")
    }
}

@Test func `a drill of pathproof's own files is told what they are for`() throws {
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n",
        "s.yaml": "prompts: [a]\ntests: [{ vars: {} }]\n",
    ])
    for file in ["routes.yaml", "s.yaml"] {
        let outcome = try Program.run(["drill", file, "--plan"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("\(file):1:1: error: this is no gateway's configuration"))
    }
}

@Test func `a planned drill names the deployments that no tag leads to, and where they stand`()
    throws
{
    let scratch = try Scratch([
        "config.yaml": """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, tags: [eu] } }
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4-2026-03-05, tags: [default] } }
          - { model_name: chat, litellm_params: { model: deepseek/deepseek-v4-pro } }
        router_settings: { enable_tag_filtering: true }
        """
    ])
    let outcome = try Program.run(["drill", "config.yaml", "--plan"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let told = outcome.output.split(separator: "\n").filter { $0.contains("not covered") }
    #expect(told.count == 1)
    #expect(
        told.first?.hasPrefix(
            "  not covered: config.yaml:4: leg chat/3 (deepseek:deepseek-v4-pro) is not reached: ")
            == true, "\(told)")
    #expect(!outcome.output.contains("note: leg chat/3"))
}

@Test func `what the configuration says of prices counts in the plan's estimate, with its line`()
    throws
{
    func plan(_ prices: String) throws -> String {
        let scratch = try Scratch([
            "config.yaml": """
            model_list:
              - model_name: chat
                litellm_params:
                  model: openai/nobody
            \(prices)
            """
        ])
        let outcome = try Program.run(
            ["drill", "config.yaml", "--plan", "--cause", "healthy"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }
    let none = try plan("")
    #expect(none.contains("2 calls have no known price"), "\(none)")
    #expect(!none.contains("priced by the configuration"))
    let own = try plan(
        "      input_cost_per_token: 1e-06\n      output_cost_per_token: 2e-06")
    #expect(!own.contains("no known price"), "\(own)")
    #expect(
        own.contains("chat/1  config.yaml:5  input 1 USD per million, output 2 USD per million"))
    let timed = try plan("      input_cost_per_second: 0.5")
    #expect(timed.contains("2 calls have no known price"))
    #expect(timed.contains("chat/1  config.yaml:5  by the second: in no sum here"))
}
