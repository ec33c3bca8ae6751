import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// What every listed provider must keep.
struct AllProvidersTests {
    private func asked(_ name: String) -> (any Provider)? { provider(named: name) }

    @Test(arguments: allProviders.map(\.name))
    func `cutting the stream at any byte changes nothing`(name: String) throws {
        let provider = try #require(asked(name))
        for (number, path) in try streamFixtures(of: name).enumerated() {
            let bytes = try fixture(path)
            let head = try #require(StreamFixture.head(path))
            let whole = read(
                provider.reader(isStreamed: true), [bytes[...]], headers: head
            ).withoutClocks
            // Each byte of the usual stream, and of the others each fourth, not the same of each; fewer where time
            // is short.
            let isUsual = path.contains("/stream.")
            let step = Place.runsLongTests ? (isUsual ? 1 : 4) : (isUsual ? 5 : 23)
            for cut in stride(from: number % step, to: bytes.count, by: step) {
                let parts = read(
                    provider.reader(isStreamed: true), [bytes[..<cut], bytes[cut...]],
                    headers: head)
                #expect(parts.withoutClocks == whole, "\(path), cut at \(cut)")
            }
        }
    }

    @Test(arguments: allProviders.map(\.name))
    func `one byte at a time is as good as all at once`(name: String) throws {
        for path in try streamFixtures(of: name) + fixtures(of: name, endingIn: ".json") {
            let whole = try readFixture(path).withoutClocks
            #expect(try readFixture(path, pieces: 1).withoutClocks == whole, "\(path)")
        }
    }

    @Test(arguments: allProviders.map(\.name))
    func `its plain answer and its stream say the same, and keep the contract`(name: String) throws
    {
        let plain = try readFixture("\(name)/plain.json")
        let path = try #require(streamFixtures(of: name).first { $0.contains("/stream.") })
        let stream = try readFixture(path)
        #expect(plain.text?.hasPrefix("Paris – 巴黎") == true)
        #expect(stream.text == plain.text)
        #expect(stream.finish == plain.finish)
        #expect(stream.model == plain.model)
        // LiteLLM tells the tier in plain answers alone.
        var counts = stream.usage
        counts?.tier = plain.usage?.tier
        #expect(counts == plain.usage)
        #expect(name == LiteLLM.name || stream.usage?.tier == plain.usage?.tier)
        #expect(plain.findings == [])
        #expect(stream.findings == [])
        #expect(plain.stream == nil)
        let terminator = try #require(asked(name)).contract(isStreamed: true).terminator
        // Who owes no end mark may have one all the same, in its finish reason.
        if terminator != .note { #expect(stream.stream?.isTerminated == true) }
        #expect(provider(named: name)?.trigger(for: plain, nil) == nil)
        #expect(provider(named: name)?.trigger(for: stream, nil) == nil)
    }

    @Test(arguments: allProviders.map(\.name))
    func `what it is made of has a name, a place and a source`(name: String) throws {
        let provider = try #require(asked(name))
        #expect(!provider.summary.isEmpty)
        #expect(allDialects.contains { $0.name == provider.dialect.name })
        let source = try String(decoding: fixture("\(name)/source.md"), as: UTF8.self)
        #expect(source.contains("wire/"))
    }

    @Test func `names of providers and of dialects lead to both`() {
        #expect(provider(named: "anthropic-messages")?.name == "anthropic")
        #expect(provider(named: "openai-chat")?.name == "openai")
        #expect(provider(named: "no-such") == nil)
        #expect(dialect(named: "generic")?.name == "openai-chat")
        #expect(dialect(named: "anthropic-messages")?.name == "anthropic-messages")
        #expect(dialect(named: "no-such") == nil)
    }

    /// Bytes changed, cut out and doubled at random: whatever comes, a reading comes of it, in bounds.
    @Test(.timeLimit(.minutes(2)), arguments: allProviders.map(\.name))
    func `damaged answers end in a reading`(name: String) throws {
        let provider = try #require(asked(name))
        let paths = try streamFixtures(of: name) + fixtures(of: name, endingIn: ".json")
        let samples = try paths.map { try fixture($0) }
        let heads = [jsonHead, try StreamFixture.head(#require(paths.first)) ?? streamHead]
        var random = SplitMix64(state: 2026)
        let limits = ReaderLimits(
            bodyBytesMax: 6000, eventBytesMax: 1500, eventsMax: 40, depthMax: 12)
        for round in 0..<(Place.runsLongTests ? 3_000 : 200) {
            let body = damaged(samples, &random)
            let status = [200, 200, 200, 429, 500].randomElement(using: &random) ?? 200
            let head = heads.randomElement(using: &random) ?? jsonHead
            let size = [1, 7, 100, 100_000].randomElement(using: &random) ?? 1
            let reading = read(
                provider.reader(isStreamed: Bool.random(using: &random), limits: limits), body,
                status: status, headers: head, pieces: size,
                breakage: Bool.random(using: &random) ? Breakage(.cut, "fuzz") : nil)
            #expect((reading.text?.utf8.count ?? 0) <= 6000 * 3, "round \(round)")
            #expect(reading.findings.count < 40, "round \(round)")
            #expect((reading.stream?.events ?? 0) <= 41, "round \(round)")
            if status >= 400 { #expect(reading.outcome == .error, "round \(round)") }
            _ = provider.trigger(for: reading, nil)
        }
    }

    private func damaged(_ samples: [[UInt8]], _ random: inout SplitMix64) -> [UInt8] {
        var body = samples.randomElement(using: &random) ?? []
        let parts: [[UInt8]] = [
            Array("\n\n".utf8), Array("\r".utf8), Array("data: ".utf8), Array("[DONE]".utf8),
            Array("null".utf8), Array("[[[[[[[[[[[[[[".utf8), Array("{}".utf8), [0xFF], [0x00],
            [0xEF, 0xBB, 0xBF], Array(": ".utf8), Array("\"".utf8), Array("\\ud800".utf8),
            Array("1e999".utf8), Array("-9223372036854775809".utf8), Array("event: x\n".utf8),
        ]
        for _ in 0..<Int.random(in: 1...6, using: &random) where !body.isEmpty {
            let at = Int.random(in: 0..<body.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: body[at] = UInt8.random(in: 0...255, using: &random)
            case 1:
                let end = min(body.count, at + Int.random(in: 1...40, using: &random))
                body.removeSubrange(at..<end)
            case 2: body.insert(contentsOf: parts.randomElement(using: &random) ?? [], at: at)
            case 3: body.removeLast(body.count - at)
            case 4:
                let end = min(body.count, at + Int.random(in: 1...300, using: &random))
                body.insert(contentsOf: body[at..<end], at: at)
            default: body.append(contentsOf: samples.randomElement(using: &random) ?? [])
            }
        }
        return body
    }
}
