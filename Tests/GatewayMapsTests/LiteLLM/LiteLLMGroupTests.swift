import GatewayMaps
import Testing
import Vocabulary

// Who of several deployments that share a name is asked: levels, weights and dice, as observed on LiteLLM 1.106.2.

private func group(_ parameters: [String], _ sections: String = "") throws -> LiteLLMConfig {
    let list = parameters.map {
        "  - { model_name: chat, litellm_params: { model: openai/gpt-5.4\($0) } }\n"
    }
    return try litellm(
        """
        model_list:
        \(list.joined())  - { model_name: backup, litellm_params: { model: openai/gpt-5.4 } }
        \(sections)
        """)
}

@Test func `deployments that share a name are told as a set`() throws {
    let config = try group(["", ""])
    #expect(
        Set(config.walks("chat", [:]).compactMap(\.answeredBy)) == [leg("chat", 0), leg("chat", 1)])
    // The same bad leg may be hit again and again, and the request fails though the other is well.
    let walks = config.walks("chat", [leg("chat", 0): .serverError])
    #expect(walks.contains { $0.answeredBy == nil && $0.calls.count == 3 })
    #expect(walks.contains { $0.calls == [leg("chat", 0), leg("chat", 1)] })
    #expect(walks.contains { $0.calls == [leg("chat", 1)] })
    #expect(walks.count == 4)
}

@Test func `a rejected key leads to the other deployment, which then must answer`() throws {
    let walks = try group(["", ""]).walks("chat", [leg("chat", 0): .auth])
    #expect(walks.allSatisfy { $0.answeredBy == leg("chat", 1) && $0.calls.count <= 2 })
}

@Test func `a weight of nothing is never drawn`() throws {
    let config = try group([", weight: 0", ", weight: 3"])
    #expect(config.walks("chat", [:]).map(\.answeredBy) == [leg("chat", 1)])
}

@Test func `levels of a group come one after the other, and the last one's error is told`() throws {
    let config = try group(
        [", order: 1", ", order: 2"],
        "router_settings: { num_retries: 0, fallbacks: [{ chat: [backup] }] }")
    #expect(try config.walk("chat", [:]).calls == [leg("chat", 0)])
    #expect(
        try config.walk("chat", [leg("chat", 0): .serverError]).calls
            == [leg("chat", 0), leg("chat", 1)])
    let all = try config.walk(
        "chat",
        [leg("chat", 0): .serverError, leg("chat", 1): .modelGone, leg("backup"): .unprocessable])
    #expect(all.calls == [leg("chat", 0), leg("chat", 1), leg("backup")])
    #expect(all.status == 422)
    // An overflow does not go to the next level.
    #expect(
        try config.walk("chat", [leg("chat", 0): .contextLength]).calls
            == [leg("chat", 0), leg("backup")])
}

@Test func `a deployment of no known provider is dropped, and others of its group answer`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: opnai/gpt-5.4 } }
          - { model_name: chat, litellm_params: { model: openai/gpt-5.4 } }
        """)
    #expect(config.walks("chat", [:]).map(\.answeredBy) == [leg("chat", 1)])
    #expect(config.warnings.contains { $0.message.contains("knows no provider") })
    #expect(config.warnings.contains { $0.hint == "did you mean 'openai'?" })
}

@Test func `the group's other deployments come first where the configuration asks for it`() throws {
    let config = try group(
        ["", ""],
        "router_settings: { num_retries: 0, enable_weighted_failover: true, fallbacks: [{ chat: [backup] }] }"
    )
    let walks = config.walks("chat", [leg("chat", 0): .serverError])
    #expect(walks.allSatisfy { $0.answeredBy == leg("chat", 1) })
    let both = config.walks("chat", [leg("chat", 0): .serverError, leg("chat", 1): .serverError])
    #expect(both.allSatisfy { $0.answeredBy == leg("backup") })
}

@Test func `untagged requests reach the default of a group with tags`() throws {
    let config = try group(
        [", tags: [eu]", ", tags: [default]"], "router_settings: { enable_tag_filtering: true }")
    #expect(config.walks("chat", [:]).map(\.answeredBy) == [leg("chat", 1)])
}

@Test func `whoever refuses a key is left out before the dice are thrown again`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, rpm: 9 } }
          - { model_name: chat, litellm_params: { model: openai/y } }
        router_settings: { num_retries: 1 }
        """)
    let (first, second) = (leg("chat"), leg("chat", 1))
    #expect(config.walks("chat", [first: .auth]).map(\.calls) == [[first, second]])
    #expect(config.walks("chat", [first: .serverError]).map(\.calls) == [[first, first]])
}

/// Each deployment's parameters, and who may be picked.
@Test(arguments: [
    (["rpm: 900", ""], [0]), (["", "rpm: 900"], [1]), (["weight: 1", "rpm: 900"], [0]),
    (["rpm: 900", "tpm: 1000"], [0]), (["weight: 0", "weight: 0, rpm: 5"], [1]),
    (["", ""], [0, 1]), (["weight: 0", "weight: 2"], [1]), (["weight: 0", "weight: 0"], [0, 1]),
])
func `one number counts for a group's dice, and who lacks it is not picked`(
    parameters: [String], picked: [Int]
) throws {
    let list = parameters.map {
        "  - { model_name: chat, litellm_params: { model: openai/x\($0.isEmpty ? "" : ", ")\($0) } }\n"
    }
    func config(_ router: String) throws -> LiteLLMConfig {
        try litellm("model_list:\n\(list.joined())router_settings: { num_retries: 0\(router) }\n")
    }
    let usual = try config("")
    #expect(Set(usual.walks("chat", [:]).map(\.answeredBy)) == Set(picked.map { leg("chat", $0) }))
    let lacking = Set(usual.undrawn.map(\.deployment.leg))
    #expect(lacking.isDisjoint(with: picked.map { leg("chat", $0) }))
    #expect(lacking.count == parameters.count - picked.count)
    // No other strategy looks at them.
    let other = try config(", routing_strategy: least-busy")
    #expect(Set(other.walks("chat", [:]).map(\.answeredBy)) == [leg("chat", 0), leg("chat", 1)])
    #expect(other.undrawn.isEmpty)
}
