import GatewayMaps
import Testing
import Vocabulary

private func predictor(_ deployments: Int, _ sections: String = "") throws -> LiteLLMPredictor {
    let list = Array(
        repeating: "  - { model_name: chat, litellm_params: { model: openai/x } }\n",
        count: deployments
    ).joined()
    return LiteLLMPredictor(try litellm("model_list:\n\(list)\(sections)"), said: said)
}

@Test(arguments: [
    (Cause.auth, true), (.modelGone, true), (.hang, true), (.rateLimit, false),
    (.serverError, false), (.badRequest, false),
])
func `a lone deployment is left out after some errors only`(cause: Cause, isLeftOut: Bool) throws {
    #expect(try predictor(1).coolsDown(leg("chat"), after: cause) == isLeftOut)
}

@Test func `one of several is left out after a rate limit, too`() throws {
    #expect(try predictor(2).coolsDown(leg("chat"), after: .rateLimit) == true)
    // That hangs on how many of its requests fail.
    #expect(try predictor(2).coolsDown(leg("chat"), after: .serverError) == nil)
}

@Test func `a leg that asks for less than a second is not left out`() throws {
    let two = try predictor(2)
    #expect(two.coolsDown(leg("chat", 1), after: .rateLimit, asking: .seconds(1)) == true)
    #expect(two.coolsDown(leg("chat", 1), after: .rateLimit, asking: .zero) == false)
    #expect(two.coolsDown(leg("chat", 1), after: .rateLimit, asking: .milliseconds(999)) == false)
    // What the file says of a deployment counts more than what the deployment says.
    func own(_ time: String) throws -> LiteLLMPredictor {
        LiteLLMPredictor(
            try litellm(
                """
                model_list:
                  - { model_name: chat, litellm_params: { model: openai/x, cooldown_time: \(time) } }
                  - { model_name: chat, litellm_params: { model: openai/x } }
                """), said: said)
    }
    #expect(try own("2").coolsDown(leg("chat"), after: .rateLimit, asking: .zero) == true)
    #expect(try own("0").coolsDown(leg("chat"), after: .rateLimit, asking: .seconds(1)) == false)
    #expect(try own("0").coolsDown(leg("chat", 1), after: .rateLimit) == true)
}

@Test func `what is counted or switched off is not told from one request`() throws {
    let off = "router_settings: { disable_cooldowns: true }"
    #expect(try predictor(1, off).coolsDown(leg("chat"), after: .auth) == false)
    let counted = "router_settings: { allowed_fails: 2 }"
    #expect(try predictor(1, counted).coolsDown(leg("chat"), after: .auth) == nil)
    // Three is the default, and as good as not written.
    let usual = "router_settings: { allowed_fails: 3 }"
    #expect(try predictor(1, usual).coolsDown(leg("chat"), after: .auth) == true)
}

@Test func `legs that share a level are reached by dice, those of a later level are not`() throws {
    #expect(try predictor(2).sharing(leg("chat", 1)) == 2)
    let weighted = LiteLLMPredictor(
        try litellm(
            """
            model_list:
              - { model_name: chat, litellm_params: { model: openai/x, weight: 3 } }
              - { model_name: chat, litellm_params: { model: openai/y, weight: 1 } }
            """), said: said)
    #expect(weighted.sharing(leg("chat")) == 2 && weighted.sharing(leg("chat", 1)) == 4)
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, order: 1 } }
          - { model_name: chat, litellm_params: { model: openai/y, order: 2 } }
        """)
    let predictor = LiteLLMPredictor(config, said: said)
    #expect(predictor.sharing(leg("chat", 0)) == 1)
    #expect(predictor.sharing(leg("chat", 1)) == nil)
}

@Test func `a pass with cooldowns waits no longer than two seconds for one`() throws {
    let config = try litellm(
        """
        model_list: [{ model_name: chat, litellm_params: { model: openai/x } }]
        router_settings: { cooldown_time: 60 }
        """)
    func copy(_ keepsCooldowns: Bool) -> String {
        LiteLLMRewriter.copy(
            of: config,
            options: LiteLLMRewriter.Options(
                masterKey: "k", timeouts: .seconds(1)...(.seconds(2)),
                keepsCooldowns: keepsCooldowns),
            baseURL: { _ in "http://127.0.0.1:9" }, environment: { _ in nil }
        ).text
    }
    #expect(copy(true).contains(#""cooldown_time":2"#))
    #expect(copy(false).contains(#""cooldown_time":60"#))
}
