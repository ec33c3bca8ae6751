import Documents
import GatewayMaps
import Ledger
import TestSupport
import Testing
import Vocabulary

private func map(_ text: String) throws -> RouteMap {
    let node = try Document.read(
        SourceText(file: "routes.yaml", text: text), environment: { ["KEY": "sk-1"][$0] })
    return try RoutesFile.read(node, knownProviders: ["openai", "anthropic"])
}

@Test func `an alias becomes a route with pins, time-outs and triggers`() throws {
    let map = try map(
        """
        providers: { openai: { api_key: "${KEY}", base_url: "http://127.0.0.1:1/v1" } }
        models: { house: { provider: anthropic, pin: claude-house-1 } }
        aliases:
          chat:
            - { model: gpt-5.4-mini, timeout: 20s, retry: { times: 2, on: [timeout] } }
            - { model: house, on: [rate-limit, any] }
            - claude-haiku-4-5
        """)
    let legs = try #require(map.route(named: "chat")).legs
    #expect(
        legs.map(\.pin) == [
            "gpt-5.4-mini-2026-03-17", "claude-house-1", "claude-haiku-4-5-20251001",
        ])
    #expect(legs.map(\.provider) == ["openai", "anthropic", "anthropic"])
    #expect(legs[0].timeout == .seconds(20))
    #expect(legs[0].retry == Leg.Retry(times: 2, on: [.timeout]))
    #expect(legs[0].admits == [])
    #expect(legs[1].admits == [.rateLimit, .any])
    #expect(legs[2].admits == [.timeout, .connection, .rateLimit, .serverError])
    #expect(legs.map(\.id.description) == ["chat/1", "chat/2", "chat/3"])
}

@Test func `every mistake of a routes file is told at once, with the nearest right word`() throws {
    let marked = Marked(
        """
        providers: { 1️⃣opnai: { api_key: x } }
        aliases:
          chat:
            - { model: 2️⃣gpt-5.4-mni, 3️⃣timout: 20s }
            - { model: claude-haiku-4-5, on: [4️⃣ratelimit] }
          empty: 5️⃣[]
        6️⃣alias: {}
        """)
    let error = try #require(throws: Diagnostics.self) { try map(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"] == "unknown provider 'opnai'")
    #expect(messages["2️⃣"]?.hasPrefix("unknown model 'gpt-5.4-mni'") == true)
    #expect(messages["3️⃣"] == "unknown key 'timout' in a leg")
    #expect(messages["4️⃣"] == "unknown trigger 'ratelimit'")
    #expect(messages["5️⃣"]?.contains("has no leg") == true)
    #expect(messages["6️⃣"] == "unknown key 'alias' in the routes file")
    let hints = error.items.compactMap(\.hint)
    for word in ["openai", "gpt-5.4-mini", "timeout", "rate-limit"] {
        #expect(hints.contains { $0.contains("'\(word)'") }, "a hint for \(word)")
    }
}

@Test func `a key that is to come from a file is a mistake, and no message shows one`() throws {
    let marked = Marked(
        """
        providers:
          openai: { api_key: 1️⃣"file://key.txt" }
          api_key: 2️⃣sk-live-0123456789
        aliases: { chat: [gpt-5.4] }
        """)
    let error = try #require(throws: Diagnostics.self) { try map(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"]?.contains("read from the environment") == true)
    #expect(error.items.contains { $0.hint?.contains("${NAME}") == true })
    #expect(!DiagnosticText.render(error.items).contains("sk-live"))
}

@Test func `what other currencies are worth is read, and what is no rate is told`() throws {
    let rated = try map(
        "aliases: { chat: [gpt-5.4] }\nrates: { CNY: 0.14, EUR: \"1.080000001\" }")
    #expect(rated.rates.texts.map(\.currency) == ["CNY", "EUR"])
    #expect(rated.rates.texts.map(\.dollars) == ["0.14", "1.080000001"])
    let marked = Marked(
        """
        aliases: { chat: [gpt-5.4] }
        rates: { 1️⃣yuan: 0.14, 2️⃣USD: 1, CNY: 3️⃣0, EUR: 4️⃣one, JPY: 5️⃣0.0000000001 }
        """)
    let error = try #require(throws: Diagnostics.self) { try map(marked.text) }
    let messages = marked.messages(error.items)
    #expect(messages["1️⃣"]?.hasPrefix("expected a currency's code") == true)
    #expect(messages["2️⃣"]?.contains("another currency is worth in US dollars") == true)
    for mark in ["3️⃣", "4️⃣", "5️⃣"] {
        #expect(messages[mark]?.contains("is worth in US dollars, found") == true, "\(mark)")
    }
}

@Test func `a trigger at the first leg leads nowhere and is a mistake`() throws {
    let marked = Marked("aliases: { chat: [{ model: gpt-5.4, on: 1️⃣[timeout] }] }")
    let error = try #require(throws: Diagnostics.self) { try map(marked.text) }
    #expect(marked.messages(error.items)["1️⃣"]?.contains("nothing leads to the first") == true)
}

@Test func `scaled time-outs keep their proportion and never fall below the shortest`() throws {
    let map = try map(
        """
        aliases:
          chat: [{ model: gpt-5.4, timeout: 20s }, { model: gpt-5.2, timeout: 10s }, { model: gpt-5.1, timeout: 50ms }]
        """)
    let scaled = map.scaled(longest: .seconds(1), shortest: .milliseconds(100))
    #expect(
        scaled.routes[0].legs.map(\.timeout) == [
            .seconds(1), .milliseconds(500), .milliseconds(100),
        ])
    // Where all can be waited for, only those too short for a busy machine change.
    let lifted = map.scaled(longest: .seconds(60), shortest: .seconds(1))
    #expect(lifted.routes[0].legs.map(\.timeout) == [.seconds(20), .seconds(10), .seconds(1)])
}

private let spoken: Set = [
    "openai", "anthropic", "google", "mistral", "deepseek", "qwen", "kimi", "minimax", "glm",
    "doubao",
]

/// Names that people use and that are no part of the pin.
private let nicknames: Set = ["kimi-2.6"]

@Test func `each catalogue model has one name, a provider that is spoken and a pin`() {
    #expect(Set(catalogue.map(\.name)).count == catalogue.count)
    for model in catalogue {
        #expect(spoken.contains(model.provider))
        #expect(model.pin.hasPrefix(model.name) || nicknames.contains(model.name))
    }
}
