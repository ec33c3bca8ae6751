import Providers
import Testing
import Vocabulary

@testable import Runs

@Test func `how long an answer may be is said once, by the prompt where it says so`() {
    var target = Target(
        provider: Portkey(), endpoint: Endpoint(baseURL: "http://127.0.0.1:9", key: nil),
        limits: .standard)
    target.limitMember = #""max_tokens":1024"#
    func body(_ most: Int?) -> String {
        var prompt = Prompt(messages: [Message(.user, "Hello")])
        prompt.parameters.maxTokens = most
        let request = target.request(for: prompt, route: "chat", isStreamed: false)
        return String(decoding: request.body, as: UTF8.self)
    }
    #expect(body(nil).hasPrefix(#"{"max_tokens":1024,"#), "\(body(nil))")
    #expect(!body(50).contains("1024") && body(50).contains(":50"), "\(body(50))")
}
