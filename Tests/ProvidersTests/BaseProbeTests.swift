import Testing
import Vocabulary

@testable import Providers

struct BaseProbeTests {
    private func answer(_ status: Int?, _ body: String) -> BaseProbe.Answer {
        BaseProbe.answer(status: status, body: Array(body.utf8), of: Generic())
    }

    @Test func `the user's base comes first, with and without the version`() {
        #expect(
            BaseProbe.candidates(given: "https://api.novapai.ai/v1/", for: NovaStack()) == [
                "https://api.novapai.ai/v1", "https://api.novapai.ai",
                "https://api.novapai.ai/router/v1",
            ])
        #expect(
            BaseProbe.candidates(given: nil, for: TokenMix()) == [
                "https://api.tokenmix.ai/v1", "https://api.tokenmix.ai",
            ])
        #expect(
            BaseProbe.candidates(given: "http://127.0.0.1:9", for: Generic()) == [
                "http://127.0.0.1:9", "http://127.0.0.1:9/v1",
            ])
        // A key is shown to no host but the one that it was given for.
        #expect(
            BaseProbe.candidates(given: "http://10.0.0.1:80/v1", for: NovaStack()) == [
                "http://10.0.0.1:80/v1", "http://10.0.0.1:80", "http://10.0.0.1:80/router/v1",
            ])
        #expect(BaseProbe.provider(at: "https://api.novapai.ai/v1")?.name == "novastack")
        #expect(BaseProbe.provider(at: "https://api.openai.com/v1") == nil)
        for provider in allProviders {
            #expect(provider.baseURLs.first == provider.defaultBaseURL, "\(provider.name)")
        }
    }

    @Test(arguments: ["novastack", "tokenmix"])
    func `a list of models is known`(name: String) throws {
        let body = try fixture("\(name)/models.json")
        let tongue = try #require(provider(named: name))
        let answer = BaseProbe.answer(status: 200, body: body, of: tongue)
        guard case .models(let names) = answer else {
            Issue.record("no list")
            return
        }
        #expect(names.last == "qwen3-235b")
    }

    @Test func `pages, other JSON and silence are no lists`() {
        #expect(answer(200, "<html>welcome</html>") == .elsewhere)
        #expect(answer(200, #"{"ok":true}"#) == .elsewhere)
        #expect(answer(200, #"{"data":[{"title":"x"}]}"#) == .elsewhere)
        #expect(answer(404, #"{"error":{"message":"no"}}"#) == .elsewhere)
        #expect(answer(401, "<html>") == .elsewhere)
        #expect(answer(401, #"{"error":{"message":"key"}}"#) == .refused)
        #expect(answer(nil, "") == .unreachable)
        #expect(answer(200, #"{"object":"list","data":[]}"#) == .models([]))
        #expect(answer(200, #"[{"id":"m"}]"#) == .models(["m"]))
    }

    @Test func `the base that lists models wins, then the first that knows keys`() {
        let list = BaseProbe.Answer.models(["m"])
        #expect(BaseProbe.choice(of: [("a", .elsewhere), ("b", .refused), ("c", list)]) == "c")
        #expect(BaseProbe.choice(of: [("a", .unreachable), ("b", .refused)]) == "b")
        #expect(BaseProbe.choice(of: [("a", .elsewhere), ("b", .unreachable)]) == nil)
        #expect(BaseProbe.choice(of: []) == nil)
    }
}
