import Documents
import Foundation
import GatewayMaps
import Lint
import TestSupport
import Testing
import Vocabulary

private func examined(_ node: Node) -> GatewayExamination {
    PortkeyReader.isConfig(node)
        ? PortkeyReader.examine(node).examination : OpenRouterReader.examine(node).examination
}

private func findings(_ text: String) throws -> [LintFinding] {
    let node = try Document.read(SourceText(file: "gateway.json", text: text)) { _ in "sk-set" }
    let day = try #require(Day("2026-11-21"))
    return Lint.findings(in: LintSubject(gateway: examined(node), today: day))
}

/// What is found at each mark: its rule; and the hint behind a `?`, where the row asks for it.
private struct Wrong: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var found: [String: String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ found: [String: String]) {
        (self.name, self.text, self.found) = (name, text, found)
    }
}

private let a =
    #"{ "provider": "openai", "api_key": "${A}", "override_params": { "model": "gpt-5.4-2026-03-05" } }"#
private let b =
    #"{ "provider": "anthropic", "api_key": "${B}", "override_params": { "model": "claude-opus-4-8" } }"#

/// A fallback from one provider to another, with what else stands beside it.
private func fallback(_ strategy: String = "", _ more: String = "", targets: String? = nil)
    -> String
{
    """
    { "strategy": { "mode": "fallback"\(strategy) }, "request_timeout": 9000\(more),
      "targets": [\(targets ?? "\(a),\n\(b)")] }
    """
}

private func conditional(_ conditions: String, _ otherwise: String = #", "default": "b""#) -> String
{
    """
    { "strategy": { "mode": "conditional", "conditions": [\(conditions)]\(otherwise) },
      "targets": [{ "name": "a", \(a.dropFirst()), { "name": "b", \(b.dropFirst())] }
    """
}

private let portkeyFiles: [Wrong] = [
    Wrong("a fallback with nothing wrong", fallback(), [:]),
    Wrong(
        "a mistyped member", fallback("", #", 1️⃣"retri": { "attempts": 1 }"#),
        ["1️⃣": "unknown-key?did you mean 'retry'?"]),
    Wrong(
        "the plural that the documents have",
        fallback("", #", "retry": { "attempts": 1, 1️⃣"use_retry_after_headers": true }"#),
        ["1️⃣": "unknown-key?did you mean 'use_retry_after_header'?"]),
    Wrong(
        "a mistyped mode", #"{ "strategy": { "mode": 1️⃣"falback" }, "targets": [\#(a)] }"#,
        ["1️⃣": "refused-config?did you mean 'fallback'?"]),
    Wrong(
        "a mistyped provider",
        fallback(targets: #"{ "provider": 1️⃣"opnai", "api_key": "${A}" }, \#(b)"#),
        ["1️⃣": "refused-config?did you mean 'openai'?"]),
    Wrong(
        "statuses as text", fallback(#", "on_status_codes": [408, 500, 1️⃣"429"]"#),
        ["1️⃣": "refused-config?write 429 without quotes"]),
    Wrong(
        "an empty list of statuses", fallback(#", "on_status_codes": []"#, targets: "\(a), 1️⃣\(b)"),
        ["1️⃣": "unreachable-fallback"]),
    Wrong(
        "statuses that nobody gives",
        fallback(#", "on_status_codes": [246, 446]"#, targets: "\(a), 1️⃣\(b)"),
        ["1️⃣": "unreachable-fallback"]),
    Wrong(
        "a success in the list", fallback(#", "on_status_codes": [408, 429, 500, 1️⃣200]"#),
        ["1️⃣": "wrong-status"]),
    Wrong(
        "a time-out that does not fall back", fallback(#", 1️⃣"on_status_codes": [429, 500, 503]"#),
        ["1️⃣": "lost-fallback?add 408 to `on_status_codes`"]),
    Wrong(
        "a broken connection that does not fall back",
        fallback(#", 1️⃣"on_status_codes": [408, 429, 503]"#),
        ["1️⃣": "lost-fallback?add 500 to `on_status_codes`"]),
    Wrong(
        "a list where nobody looks",
        fallback(targets: #"{ 1️⃣"on_status_codes": [429], \#(a.dropFirst()), \#(b)"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "single with two", #"{ "strategy": { "mode": "single" }, "targets": [\#(a), 1️⃣\#(b)] }"#,
        ["1️⃣": "unreachable-fallback"]),
    Wrong(
        "a time-out in seconds",
        #"{ "strategy": { "mode": "fallback" }, "request_timeout": 1️⃣30, "targets": [\#(a), \#(b)] }"#,
        ["1️⃣": "wrong-unit?30000 for 30 s"]),
    Wrong(
        "a time-out that each target has of its own",
        fallback(
            targets:
                #"{ "request_timeout": 5000, \#(a.dropFirst()), { "request_timeout": 6000, \#(b.dropFirst())"#
        ).replacing(#""request_timeout": 9000"#, with: #"1️⃣"request_timeout": 9000"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "nobody stops waiting",
        """
        { "strategy": { "mode": "fallback" }, "targets": [
          { "provider": 1️⃣"openai", "api_key": "${A}" }, \(b)] }
        """, ["1️⃣": "untimed-leg"]),
    Wrong(
        "Azure without a version",
        fallback(
            targets:
                #"{ "provider": 1️⃣"azure-openai", "api_key": "${A}", "deployment_id": "d" }, \#(b)"#),
        ["1️⃣": #"missing-version?"api_version": "2024-10-21""#]),
    Wrong(
        "a key of a strategy", fallback("", #", 1️⃣"provider": "openai""#),
        ["1️⃣": "without-effect?write it at each target"]),
    Wrong(
        "a literal key",
        fallback(targets: #"{ "provider": "openai", "api_key": 1️⃣"sk-abc" }, \#(b)"#),
        ["1️⃣": "literal-key"]),
    Wrong(
        "no key", fallback(targets: #"{ "provider": 1️⃣"openai" }, \#(b)"#),
        ["1️⃣": "refused-config"]),
    Wrong(
        "many calls",
        fallback("", #", "retry": { "attempts": 3 }"#).replacing(
            #""strategy": {"#, with: #""strategy": 1️⃣{"#), ["1️⃣": "many-calls"]),
    Wrong(
        "retries that are none", fallback("", #", "retry": { "attempts": 1️⃣0 }"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "waiting for a header that is not looked at",
        fallback(
            "",
            #", "retry": { "attempts": 1, "on_status_codes": [500], 1️⃣"use_retry_after_header": true }"#
        ), ["1️⃣": "without-effect"]),
    Wrong(
        "one provider twice",
        fallback(
            targets: """
                \(a), { "provider": "openai", "api_key": "${A}",
                  "override_params": { "model": 1️⃣"gpt-5.4-mini-2026-03-17" } }
                """), ["1️⃣": "one-provider"]),
    Wrong(
        "the same leg twice", fallback(targets: a + ", " + a.replacing(#""gpt"#, with: #"1️⃣"gpt"#)),
        ["1️⃣": "repeated-leg"]),
    Wrong(
        "a model without a pin",
        fallback(targets: a.replacing("\"gpt-5.4-2026-03-05", with: "1️⃣\"gpt-5.4") + ", " + b),
        ["1️⃣": "unpinned-model?name the snapshot: 'gpt-5.4-2026-03-05'"]),
    Wrong(
        "a model that is gone",
        fallback(
            targets: """
                { "provider": "deepseek", "api_key": "${A}", "override_params": { "model": 1️⃣"deepseek-chat" } }, \(b)
                """), ["1️⃣": "retired-model"]),
    Wrong(
        "a weight of nothing",
        """
        { "strategy": { "mode": "loadbalance" }, "targets": [\(a), { "weight": 1️⃣0, \(b.dropFirst())] }
        """, ["1️⃣": "zero-weight"]),
    Wrong(
        "no weight at all",
        #"{ "strategy": { "mode": "loadbalance" }, "targets": [1️⃣{ "weight": 0, \#(a.dropFirst())] }"#,
        ["1️⃣": "refused-config"]),
    Wrong(
        "a weight in a fallback", fallback(targets: #"{ 1️⃣"weight": 2, \#(a.dropFirst()), \#(b)"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "a target that is not there",
        conditional(
            #"{ "query": { "metadata.t": "x" }, "then": "a" }, { "query": { "metadata.t": "y" }, "then": 1️⃣"aa" }"#
        ),
        ["1️⃣": "unknown-name?did you mean 'a'?"]),
    Wrong(
        "a default that is not there",
        conditional(
            #"{ "query": { "metadata.t": "x" }, "then": "a" }, { "query": { "metadata.t": "y" }, "then": "b" }"#,
            #", "default": 1️⃣"standard""#), ["1️⃣": "unknown-name?targets: a, b"]),
    Wrong(
        "no default",
        conditional(
            #"{ "query": { "metadata.t": "x" }, "then": "a" }, { "query": { "metadata.t": "y" }, "then": "b" }"#,
            ""
        ).replacing(#""strategy": {"#, with: #""strategy": 1️⃣{"#), ["1️⃣": "no-default"]),
    Wrong(
        "a condition that cannot hold",
        conditional(#"{ "query": 1️⃣{ "params.n": { "$gt": 5, "$lt": 5 } }, "then": "a" }"#),
        ["1️⃣": "dead-condition"]),
    Wrong(
        "a condition behind one that takes all of it",
        conditional(
            #"{ "query": { "params.n": { "$gt": 5 } }, "then": "a" }, { "query": 1️⃣{ "params.n": { "$gt": 9 } }, "then": "a" }"#
        ), ["1️⃣": "dead-condition?move it up: the first one that holds is taken"]),
    Wrong(
        "an operator that is not there",
        conditional(#"{ "query": { "metadata.t": { 1️⃣"$equals": "x" } }, "then": "a" }"#),
        ["1️⃣": "refused-config"]),
    Wrong(
        "a part of a request that is not there",
        conditional(
            #"{ "query": { "metadata.t": "x" }, "then": "a" }, { "query": { "$or": [{ 1️⃣"param.n": 1 }, { "metadata.u": "x" }] }, "then": "a" }"#
        ), ["1️⃣": "dead-condition?did you mean 'params'?"]),
    Wrong(
        "a path that goes too deep",
        conditional(#"{ "query": { 1️⃣"metadata.a.b": "x" }, "then": "a" }"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "what stands behind a choice",
        conditional(
            #"{ "query": { "$or": [{ "metadata.t": "x" }], 1️⃣"metadata.u": "y" }, "then": "a" }"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "a target that nobody names",
        conditional(#"{ "query": { "metadata.t": "x" }, "then": "b" }"#).replacing(
            #"{ "name": "a""#, with: #"1️⃣{ "name": "a""#), ["1️⃣": "unreachable-fallback"]),
    Wrong(
        "an old form",
        #"{ 1️⃣"mode": "fallback", "targets": [\#(a)], "strategy": { "mode": "single" } }"#,
        ["1️⃣": "refused-config"]),
    Wrong(
        "a host that Portkey does not call",
        fallback(targets: #"{ "custom_host": 1️⃣"http://llm.internal/v1", \#(a.dropFirst()), \#(b)"#),
        ["1️⃣": "refused-config"]),
]

private func routed(_ provider: String, _ more: String = "") -> String {
    #"{ "models": ["anthropic/claude-opus-4.8", "mistralai/mistral-large-2512"], "provider": { \#(provider) }\#(more) }"#
}

private let openRouterFiles: [Wrong] = [
    Wrong("a request with nothing wrong", routed(#""only": ["amazon-bedrock", "mistral"]"#), [:]),
    Wrong(
        "a mistyped preference", routed(#"1️⃣"allow_fallback": true"#),
        ["1️⃣": "unknown-key?did you mean 'allow_fallbacks'?"]),
    Wrong(
        "a mistyped member", #"{ "models": ["anthropic/claude-opus-4.8"], 1️⃣"mesages": [] }"#,
        ["1️⃣": "unknown-key?did you mean 'messages'?"]),
    Wrong(
        "a mistyped sort", routed(#""sort": 1️⃣"thruput""#),
        ["1️⃣": "refused-config?did you mean 'throughput'?"]),
    Wrong(
        "a mistyped suffix", #"{ "models": [1️⃣"deepseek/deepseek-v4-pro:flor"] }"#,
        ["1️⃣": "unknown-name?did you mean 'floor'?"]),
    Wrong(
        "two sorts", #"{ "models": [1️⃣"deepseek/deepseek-v4-pro:floor:nitro"] }"#,
        ["1️⃣": "without-effect"]),
    Wrong(
        "a name without its maker",
        #"{ "models": [1️⃣"mistral-large-2512", "anthropic/claude-opus-4.8"] }"#,
        ["1️⃣": "unknown-name?mistralai/mistral-large-2512"]),
    Wrong(
        "a mistyped maker", #"{ "models": [1️⃣"antropic/claude-opus-4.8"] }"#,
        ["1️⃣": "unknown-name?did you mean 'anthropic'?"]),
    Wrong(
        "a model twice",
        #"{ "models": ["anthropic/claude-opus-4.8", "mistralai/mistral-large-2512", 1️⃣"anthropic/claude-opus-4.8"] }"#,
        ["1️⃣": "repeated-leg"]),
    Wrong(
        "a router", #"{ "models": ["anthropic/claude-opus-4.8", 1️⃣"openrouter/auto"] }"#,
        ["1️⃣": "unpinned-model"]),
    Wrong(
        "a model that is gone",
        #"{ "models": [1️⃣"deepseek/deepseek-chat", "anthropic/claude-opus-4.8"] }"#,
        ["1️⃣": "retired-model"]),
    Wrong(
        "one provider for all", routed(#""only": [1️⃣"amazon-bedrock"]"#), ["1️⃣": "one-provider"]),
    Wrong(
        "a mistyped provider", routed(#""order": [1️⃣"amazon-bedrok", "azure"]"#),
        ["1️⃣": "unknown-provider?did you mean 'amazon-bedrock'?"]),
    Wrong(
        "asked for and left out", routed(#""order": [1️⃣"azure"], "only": ["openai", "mistral"]"#),
        ["1️⃣": "without-effect"]),
    Wrong(
        "nobody is left", routed(#"1️⃣"only": ["azure", "mistral"], "ignore": ["azure", "mistral"]"#),
        ["1️⃣": "refused-config"]),
    Wrong(
        "nobody stands in", routed(#"1️⃣"allow_fallbacks": false"#), ["1️⃣": "lost-fallback"]),
    Wrong(
        "a price per token", routed(#""max_price": { "prompt": 1️⃣0.000002 }"#),
        ["1️⃣": "wrong-unit"]),
    Wrong(
        "a format that may be dropped", routed(#""zdr": true"#, #", 1️⃣"response_format": {}"#),
        ["1️⃣": "dropped-parameter"]),
    Wrong(
        "a mistyped plugin",
        #"{ "models": ["anthropic/claude-opus-4.8"], "plugins": [{ "id": 1️⃣"response-heeling" }] }"#,
        ["1️⃣": "unknown-name?did you mean 'response-healing'?"]),
]

@Test(arguments: portkeyFiles + openRouterFiles)
private func `what a gateway's file says and nobody would want is told at its place`(
    wrong: Wrong
) throws {
    let marked = Marked(wrong.text)
    let found = try findings(marked.text).filter { $0.diagnostic.severity != .note }
    var told: [String: String] = [:]
    for finding in found {
        let mark = marked.mark(of: finding.diagnostic) ?? "elsewhere: \(finding.diagnostic.message)"
        let hint =
            wrong.found[mark]?.contains("?") == true ? "?\(finding.diagnostic.hint ?? "")" : ""
        told[mark] = finding.rule + hint
    }
    #expect(told == wrong.found, "\(found.map(\.shown.message))")
}

@Test(arguments: ["fallback", "retries", "balanced", "conditional"])
func `the samples of Portkey's documents have no error`(name: String) throws {
    let path = Place.root.appending(path: "fixtures/gateways/portkey/\(name).json").path
    let node = try Document.read(path: path) { _ in "set" }
    let day = try #require(Day("2026-11-21"))
    let found = Lint.findings(in: LintSubject(gateway: examined(node), today: day))
    #expect(found.filter { $0.diagnostic.severity == .error }.map(\.shown.message) == [])
}

@Test func `findings of a gateway's file go into SARIF under their rules`() throws {
    let bytes = SARIF.bytes(try findings(fallback(#", "on_status_codes": []"#)), version: "1")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""ruleId":"unreachable-fallback""#))
    #expect(text.contains(#""uri":"gateway.json""#))
}
