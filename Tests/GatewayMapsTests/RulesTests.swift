import Documents
import GatewayMaps
import Ledger
import TestSupport
import Testing
import Vocabulary

private let providers = ["openai", "anthropic", "deepseek", "qwen", "kimi", "openrouter"]

private func map(_ text: String, _ environment: [String: String] = [:]) throws -> RouteMap {
    // As a run reads it: a variable that is not set is nothing.
    let node = try Document.read(
        SourceText(file: "routes.yaml", text: text), environment: { environment[$0] ?? "" })
    return try RoutesFile.read(node, knownProviders: providers)
}

/// The file that the design shows.
private let designed = """
    providers:
      deepseek:
        api_key: ${DEEPSEEK_API_KEY}       # base URL, wire language and quirks come with the name; all can be overridden
        budget_usd: 2.00
        rpm: 60
    models:                                # only what the shipped catalogue does not know, or to pin
      qwen3-235b:
        provider: qwen
        pin: qwen3-235b-a22b-instruct-2507
        names: { openrouter: qwen/qwen3-235b-a22b-2507 }
    routes:                                # exactly this shape works; rules apply to requests for model `auto`; first match wins
      - match: context_length > 80000
        model: kimi-2.6
      - match: task_type == "reasoning"
        model: qwen3-235b
      - default: deepseek-v4-pro
    aliases:                               # stable names that applications call
      code-reasoner:
        - { model: deepseek-v4-pro, timeout: 20s, retry: { times: 1, on: [timeout] } }
        - { model: qwen3-coder, on: [timeout, server-error, rate-limit] }
    keys:                                  # what each gateway key may reach
      free-tier: { key: "${FREE_KEY}", models: [fast-chat], rpm: 20, budget_usd: 1.00 }
    gateways:
      staging: { kind: litellm, url: "https://llm.example.com/v1", api_key: "${LITELLM_KEY}" }
      ci:      { kind: litellm, config: deploy/litellm.yaml }      # started by us; its own routes count, not those above
    """

@Test func `the file of the design is read whole`() throws {
    let map = try map(designed, ["DEEPSEEK_API_KEY": "sk-deep", "FREE_KEY": "sk-free-1"])
    #expect(
        map.routes.map(\.name) == ["code-reasoner", "auto[1]", "auto[2]", "auto[default]"])
    #expect(map.routes.map(\.requested) == ["code-reasoner", "auto", "auto", "auto"])
    #expect(
        map.routes.map { $0.legs.map(\.pin) } == [
            ["deepseek-v4-pro", "qwen3-coder-plus"], ["kimi-k2.6"],
            ["qwen3-235b-a22b-instruct-2507"], ["deepseek-v4-pro"],
        ])
    #expect(map.routes[1].legs[0].id.description == "auto[1]/1")
    #expect(map.rules.map(\.target) == ["kimi-2.6", "qwen3-235b", "deepseek-v4-pro"])
    #expect(map.rules.rule(for: RequestFacts(contextLength: 80_001))?.route == "auto[1]")
    #expect(
        map.rules.rule(for: RequestFacts(contextLength: 80_000, taskType: "reasoning"))?.route
            == "auto[2]")
    #expect(map.rules.rule(for: RequestFacts())?.route == "auto[default]")

    let deepseek = try #require(map.providers.first)
    #expect(deepseek.key?.secret == Secret("sk-deep") && deepseek.key?.isLiteral == false)
    #expect(deepseek.budget == Money("2", "USD") && deepseek.requestsPerMinute == 60)
    #expect(map.models.first?.names == ["openrouter": "qwen/qwen3-235b-a22b-2507"])
    let key = try #require(map.keys.first)
    #expect(key.name == "free-tier" && key.key.secret == Secret("sk-free-1"))
    #expect(key.models == ["fast-chat"] && key.requestsPerMinute == 20)
    #expect(key.budget == Money("1", "USD"))
    #expect(
        map.gateways.map(\.place) == [
            .url("https://llm.example.com/v1"), .config("deploy/litellm.yaml"),
        ])
    // The file names a route that it does not have: the key reaches nothing by it.
    #expect(map.notes.map(\.severity) == [.warning])
    #expect(map.notes[0].message.contains("'fast-chat', which is neither an alias nor a model"))
}

@Test func `a name that no gateway has for a model is told to have no effect`() throws {
    let map = try map(
        """
        models: { big: { provider: openai, pin: gpt-5.4, names: { kimi: mine, openrouter: openai/big } } }
        aliases: { chat: [big] }
        """)
    #expect(map.models.first?.names.count == 2)
    #expect(map.notes.count == 1)
    #expect(
        map.notes.first?.message.hasPrefix("`names:` of 'big' has no effect for 'kimi'") == true)
}

@Test func `keys that the environment does not have are missing, not wrong`() throws {
    let map = try map(designed)
    #expect(map.providers[0].key?.isMissing == true)
    #expect(map.keys[0].key.isMissing && !map.keys[0].key.isLiteral)
}

@Test func `a key in the file itself is told apart, and no description shows it`() throws {
    let map = try map(
        """
        providers: { openai: { api_key: sk-literal-1, headers: { x-team: sk-literal-2 } } }
        aliases: { chat: [gpt-5.4] }
        keys: { a: { key: sk-literal-3 }, b: { key: "${B}" } }
        """, ["B": "sk-b"])
    #expect(map.providers[0].key?.isLiteral == true)
    #expect(map.keys.map(\.key.isLiteral) == [true, false])
    #expect(map.keys[0].models == nil)
    #expect(!"\(map)".contains("sk-literal") && !"\(map)".contains("sk-b"))
}

@Test func `a pin in a key's scope stands for the models that have it`() throws {
    let map = try map(
        """
        models: { house: { provider: anthropic, pin: claude-house-1 } }
        aliases: { chat: [gpt-5.4, house, gpt-5.4-mini-2026-03-17, claude-haiku-4-5] }
        keys:
          two: { key: "${A}", models: [gpt-5.4-2026-03-05, claude-house-1] }
          one: { key: "${B}", models: [gpt-5.4-mini-2026-03-17] }
        """, ["A": "sk-a", "B": "sk-b"])
    let legs = try #require(map.route(named: "chat")).legs
    let reached = map.keys.map { key in legs.map { key.mayReach($0, askedAs: ["chat"]) } }
    #expect(reached == [[true, true, false, false], [false, false, true, false]])
    #expect(map.keys[0].models == ["gpt-5.4", "house"])
    #expect(map.notes.isEmpty)
}

@Test func `a rule leads to an alias with its whole chain`() throws {
    let map = try map(
        """
        aliases: { chat: [gpt-5.4, { model: claude-haiku-4-5, on: [rate-limit] }] }
        routes:
        - { match: stream, model: chat }
        - { default: gpt-5.2 }
        """)
    let legs = try #require(map.route(named: "auto[1]")).legs
    #expect(legs.map(\.id.description) == ["auto[1]/1", "auto[1]/2"])
    #expect(legs.map(\.model) == ["gpt-5.4", "claude-haiku-4-5"])
    #expect(legs[1].admits == [.rateLimit])
    #expect(map.routes(asked: "auto").map(\.name) == ["auto[1]", "auto[default]"])
    #expect(map.routes(asked: "chat").map(\.name) == ["chat"])
}

@Test func `rules that nothing reaches are found`() throws {
    let marked = Marked(
        """
        routes:
        - { match: stream and has_image, model: gpt-5.4 }
        - 1️⃣{ match: (stream) and has_image, model: gpt-5.2 }
        - default: gpt-5.1
        - 2️⃣{ match: has_tools, model: gpt-5.2 }
        - 3️⃣{ default: gpt-5.4 }
        """)
    let notes = marked.messages(try map(marked.text).notes)
    #expect(notes["1️⃣"]?.contains("it asks what the rule in line 2 asks") == true)
    #expect(notes["2️⃣"]?.contains("the default in line 4 takes everything") == true)
    #expect(notes["3️⃣"]?.contains("the default in line 4 takes everything") == true)
    #expect(notes.count == 3)
}

@Test func `what is wrong with rules, keys and gateways is told at once`() throws {
    let marked = Marked(
        """
        aliases: { fast-chat: [gpt-5.4], 1️⃣auto: [gpt-5.2] }
        routes:
        - { match: stream, model: 2️⃣fast-chad }
        - { default: gpt-5.4, 3️⃣match: stream }
        - 4️⃣{ model: gpt-5.4 }
        - { match: 5️⃣[stream], model: gpt-5.4 }
        keys:
          a: { key: sk-1, budget_usd: 6️⃣cheap, 7️⃣rmp: 3 }
          b: { key: 8️⃣sk-1 }
        gateways: { c: { kind: 9️⃣litelm, url: "https://x" } }
        """)
    let error = try #require(throws: Diagnostics.self) { try map(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"]?.contains("stand for the same requests") == true)
    #expect(messages["2️⃣"] == "'fast-chad' is neither an alias nor a model")
    #expect(messages["3️⃣"]?.contains("or `default:` alone") == true)
    #expect(messages["4️⃣"] == "a rule needs 'match'")
    #expect(messages["5️⃣"] == "expected a condition for 'match', found a list")
    #expect(messages["6️⃣"] == "expected an amount in US dollars, found 'cheap'")
    #expect(messages["7️⃣"] == "unknown key 'rmp' in a key")
    #expect(messages["8️⃣"] == "'b' and 'a' have the same key")
    #expect(messages["9️⃣"] == "unknown value 'litelm' for 'kind'")
    #expect(error.items.contains { $0.hint == "did you mean 'fast-chat'?" })
}

@Test func `a gateway is reached at an address or started from a file, not both`() throws {
    for (body, message) in [
        ("kind: generic", "neither `url:` nor `config:`"),
        ("kind: litellm, url: \"https://x\", config: c.yaml", "both `url:` and `config:`"),
        ("kind: generic, url: llm.example.com", "'llm.example.com' is no address"),
    ] {
        let error = try #require(throws: Diagnostics.self) {
            try map("aliases: { a: [gpt-5.4] }\ngateways: { g: { \(body) } }")
        }
        #expect(error.items.first?.message.contains(message) == true, "\(body)")
    }
}

@Test func `a price keeps its digits, and a model of the catalogue needs no provider`() throws {
    let map = try map(
        """
        models:
          gpt-5.4: { price: { input: "0.30", output: 1.2500 }, context: 400000 }
          house: { provider: openai, pin: house-7 }
        aliases: { chat: [gpt-5.4, house] }
        """)
    #expect(
        map.prices == [
            PriceOverride(
                provider: "openai", model: "gpt-5.4-2026-03-05",
                .price(Price("USD", Rates(input: "0.3", output: "1.25"))), source: "routes.yaml:2")
        ])
    #expect(map.models[0].contextTokens == 400_000)
    #expect(map.routes[0].legs.map(\.pin) == ["gpt-5.4-2026-03-05", "house-7"])
    let error = try #require(throws: Diagnostics.self) {
        try priced("\"1e3\"")
    }
    #expect(error.items.first?.message.contains("found '1e3'") == true)
}

private func priced(_ text: String) throws -> RouteMap {
    try map(
        "models: { gpt-5.4: { price: { input: \(text), output: 1 } } }\naliases: { a: [gpt-5.4] }")
}

private func budget(_ text: String) throws -> Money? {
    let map = try map(
        "providers: { deepseek: { budget_usd: \(text) } }\naliases: { a: [deepseek-v4-pro] }")
    return map.providers.first?.budget
}

@Test(arguments: [
    ("2.00", 2_000_000_000), ("0", 0), ("0.000000001", 1), ("1.5", 1_500_000_000),
    ("1.50000000000000", 1_500_000_000),
])
func `a budget is exact`(text: String, nanos: Int128) throws {
    #expect(try budget(text)?.nanos == nanos)
}

@Test(arguments: ["-1", "1e3", "0.0000000001", "1.", "$2"])
func `what is no amount is no budget`(text: String) {
    #expect(throws: Diagnostics.self) { try budget(text) }
}

@Test func `every leg has the place where the file names it, those of rules too`() throws {
    let marked = Marked(
        """
        aliases:
          one: [{ model: 1️⃣gpt-5.4 }, 2️⃣claude-opus-5-5]
        routes:
          - match: context_length > 80000
            model: 3️⃣kimi-k2.6
          - default: 4️⃣one
        """)
    let map = try map(marked.text)
    func mark(_ route: String, _ index: Int) throws -> String? {
        let place = try #require(map.places[LegID(route: route, index: index)])
        return marked.mark(of: Diagnostic("x", at: place))
    }
    #expect(try mark("one", 0) == "1️⃣")
    #expect(try mark("one", 1) == "2️⃣")
    for rule in map.rules {
        let route = try #require(map.route(named: rule.route))
        for leg in route.legs {
            #expect(try mark(rule.route, leg.id.index) == (rule.target == "one" ? "4️⃣" : "3️⃣"))
        }
    }
    #expect(map.places.count == 5)
}
