import Documents
import Lint
import Suites
import TestSupport
import Testing
import Vocabulary

@Test func `a key that reports cannot mask is told with the least length, and not shown`() throws {
    let marked = Marked(
        """
        providers:
          openai: { api_key: 1️⃣"${SHORT}" }
          anthropic: { api_key: 2️⃣x }
          deepseek: { api_key: "${SET}" }
          google: { api_key: "${NOT_SET}" }
          mistral: { api_key: 3️⃣12345 }
        keys: { team: { key: 4️⃣"${SHORT}" } }
        aliases: { chat: [{ model: gpt-5.4 }, { model: claude-opus-5-5 }] }
        """)
    let document = try Document.read(
        SourceText(file: "routes.yaml", text: marked.text),
        environment: { ["SET": "sk-123456", "SHORT": "k-1"][$0] ?? "" })
    let subject = LintSubject(document: document, today: try #require(Day("2026-11-21")))
    let findings = Lint.findings(in: subject).filter { $0.rule == "short-key" }
    #expect(
        findings.map { marked.mark(of: $0.diagnostic) ?? "?" } == ["1️⃣", "2️⃣", "3️⃣", "4️⃣"])
    #expect(findings.allSatisfy { $0.diagnostic.message.contains("shorter than 6") })
    #expect(findings.first?.diagnostic.message.hasPrefix("'api_key' has 3 letters") == true)
    #expect(findings.allSatisfy { !$0.diagnostic.message.contains("k-1") })
}

@Test func `a suite's client and its variables are no keys, and an address among them is one`()
    throws
{
    let marked = Marked(
        """
        key: dev
        gateway: 1️⃣"https://u:pw-0123456@llm.example.com/v1"
        prompts: ["{{ token }} {{ secret }} {{ password }} {{ page }}"]
        defaultTest: { vars: { secret: ab, parts: { key: long-0123456 } } }
        tests:
          - vars: { token: abc, page: 2️⃣"https://u:pw-0123456@h.example/" }
          - vars: { token: long-0123456, password: 12, page: x, list: [{ key: a }] }
        """)
    let node = try Document.read(SourceText(file: "suites/s.yaml", text: marked.text))
    let subject = LintSubject(
        suites: [(try SuiteFile.read(node), node)], today: try #require(Day("2026-11-21")))
    let findings = Lint.findings(in: subject).filter {
        ["short-key", "literal-key"].contains($0.rule)
    }
    #expect(
        findings.map { "\($0.rule) \(marked.mark(of: $0.diagnostic) ?? "?")" }
            == ["literal-key 1️⃣", "literal-key 2️⃣"], "\(findings)")
}
