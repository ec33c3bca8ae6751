import Foundation
import Testing

/// Prompt caches by each provider's own rules: through the gateway, after failover and directly, in one run.
@Suite struct CacheRunTests {
    private func files(_ mark: String) -> [String: String] {
        func suite(_ head: String) -> String {
            """
            \(head)
            stream: false
            repeat: 3
            prompts: [{ id: p, system: "file://long.txt", user: "{{ q }}"\(mark) }]
            tests: [{ vars: { q: Hi }, assert: [{ type: cache-hit }], simulate: Hello }]
            """
        }
        return [
            "long.txt": String(repeating: "All that every question has in common. ", count: 600),
            "routes.yaml": """
            aliases:
              chat:
                - { model: gpt-5.4-mini, timeout: 10s }
                - { model: claude-haiku-4-5, timeout: 20s, on: [any] }
            """,
            "chat.yaml": suite("through: [chat]\npaths: legs"),
            "direct.yaml": suite("models: [claude-haiku-4-5]"),
        ]
    }

    private func figure(_ line: [String: Any], _ side: String, _ name: String) -> Int {
        (line[side] as? [String: Any])?[name] as? Int ?? -1
    }

    private func dollars(_ line: [String: Any], _ side: String) -> Double {
        let cost = (line[side] as? [String: Any])?["cost"] as? [String: String]
        return cost?["USD"].flatMap(Double.init) ?? -1
    }

    @Test func `what is marked is written, read and priced, and cold again after failover`() throws
    {
        let scratch = try Scratch(files(", cache: true"))
        let run = try Program.run(["run", "chat.yaml", "direct.yaml"], in: scratch.folder)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("prompt caches"))
        let text = try scratch.text("pathproof-out/summary.json")
        let summary = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let lines = try #require(summary?["prompt_caches"] as? [[String: Any]])
        #expect(
            lines.map { $0["asked"] as? String } == [
                "through the gateway", "after failover", "direct",
            ])
        for line in lines {
            // No case has warmed the cache for another.
            #expect(line["cold"] as? Int == line["cases"] as? Int)
            #expect(figure(line, "first", "cached_tokens") == 0)
            #expect(figure(line, "last", "cached_tokens") > 4_096)
            #expect(dollars(line, "last") < dollars(line, "first") && dollars(line, "last") > 0)
        }
        // OpenAI keeps by itself and bills no writing; Anthropic does.
        #expect(figure(lines[0], "first", "cache_write_tokens") == 0)
        #expect(figure(lines[1], "first", "cache_write_tokens") > 4_096)
        #expect(figure(lines[2], "first", "cache_write_tokens") > 4_096)
    }

    @Test func `where a leg wants a mark and none came, the message says how to set it`() throws {
        let scratch = try Scratch(files(""))
        let run = try Program.run(["run", "chat.yaml"], in: scratch.folder)
        #expect(run.status == 1)
        #expect(run.output.contains("`cache: true` in the prompt"))
    }
}
