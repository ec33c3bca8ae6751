import Foundation
import TestSupport
import Testing

/// What providers behind the embedded gateway say against their contracts, and the gateway mends.
@Suite struct LegContractTests {
    private static let keys = [
        "FIRST_KEY": "sk-first-real-key", "SECOND_KEY": "sk-second-real-key",
    ]

    private func scratch(
        _ provider: LaxProvider, over: String = "paths: primary", asserts: String = ""
    ) throws -> Scratch {
        try Scratch([
            "routes.yaml": """
            providers:
              openai: { base_url: "http://127.0.0.1:\(provider.port)/v1", api_key: "${FIRST_KEY}" }
              anthropic: { base_url: "http://127.0.0.1:\(provider.port)", api_key: "${SECOND_KEY}" }
            aliases: { fast: [gpt-5.4-mini], kind: [claude-haiku-4-5] }
            """,
            "s.yaml": """
            prompts: ["Which city?"]
            \(over)
            params: { max_tokens: 9 }
            tests: [{ assert: [{ type: contains, value: Paris }\(asserts)] }]
            """,
        ])
    }

    /// By route and manner of each case: `provider leg code` of what was seen at a leg.
    private func found(
        in scratch: Scratch, _ file: String = "pathproof-out/results.jsonl"
    ) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for row in try scratch.rows("case", in: file) {
            let name =
                "\(row["route"] ?? "") \(row["stream"] as? Bool == true ? "stream" : "plain")"
            let findings = row["findings"] as? [[String: Any]] ?? []
            found[name] = findings.map { finding in
                let words = (finding["message"] as? String ?? "").prefix { $0 != ":" }
                let leg = finding["leg"] as? String ?? "the caller"
                return words.hasSuffix(" at \(leg)")
                    ? "\(words.prefix { $0 != " " }) \(leg) \(finding["code"] ?? "")"
                    : "\(finding["code"] ?? "") seen by \(leg)"
            }
        }
        return found
    }

    /// By route and manner; the lies that a plain answer cannot tell leave it honest.
    private static let expected: [LaxProvider.Lie: [String: [String]]] = [
        .none: [:],
        .noUsage: [
            "fast plain": ["wire.usage.missing"], "fast stream": ["wire.usage.missing"],
            "kind plain": ["wire.usage.missing"], "kind stream": ["wire.usage.missing"],
        ],
        .wrongTotal: [
            "fast plain": ["wire.usage.inconsistent"], "fast stream": ["wire.usage.inconsistent"],
            "kind plain": ["wire.usage.negative"], "kind stream": ["wire.usage.negative"],
        ],
        .noFinish: [
            "fast plain": ["wire.answer.no-finish"], "fast stream": ["wire.stream.no-finish"],
            "kind plain": ["wire.answer.no-finish"], "kind stream": ["wire.stream.no-finish"],
        ],
        .noEndMark: [
            "fast stream": ["wire.stream.no-terminator"],
            "kind stream": ["wire.stream.no-terminator"],
        ],
        .cut: [
            "fast stream": ["wire.stream.no-finish", "wire.stream.no-terminator"],
            "kind stream": ["wire.stream.no-finish", "wire.stream.no-terminator"],
        ],
        .wrongType: [
            "fast plain": ["wire.content-type"], "fast stream": ["wire.content-type"],
            "kind plain": ["wire.content-type"], "kind stream": ["wire.content-type"],
        ],
    ]

    private static func lines(of lie: LaxProvider.Lie) -> [String: [String]] {
        var lines: [String: [String]] = [:]
        for (route, provider) in [("fast", "openai"), ("kind", "anthropic")] {
            for manner in ["plain", "stream"] {
                let name = "\(route) \(manner)"
                lines[name] = (expected[lie]?[name] ?? []).map { "\(provider) \(route)/1 \($0)" }
            }
        }
        return lines
    }

    @Test(arguments: LaxProvider.Lie.allCases)
    func `what a provider leaves out is found at its leg, recorded and replayed alike`(
        lie: LaxProvider.Lie
    ) throws {
        let provider = try LaxProvider(lie)
        let scratch = try scratch(provider)
        let recorded = try Program.run(
            ["run", "s.yaml", "--record", "tapes", "--budget", "1"], in: scratch.folder,
            environment: Self.keys)
        provider.stop()
        #expect(provider.asked == 4)
        let expected = Self.lines(of: lie)
        #expect(try found(in: scratch) == expected, "\(recorded.output)\(recorded.errors)")
        let replayed = try Program.run(
            ["run", "s.yaml", "--replay", "tapes", "--out", "again"], in: scratch.folder)
        #expect(
            try found(in: scratch, "again/results.jsonl") == expected,
            "\(replayed.output)\(replayed.errors)")
        #expect(recorded.status == replayed.status)
        let isHonest = lie == .none
        let isPassed = isHonest || lie == .wrongType
        #expect(recorded.status == (isPassed ? 0 : 1), "\(recorded.output)\(recorded.errors)")
        #expect(recorded.output.contains("openai at fast/1: ") != isHonest, "\(recorded.output)")
    }

    @Test func `what the gateway mends fails the live case, once, and says who departed`() throws {
        let provider = try LaxProvider(.noUsage)
        defer { provider.stop() }
        let scratch = try scratch(provider)
        let live = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: Self.keys)
        #expect(live.status == 1, "\(live.output)\(live.errors)")
        for row in try scratch.rows("case") {
            #expect(row["verdict"] as? String == "failed")
            let checks = row["checks"] as? [[String: Any]] ?? []
            #expect(checks.compactMap { $0["check"] as? String } == ["wire.usage.missing"])
            let words = checks.first?["message"] as? String ?? ""
            #expect(words.contains(": no token counts came"), "\(words)")
        }
    }

    @Test
    func `counts that the gateway adds up anew pass, are told, and fail whoever asks for them`()
        throws
    {
        let provider = try LaxProvider(.wrongTotal)
        defer { provider.stop() }
        let passing = try scratch(provider, over: "paths: primary\nthrough: [fast]")
        let told = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: passing.folder,
            environment: Self.keys)
        #expect(told.status == 0, "\(told.output)\(told.errors)")
        let finding = try #require(try passing.rows("finding").first)
        #expect(finding["code"] as? String == "wire.usage.inconsistent")
        #expect(
            finding["leg"] as? String == "fast/1" && finding["severity"] as? String == "warning")
        let words =
            "openai at fast/1: a total of 99 tokens, whose parts make 14; the caller's answer does not "
            + "show it (the first of 2 cases)"
        #expect(finding["message"] as? String == words)
        #expect(try passing.rows("finding").count == 1)
        #expect(told.output.contains(words), "\(told.output)")

        let asking = try scratch(
            provider, over: "paths: primary\nthrough: [fast]",
            asserts: ", { type: usage-consistent }")
        let asked = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: asking.folder,
            environment: Self.keys)
        #expect(asked.status == 1, "\(asked.output)\(asked.errors)")
        for row in try asking.rows("case") {
            let checks = row["checks"] as? [[String: Any]] ?? []
            #expect(checks.compactMap { $0["check"] as? String } == ["usage-consistent"])
        }
    }

    @Test func `a leg that is asked directly has each finding once`() throws {
        let provider = try LaxProvider(.noUsage)
        defer { provider.stop() }
        let scratch = try scratch(provider, over: "models: [gpt-5.4-mini]")
        let live = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: Self.keys)
        #expect(live.status == 1, "\(live.output)\(live.errors)")
        let rows = try scratch.rows("case")
        #expect(rows.count == 2)
        for row in rows {
            let findings = row["findings"] as? [[String: Any]] ?? []
            #expect(findings.compactMap { $0["code"] as? String } == ["wire.usage.missing"])
            #expect((findings.first?["message"] as? String)?.contains("does not show") == false)
        }
        // Nobody stands between.
        #expect(live.output.contains("live · legs asked directly · "), "\(live.output)")
        #expect(!live.output.contains("gateway embedded"))
        #expect(try scratch.rows("run").first?["gateway"] as? String == "none")
        #expect(
            try scratch.text("pathproof-out/junit.xml").contains(
                #"name="pathproof.gateway" value="none""#))
        #expect(
            try scratch.text("pathproof-out/summary.md").contains("live, legs asked directly"))
    }

    @Test func `what a lane breaks on purpose is not held against its provider`() throws {
        let provider = try LaxProvider(.none)
        defer { provider.stop() }
        let scratch = try scratch(
            provider,
            over: "paths: causes\ncauses: [no-usage, no-terminator, no-finish, duplicate-event, "
                + "wrong-content-type, malformed-event, cut, one-burst]\nthrough: [fast]")
        let live = try Program.run(
            ["run", "s.yaml", "--live", "--budget", "1"], in: scratch.folder,
            environment: Self.keys)
        let rows = try scratch.rows("case")
        #expect(rows.count == 12, "\(live.output)\(live.errors)")
        for row in rows {
            let findings = row["findings"] as? [[String: Any]] ?? []
            #expect(findings.allSatisfy { $0["leg"] == nil }, "\(row)")
        }
    }
}
