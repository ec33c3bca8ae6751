import Testing
import Vocabulary

@testable import Providers

struct ModelListingTests {
    private func request(_ provider: any Provider, _ base: String) -> Request? {
        ModelListing(of: provider).request(
            at: Endpoint(baseURL: base, key: Secret("k")), within: .seconds(3))
    }

    @Test func `each wire language is asked where it lists its models`() {
        for (provider, base, url) in [
            (OpenAI(), "https://a.example/v1", "https://a.example/v1/models"),
            (
                OpenAI(), "https://a.example/v1/?api-version=2",
                "https://a.example/v1/models?api-version=2"
            ),
            (Anthropic(), "https://a.example", "https://a.example/v1/models?limit=1000"),
            (Anthropic(), "https://a.example/v1?a=b", "https://a.example/v1/models?limit=1000&a=b"),
            (Google(), "https://a.example", "https://a.example/v1beta/models?pageSize=1000"),
            (Google(), "https://a.example/v1beta", "https://a.example/v1beta/models?pageSize=1000"),
            (Ollama(), "http://a.example:11434", "http://a.example:11434/api/tags"),
            (Ollama(), "http://a.example/api", "http://a.example/api/tags"),
            (Cohere(), "https://a.example/v2", "https://a.example/v1/models?page_size=1000"),
            (
                QwenNative(), "https://a.example/api/v1",
                "https://a.example/compatible-mode/v1/models"
            ),
            (Mistral(), "https://a.example/v1", "https://a.example/v1/models"),
        ] as [(any Provider, String, String)] {
            let request = request(provider, base)
            #expect(request?.url == url, "\(provider.name)")
            #expect(request?.method == "GET" && request?.body == [])
            #expect(request?.secretHeaders.count == 1 && request?.limits.total == .seconds(3))
        }
        #expect(
            request(Anthropic(), "https://a.example")?.headers.contains {
                $0.name == "anthropic-version"
            } == true)
        // Elsewhere than its answers, or nowhere.
        #expect(request(Bedrock(), "https://a.example") == nil)
        #expect(
            request(Google(), "https://a.example/v1/projects/p/locations/l/publishers/google")
                == nil)
    }

    @Test func `no key goes to another host than the answers'`() {
        for provider in allProviders {
            let base = provider.defaultBaseURL ?? "https://a.example/v1"
            let host = base.split(separator: "/")[1]
            for request in [
                request(provider, base),
                ModelListing(of: provider).keyRequest(
                    at: Endpoint(baseURL: base, key: Secret("k")), within: .seconds(1)),
            ].compactMap({ $0 }) {
                #expect(request.url.split(separator: "/")[1] == host, "\(provider.name)")
            }
        }
    }

    @Test func `lists are read in each form, and nothing else is one`() {
        func names(_ body: String) -> [String]? {
            ModelListing(of: OpenAI()).names(in: Array(body.utf8))
        }
        #expect(names(#"{"object":"list","data":[{"id":"a"},{"id":"b"}]}"#) == ["a", "b"])
        #expect(
            names(#"{"models":[{"name":"models/gemini-3"},{"name":"x"}]}"#) == ["gemini-3", "x"])
        #expect(
            names(#"{"models":[{"name":"llama3:latest","model":"llama3:latest"}]}"#) == [
                "llama3:latest"
            ])
        #expect(names(#"[{"id":"a"}]"#) == ["a"] && names(#"{"data":[]}"#) == [])
        for body in ["<html>", #"{"ok":true}"#, #"{"data":"a"}"#, #"{"data":[{"x":1}]}"#, "", "7"] {
            #expect(names(body) == nil, "\(body)")
        }
    }

    @Test func `a name is there itself, as a snapshot, or behind a tag`() {
        func has(_ model: String, _ names: [String], _ provider: any Provider = OpenAI()) -> Bool {
            ModelListing(of: provider).has(model, among: names)
        }
        #expect(has("gpt-5.4", ["gpt-5.4"]) && has("gpt-5.4", ["gpt-5.4-2026-03-05"]))
        #expect(has("claude-haiku-4-5", ["claude-haiku-4-5-20251001"], Anthropic()))
        #expect(has("llama3", ["llama3:latest"], Ollama()))
        #expect(has("doubao-seed-2-1-pro", ["doubao-seed-2-1-pro-260628"], Doubao()))
        #expect(has("a/b:free", ["a/b"], OpenRouter()))
        #expect(!has("a/b:free", ["a/b"]))
        #expect(!has("gpt-5.4", ["gpt-5.4-mini", "gpt-5.4-mini-2026-03-17"]))
        #expect(!has("gpt-5.4-2026-03-05", ["gpt-5.4"]) && !has("gpt-5.4", []))
    }
}
