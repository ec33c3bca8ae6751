import Documents
import GatewayMaps
import Testing
import Vocabulary

/// Deployments of these groups with what stands behind their models, and a router that filters by tag.
private func tagged(
    _ deployments: [(group: String, more: String)], router: String = "", litellm: String = ""
) throws -> LiteLLMConfig {
    let list = deployments.enumerated().map { index, one in
        "  - { model_name: \(one.group), litellm_params: { model: openai/m\(index)\(one.more) } }\n"
    }
    return try GatewayMapsTests.litellm(
        "model_list:\n\(list.joined())router_settings: "
            + "{ enable_tag_filtering: true, num_retries: 0\(router) }\n"
            + (litellm.isEmpty ? "" : "litellm_settings: { \(litellm) }\n"))
}

/// Who may answer, by places in the group; the status where nobody does.
private func answers(_ config: LiteLLMConfig, _ route: String) -> [String] {
    config.walks(route, [:]).map { walk in
        walk.answeredBy.map { "\($0)" } ?? "status \(walk.status), \(walk.calls.count) calls"
    }
}

private let mixed: [(group: String, more: String)] = [
    ("chat", ", tags: [eu, paid]"), ("chat", ", tags: [default]"), ("chat", ""),
]

@Test func `a request is answered by those who have its tag, and by the default where nobody has`()
    throws
{
    let config = try tagged(mixed)
    #expect(answers(config, "chat") == ["chat/2"])
    #expect(answers(config, "chat[tag=eu]") == ["chat/1"])
    #expect(answers(config, "chat[tag=paid]") == ["chat/1"])
    #expect(answers(config, "chat[tag=default]") == ["chat/2"])
    #expect(answers(config, "chat[tag=no-such-tag]") == ["chat/2"])
}

@Test func `a tag that nobody has is refused where there is no default, and nobody is called`()
    throws
{
    let config = try tagged([("chat", ", tags: [eu]"), ("chat", "")])
    #expect(Set(answers(config, "chat")) == ["chat/1", "chat/2"])
    #expect(answers(config, "chat[tag=eu]") == ["chat/1"])
    #expect(answers(config, "chat[tag=no-such-tag]") == ["status 401, 0 calls"])
    // What a group without any tag makes of them, too.
    #expect(
        answers(try tagged([("chat", "")]), "chat[tag=no-such-tag]") == ["status 401, 0 calls"])
}

@Test func `a refused tag falls back as other errors do, and a fallback has the same tags`() throws
{
    let config = try tagged(
        [("chat", ", tags: [eu]"), ("backup", ", tags: [us]"), ("backup", ", tags: [default]")],
        router: ", fallbacks: [{ chat: [backup] }]")
    #expect(answers(config, "chat[tag=no-such-tag]") == ["backup/2"])
    #expect(answers(config, "chat[tag=eu]") == ["chat/1"])
    let broken = config.walks("chat[tag=eu]", [leg("chat"): .serverError])
    #expect(broken.map(\.answeredBy) == [leg("backup", 1)])
    #expect(broken.first?.calls.first == leg("chat"))
}

@Test func `a fallback that refuses the tags makes 401 of any error, unless errors keep its words`()
    throws
{
    let groups: [(group: String, more: String)] = [
        ("chat", ", tags: [eu]"), ("backup", ", tags: [us]"),
    ]
    let router = ", fallbacks: [{ chat: [backup] }]"
    for (settings, status) in [("", 401), ("expose_router_debug_in_errors: false", 500)] {
        let config = try tagged(groups, router: router, litellm: settings)
        let walks = config.walks("chat[tag=eu]", [leg("chat"): .serverError])
        #expect(walks.map(\.status) == [status])
        #expect(walks.map(\.calls) == [[leg("chat")]])
    }
}

@Test
func `a level that the tags leave nobody in is passed by, and told as 429 where it is the last`()
    throws
{
    let levels: [(group: String, more: String)] = [
        ("chat", ", tags: [eu], order: 1"), ("chat", ", tags: [us], order: 2"),
        ("chat", ", tags: [eu], order: 3"),
    ]
    let broken = [leg("chat"): Cause.serverError]
    let all = try tagged(levels).walks("chat[tag=eu]", broken)
    #expect(all.map(\.answeredBy) == [leg("chat", 2)])
    let two = try tagged(Array(levels.prefix(2))).walks("chat[tag=eu]", broken)
    #expect(two.map(\.status) == [429])
    #expect(answers(try tagged(levels), "chat[tag=us]") == ["chat/2"])
}

@Test func `where all tags must match, a deployment's are sent together and half of them is none`()
    throws
{
    let config = try tagged(mixed, router: ", tag_filtering_match_any: false")
    let routes = LiteLLMPredictor(config, said: said).map.routes.map(\.name)
    #expect(routes.contains("chat[tag=eu,paid]"))
    #expect(answers(config, "chat[tag=eu,paid]") == ["chat/1"])
    #expect(answers(config, "chat[tag=eu]") == ["chat/1"])
    let any = LiteLLMPredictor(try tagged(mixed), said: said).map.routes.map(\.name)
    #expect(
        any == [
            "chat", "chat[tag=eu]", "chat[tag=paid]", "chat[tag=default]", "chat[tag=no-such-tag]",
        ])
}

@Test func `a pattern takes the callers that it fits, and refuses all others without a default`()
    throws
{
    let pattern = #", tag_regex: ["^User-Agent: claude-code/"]"#
    let config = try tagged([("chat", pattern), ("chat", "")])
    #expect(answers(config, "chat") == ["status 401, 0 calls"])
    #expect(answers(config, "chat[user-agent=claude-code/]") == ["chat/1"])
    let safe = try tagged([("chat", pattern), ("chat", ", tags: [default]")])
    #expect(answers(safe, "chat") == ["chat/2"])
    #expect(answers(safe, "chat[user-agent=claude-code/]") == ["chat/1"])
    let request = LiteLLMPredictor(safe, said: said).requests["chat[user-agent=claude-code/]"]
    #expect(request?.headers == [Request.Field("User-Agent", "claude-code/")])
    let deep = try tagged([("chat", #", tag_regex: ["^User-Agent: a(b|c)+/\\d"]"#)])
    #expect(
        deep.constructs.contains { $0.path.hasSuffix("tag_regex") && $0.exactness == .manual })
    #expect(config.constructs.allSatisfy { $0.exactness != .manual })
}

@Test func `a group may say for itself whether tags count, and whether a refusal is one`() throws {
    func config(_ info: String, router: String) throws -> LiteLLMConfig {
        try litellm(
            """
            model_list:
              - { model_name: chat, litellm_params: { model: openai/x, tags: [eu] }, model_info: { \(info) } }
              - { model_name: chat, litellm_params: { model: openai/y } }
            router_settings: { num_retries: 0\(router) }
            """)
    }
    let own = try config("enable_tag_filtering: true", router: "")
    #expect(answers(own, "chat[tag=eu]") == ["chat/1"])
    let not = try config("enable_tag_filtering: false", router: ", enable_tag_filtering: true")
    #expect(LiteLLMPredictor(not, said: said).requests.isEmpty)
    let open = try config("allow_fail_open: true", router: ", enable_tag_filtering: true")
    #expect(Set(answers(open, "chat[tag=no-such-tag]")) == ["chat/1", "chat/2"])
}

@Test func `the prefix is taken off a tag, which then counts as meant`() throws {
    let config = try tagged(
        [("chat", ", tags: [\"route:eu\"]"), ("chat", ", tags: [default]")],
        router: ", tag_routing_prefix: \"route:\"")
    // What is left of it is on no deployment, and the default is for tags that were not meant.
    #expect(answers(config, "chat[tag=route:eu]") == ["status 401, 0 calls"])
    #expect(answers(config, "chat[tag=no-such-tag]") == ["chat/2"])
}

@Test func `who names a deployment gets it, whatever its tags`() throws {
    let config = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, tags: [eu] } }
          - { model_name: other, litellm_params: { model: openai/y, tags: [us] }, model_info: { id: there } }
        router_settings: { enable_tag_filtering: true, num_retries: 0, fallbacks: [{ chat: [there] }] }
        """)
    let walks = config.walks("chat[tag=eu]", [leg("chat"): .serverError])
    #expect(walks.map(\.answeredBy) == [leg("other")])
}

@Test func `a deployment that no request's tags lead to is told with what stands before it`() throws
{
    func unreached(
        _ deployments: [(group: String, more: String)], router: String = ""
    ) throws -> [String] {
        try tagged(deployments, router: router).unreachedByTags.map {
            "\($0.deployment.leg): \($0.why)"
        }
    }
    let found = try unreached(mixed)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("chat/3: it has no tags, and what fits no other's") == true)
    // Without a default those without tags are for requests without any.
    #expect(try unreached([("chat", ", tags: [eu]"), ("chat", "")]) == [])
    #expect(try unreached([("chat", ", tags: [eu]"), ("chat", ", tags: [default]")]) == [])
    // Every caller has a name, so a pattern leaves none without a question.
    let pattern = #", tag_regex: ["^User-Agent: claude-code/"]"#
    let refused = try unreached([("chat", pattern), ("chat", "")])
    #expect(refused.count == 1 && refused.first?.contains("`tag_regex`") == true)
    let prefixed = try unreached(
        [("chat", ", tags: [\"route:eu\"]"), ("chat", ", tags: [default]")],
        router: ", tag_routing_prefix: \"route:\"")
    #expect(prefixed.map { $0.hasPrefix("chat/1: its tags begin with 'route:'") } == [true])
    // What cannot be sent, or is not evaluated, may lead there all the same.
    #expect(
        try unreached([("chat", ", tags: [\"a,b\"]"), ("chat", ", tags: [default]")]) == [])
    #expect(
        try unreached([
            ("chat", #", tag_regex: ["^User-Agent: a(b|c)+/\\d"]"#),
            ("chat", ", tags: [default]"),
        ]) == [])
}

@Test func `a deployment that a fallback names, or whose group is not filtered, is reached`() throws
{
    let named = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, tags: [default] } }
          - { model_name: chat, litellm_params: { model: openai/y }, model_info: { id: there } }
          - { model_name: other, litellm_params: { model: openai/z } }
        router_settings: { enable_tag_filtering: true, fallbacks: [{ other: [there] }] }
        """)
    #expect(named.unreachedByTags.isEmpty)
    let unfiltered = try litellm(
        """
        model_list:
          - { model_name: chat, litellm_params: { model: openai/x, tags: [default] } }
          - { model_name: chat, litellm_params: { model: openai/y } }
        """)
    #expect(unfiltered.unreachedByTags.isEmpty)
}
