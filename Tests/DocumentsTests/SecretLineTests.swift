import Documents
import TestSupport
import Testing
import Vocabulary

@Test(arguments: [
    ("openai: { api_key: sk-live-1, timeot: 3 }", "openai: { api_key: •••••••••, timeot: 3 }"),
    (#"  master_key: "sk-live 1"  # ours"#, #"  master_key: "••••••• •"  # ours"#),
    ("api_key: [sk-live-1, sk-live-2]", "api_key: [•••••••••, sk-live-2]"),
    (#"key: "${NAME}""#, #"key: "${NAME}""#),
    ("api_key: os.environ/NAME", "api_key: os.environ/NAME"),
    ("apiKey: abc", "apiKey: •••"), ("\"apiKey\": \"abc\"", "\"apiKey\": \"•••\""),
    ("apikey: abc", "apikey: •••"),
    ("authToken: abc", "authToken: •••"), ("maxTokens: 300", "maxTokens: 300"),
    ("monkey: abc", "monkey: abc"),
    ("keyName: abc", "keyName: abc"), ("hotkeys: abc", "hotkeys: abc"),
    ("keys: { a: 1 }", "keys: { a: 1 }"), ("monkey: banana", "monkey: banana"),
    ("x-api-key: 'sk-live-1", "x-api-key: '•••••••••"),
    ("api_kye: abc, tokne: def", "api_kye: •••, tokne: •••"),
    ("headers: { x-team: blue, accept: json }", "headers: { x-team: ••••, accept: json }"),
    ("  - sk-proj-0123456789 # ours", "  - •••••••••••••••••• # ours"),
    ("auth: 'Bearer abcdef-012'", "auth: '•••••• ••••••••••'"),
    (
        "model: sk-1, kind: litellm, note: risk-free-and-long",
        "model: sk-1, kind: litellm, note: risk-free-and-long"
    ), ("url: postgresql://u:hunter2@db:5432/x", "url: postgresql://u:•••••••@db:5432/x"),
    ("url: http://127.0.0.1:80/a@b", "url: http://127.0.0.1:80/a@b"),
    (
        "url: 'https://abc@h/?a=1&api_key=sk-1&b=2#x'",
        "url: 'https://•••@h/?a=1&api_key=••••&b=2#x'"
    ),
    ("url: https://h/?page=2&token=abc, kind: x", "url: https://h/?page=2&token=•••, kind: x"),
    ("no mapping at all", "no mapping at all"),
    ("key: free-tier", "key: free-tier"), ("key: 'team_b2'  # ours", "key: 'team_b2'  # ours"),
    ("key: sk-proj-0123456789", "key: ••••••••••••••••••"),
    ("key: 7f3a9c0d1e2b4455", "key: ••••••••••••••••"),
    ("key: a8b7c6d5e4f3", "key: ••••••••••••"), ("  key: free-tier", "  key: •••••••••"),
    ("free: { key: free-tier }", "free: { key: ••••••••• }"),
])
func `a message's source line does not show the value of a key`(line: String, shown: String) {
    let source = SourceText(file: "routes.yaml", text: line)
    let place = Vocabulary.SourceLocation(file: "routes.yaml", line: 1, column: 1)
    #expect(source.diagnostic("wrong", at: place).sourceLine == shown)
}

@Test func `a message shows no value of the environment and no key, though it names the value`()
    throws
{
    let text = """
        model: "${MODEL}"
        api_key: sk-live-0123456789
        url: "https://u:hunter2@example.com"
        plain: word
        """
    let root = try YAMLReader.read(
        SourceText(file: "routes.yaml", text: text), environment: { _ in "sk-from-outside" })
    func told(_ key: String) throws -> String {
        let node = try #require(root[key])
        return node.diagnostic("unknown '\(node.text ?? "")', found \(node.shown)").message
    }
    #expect(try told("model") == "unknown '${MODEL}', found '${MODEL}'")
    let dots = String(repeating: "•", count: 18)
    #expect(try told("api_key") == "unknown '\(dots)', found '\(dots)'")
    #expect(
        try told("url")
            == "unknown 'https://u:•••••••@example.com', found 'https://u:•••••••@example.com'")
    #expect(try told("plain") == "unknown 'word', found 'word'")
}
