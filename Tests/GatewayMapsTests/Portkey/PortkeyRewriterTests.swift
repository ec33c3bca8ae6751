import Documents
import GatewayMaps
import TestSupport
import Testing
import Vocabulary

private func copy(
    _ config: PortkeyConfig, timeouts: ClosedRange<Duration>? = .seconds(1)...(.seconds(2))
) throws -> (copy: PortkeyRewriter.Copy, read: PortkeyConfig) {
    let copy = PortkeyRewriter.copy(of: config, timeouts: timeouts) { leg in
        "http://127.0.0.1:\(9000 + leg.index)/of/a/door"
    }
    return (copy, try portkey(copy.text))
}

@Test(arguments: ["fallback", "fallback-codes", "retries", "balanced", "conditional", "timeouts"])
func `a copy calls lanes only, and is routed as the file is`(name: String) throws {
    let config = try portkey(fixture: name)
    let (copy, read) = try copy(config)
    #expect(
        read.legs.map(\.customHost).allSatisfy { $0?.hasPrefix("http://127.0.0.1:90") ?? false })
    #expect(!copy.text.contains("sk-of-a-test"))
    #expect(!copy.text.contains("\n"))
    #expect(read.routes == config.routes)
    #expect(read.legs.map(\.path) == config.legs.map(\.path))
    #expect(read.legs.map(\.retries) == config.legs.map(\.retries))
    #expect(read.legs.map(\.retriedStatuses) == config.legs.map(\.retriedStatuses))
    #expect(read.legs.map { $0.timeout == nil } == config.legs.map { $0.timeout == nil })
    #expect(copy.changes.count { $0.contains("custom_host") } == config.legs.count)
}

@Test func `each lane stands where Portkey looks for its provider`() throws {
    let (_, read) = try copy(try portkey(fixture: "fallback"))
    #expect(
        read.legs.map(\.customHost) == [
            "http://127.0.0.1:9000/v1", "http://127.0.0.1:9001/v1", "http://127.0.0.1:9002",
        ])
}

@Test func `Azure has a version of its interface in the copy, the file's own or one`() throws {
    let azure = #""provider": "azure-openai", "api_key": "a", "request_timeout": 900"#
    let lacking = try portkey("{ \(azure) }")
    #expect(lacking.examination.mistakes.map(\.code) == ["missing-version"])
    let copied = try copy(lacking).copy
    #expect(copied.text.contains(#""api_version":"2024-10-21""#))
    #expect(copied.changes.contains("config.api_version: 2024-10-21 in place of none"))
    let whole = try portkey(#"{ \#(azure), "apiVersion": "2026-01-01" }"#)
    #expect(whole.examination.mistakes == [])
    #expect(try copy(whole).copy.text.contains(#""apiVersion":"2026-01-01""#))
    #expect(try !copy(whole).copy.text.contains("api_version"))
}

@Test func `time-outs keep their proportion where they can be waited for`() throws {
    let config = try portkey(fixture: "timeouts")
    #expect(try copy(config).read.legs.map(\.timeout) == [.seconds(1), .seconds(2), .seconds(1)])
    #expect(
        try copy(config, timeouts: nil).read.legs.map(\.timeout)
            == [.seconds(5), .seconds(10), .seconds(2)])
}

@Test func `what remembers, reaches out or is a secret is left out, and told`() throws {
    let config = try portkey(
        """
        { "strategy": { "mode": "loadbalance", "sticky_session": { "ttl": 1 } },
          "cache": { "mode": "simple" }, "inputGuardrails": ["a"], "custom_host": "https://x.example.com",
          "targets": [
            { "virtual_key": "main-1", "forward_headers": ["authorization"] },
            { "override_params": { "model": "@prod/claude-opus-4-8", "temperature": 0 } },
            { "provider": "bedrock", "aws_access_key_id": "AKIA", "aws_secret_access_key": "se-cret" }] }
        """)
    let (copy, read) = try copy(config)
    for word in [
        "cache", "uardrails", "sticky", "main-1", "forward", "example", "AKIA", "se-cret", "@",
    ] {
        #expect(!copy.text.contains(word), "\(word)")
    }
    #expect(read.legs.map(\.service) == ["openai", "anthropic", "openai"])
    #expect(read.legs.map(\.model) == [nil, "claude-opus-4-8", nil])
    #expect(copy.changes.contains("config.cache: left out"))
    #expect(copy.changes.contains("config.targets[0].provider: openai in place of 'main-1'"))
    #expect(copy.names[portkeyLeg(2)] == "config.targets[1]")
}

@Test func `a copy goes into a header, whatever letters it has`() throws {
    let config = try portkey(
        #"{ "name": "größte 你", "provider": "openai", "api_key": "a", "override_params": { "user": "é" } }"#
    )
    let text = try copy(config).copy.text
    #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    #expect(try portkey(text).root.name == "größte 你")
}
