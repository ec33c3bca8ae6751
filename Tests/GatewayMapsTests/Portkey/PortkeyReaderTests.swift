import Documents
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

@Test func `legs inherit retries, time-outs, hosts and parameters, and override them`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "fallback" }, "retry": { "attempts": 2 }, "request_timeout": 9000,
          "custom_host": "https://llm.example.com/v1", "override_params": { "model": "m", "temperature": 0 },
          "targets": [
            { "provider": "openai", "api_key": "a" },
            { "provider": "openai", "api_key": "b", "retry": { "attempts": 1, "on_status_codes": [500] },
              "requestTimeout": 1500, "overrideParams": { "model": "n" }, "customHost": "https://b.example.com" }] }
        """)
    let legs = config.legs
    #expect(legs.map(\.path) == ["config.targets[0]", "config.targets[1]"])
    #expect(legs.map(\.retries) == [2, 1])
    #expect(legs.map(\.retriedStatuses) == [[429, 500, 502, 503, 504], [500]])
    #expect(legs.map(\.timeout) == [.seconds(9), .milliseconds(1500)])
    #expect(legs.map(\.model) == ["m", "n"])
    #expect(legs.map(\.customHost) == ["https://llm.example.com/v1", "https://b.example.com"])
}

@Test func `a configuration without a strategy is one leg`() throws {
    let config = try portkey(
        #"{ "provider": "anthropic", "api_key": "a", "retry": { "attempts": 1 } }"#)
    #expect(config.legs.map(\.path) == ["config"])
    #expect(config.legs.map(\.lane) == ["anthropic"])
    #expect(config.routes.map(\.name) == ["config"])
    #expect(config.told([1: .rateLimit]) == ["1 1 = -/429"])
}

@Test func `a slug of the account is named, and taken for its model's maker by hand`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "fallback" }, "request_timeout": 9000, "targets": [
          { "override_params": { "model": "@prod/claude-opus-4-8" } },
          { "provider": "@other" }, { "virtual_key": "main-1" }] }
        """)
    #expect(config.examination.mistakes == [])
    #expect(config.legs.map(\.service) == ["@prod", "@other", "main-1"])
    #expect(config.legs.map(\.model) == ["claude-opus-4-8", nil, nil])
    #expect(config.legs.map(\.lane) == ["anthropic", "openai", "openai"])
    let manual = config.examination.constructs.filter { $0.exactness == .manual }
    #expect(manual.map(\.path) == (0...2).map { "config.targets[\($0)].provider" })
    #expect(manual.map(\.location.line) == [2, 3, 3])
}

@Test func `no lane stands in for Perplexity, whose streams end otherwise`() throws {
    let config = try portkey(
        #"{ "provider": "perplexity-ai", "api_key": "a", "request_timeout": 9000 }"#)
    #expect(config.legs.map(\.lane) == [nil])
    #expect(config.examination.constructs.contains { $0.exactness == .unsupported })
}

@Test func `what is not exact is told with its line`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "loadbalance", "sticky_session": { "hash_fields": ["metadata.u"] } },
          "cache": { "mode": "semantic" },
          "request_timeout": 9000,
          "targets": [
            { "provider": "bedrock", "aws_access_key_id": "x", "aws_secret_access_key": "y" },
            { "provider": "groq", "api_key": "x", "forward_headers": ["x-a"],
              "input_guardrails": ["pg-1"] }] }
        """)
    let told = config.examination.constructs.filter { $0.exactness != .exact }.map {
        "\($0.path):\($0.location.line) \($0.exactness.rawValue)"
    }
    #expect(
        Set(told) == [
            "config.cache:2 unsupported", "strategy.sticky_session:1 unsupported",
            "config.targets[0].aws_access_key_id:5 approximate",
            "config.targets[0].aws_secret_access_key:5 approximate",
            "config.targets[0].provider:5 unsupported",
            "config.targets[1].provider:6 approximate",
            "config.targets[1].forward_headers:6 approximate",
            "config.targets[1].input_guardrails:7 unsupported",
        ])
    #expect(config.legs.map(\.lane) == [nil, "generic"])
}

@Test func `the map has a route for each branch, with its legs in order`() throws {
    let map = try portkey(fixture: "conditional").examination.map
    #expect(map.routes.map(\.name) == ["config[1]", "config[2]", "config[default]"])
    #expect(map.routes[1].legs.map(\.provider) == ["mistral", "azure"])
    #expect(map.routes[1].legs.map(\.model) == ["mistral-large-2512", PortkeyRequest.anyModel])
    #expect(map.routes[2].legs.map(\.pin) == ["gpt-5.4-mini-2026-03-17"])
}

@Test func `requests that meet the conditions are found, with no more than it takes`() throws {
    let config = try portkey(fixture: "conditional")
    let first = config.routes[0].request
    #expect(first.metadata.map(\.name) == ["tier"])
    #expect(first.metadata.map(\.value) == [.text("pro")])
    #expect(first.parameters.map(\.name) == ["temperature"])
    #expect(config.routes[1].request.metadata.map(\.value) == [.text("eu")])
    #expect(config.routes[2].request.metadata.isEmpty)
    #expect(config.routes[2].request.model == PortkeyRequest.anyModel)
}

// MARK: Conditions

/// Which of two targets a request goes to, by the name of its route.
private func routes(_ query: String) throws -> [String] {
    try portkey(
        """
        { "strategy": { "mode": "conditional", "conditions": [{ "query": \(query), "then": "a" }],
            "default": "b" },
          "targets": [{ "name": "a", "provider": "openai", "api_key": "a" },
            { "name": "b", "provider": "openai", "api_key": "b" }] }
        """
    ).routes.map(\.name)
}

@Test(arguments: [
    #"{ "metadata.u": "x" }"#, #"{ "metadata.u": { "$eq": 5 } }"#,
    #"{ "metadata.u": { "$ne": "x" } }"#,
    #"{ "params.max_tokens": { "$gt": 5 } }"#, #"{ "params.max_tokens": { "$lte": "5" } }"#,
    #"{ "metadata.u": { "$in": ["x", "y"] } }"#, #"{ "metadata.u": { "$nin": ["x"] } }"#,
    #"{ "metadata.u": { "$regex": "^app-.*" } }"#, #"{ "params.stream": true }"#,
    #"{ "params.max_tokens": { "$gte": 5, "$lt": 6 } }"#,
    #"{ "$or": [{ "metadata.u": "x" }, { "$and": [{ "metadata.v": "y" }, { "params.n": 2 }] }] }"#,
])
func `a condition that some requests meet and some do not has both its routes`(query: String) throws
{
    #expect(try routes(query) == ["config[1]", "config[default]"])
}

@Test(arguments: [
    #"{ "metadata.u": { "$in": "x" } }"#, #"{ "params.n": { "$gt": 5, "$lt": 5 } }"#,
    #"{ "metadata.u": { "$eq": "x", "$ne": "x" } }"#, #"{ "header.u": "x" }"#,
    #"{ "url.pathname": "/v1/embeddings" }"#,
])
func `a condition that no chat meets leaves the default`(query: String) throws {
    #expect(try routes(query) == ["config[default]"])
}

@Test func `what is not there is unequal to everything, and is tested as a word`() throws {
    #expect(try routes(#"{ "metadata.u": { "$regex": "undefined" } }"#).contains("config[1]"))
    // Nothing of the request names the member, and the condition holds.
    let config = try portkey(
        """
        { "strategy": { "mode": "conditional", "conditions": [
            { "query": { "metadata.u": { "$ne": "x" } }, "then": "a" }], "default": "b" },
          "targets": [{ "name": "a", "provider": "openai", "api_key": "a" },
            { "name": "b", "provider": "openai", "api_key": "b" }] }
        """)
    #expect(config.routes[0].request.metadata.isEmpty)
    #expect(config.routes[1].request.metadata.map(\.value) == [.text("x")])
}

@Test func `conditions within conditions give a route for each way`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "conditional", "conditions": [
            { "query": { "metadata.a": "1" }, "then": "inner" }], "default": "end" },
          "targets": [
            { "name": "inner", "strategy": { "mode": "conditional", "conditions": [
                { "query": { "metadata.b": "1" }, "then": "x" }], "default": "y" },
              "targets": [{ "name": "x", "provider": "openai", "api_key": "1" },
                { "name": "y", "provider": "openai", "api_key": "2" }] },
            { "name": "end", "provider": "openai", "api_key": "3" }] }
        """)
    #expect(
        config.routes.map(\.name) == ["config[1][1]", "config[1][default]", "config[default]"])
    #expect(config.told([:], route: "config[1][default]") == ["2 = 2/200"])
}

@Test func `files of Portkey are known by what stands at their top`() throws {
    func isConfig(_ text: String) throws -> Bool {
        PortkeyReader.isConfig(try Document.read(SourceText(file: "a.json", text: text)))
    }
    #expect(try isConfig(#"{ "strategy": { "mode": "fallback" }, "targets": [] }"#))
    #expect(try isConfig(#"{ "virtual_key": "x", "cache": { "mode": "simple" } }"#))
    #expect(try isConfig(#"{ "provider": "openai", "retry": { "attempts": 1 } }"#))
    #expect(try !isConfig(#"{ "provider": "openai" }"#))
    #expect(try !isConfig(#"{ "models": ["a/b"], "provider": { "only": ["x"] } }"#))
}
