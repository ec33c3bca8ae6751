import Doors
import Providers
import Servers
import Testing
import Transports
import Vocabulary

@testable import Lanes

private let leg = Leg(
    id: LegID(route: "chat", index: 0), provider: "bedrock", model: "m-1", pin: "m-1",
    timeout: .seconds(5))
private let words = "The capital of France is Paris, on the river Seine."

/// What Bedrock streams to a simple question.
private func frames() -> DoorOutput {
    var question = Question(model: "m-1", prompt: Prompt(messages: [Message(.user, "Hi")]))
    question.isStreamed = true
    var stream = BedrockConverseDoor().stream(
        for: question, stamp: DoorStamp(seed: 1, unixSeconds: 0))
    return stream.events(of: SimulatedAnswer(text: words).deltas(to: question, as: "m-1"))
}

private final class Hearer: LaneEar {
    private let ear = AnswerEar(Bedrock(), isStreamed: true) { Clock.now() }
    func begin(status: Int, headers: Headers) { ear.begin(status: status, headers: headers) }
    func hear(_ piece: [UInt8]) -> Set<LaneSign> { ear.hear(piece) }
    var patience: Duration? { ear.patience }
    func conclusion() -> HeardAnswer { HeardAnswer(nil) }
}

@Suite struct FrameTests {
    @Test(arguments: [1, 3, 7, 64, 100_000])
    func `a stream of frames comes apart into its frames, whatever pieces it comes in`(size: Int) {
        let output = frames()
        var splitter = EventSplitter(contentType: AmazonFrame.mediaType)
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: output.bytes.count, by: size) {
            found += splitter.take(
                Array(output.bytes[start..<min(output.bytes.count, start + size)]))
        }
        #expect(found == output.events.map { output.bytes(of: $0) })
        #expect(splitter.rest().isEmpty)
    }

    /// Amazon's own library refuses a frame whose checksum is wrong: what is changed on the way must be a frame again.
    @Test func `what a cause changes in a frame is a frame with its checksums`() throws {
        let output = frames()
        let metadata = try #require(output.events.last)
        var event = PassingEvent(bytes: output.bytes(of: metadata), signs: [])
        let before = try #require(AmazonFrame(event.bytes))
        #expect(String(decoding: before.payload, as: UTF8.self).contains(#""usage""#))
        event.edit { $0.removeAll("/usage") }
        let after = try #require(AmazonFrame(event.bytes))
        #expect(!String(decoding: after.payload, as: UTF8.self).contains(#""usage""#))
        #expect(after.headers.map(\.value) == before.headers.map(\.value))
        event.loseBrace()
        let broken = try #require(AmazonFrame(event.bytes))
        #expect(broken.payload == after.payload.dropLast())
        var damaged = event.bytes
        damaged[damaged.count - 6] ^= 1
        #expect(AmazonFrame(damaged) == nil)
    }

    private func heard(_ cause: Cause?) async throws -> Reading {
        let output = frames()
        let real = try RealProvider { _, responder in
            responder.reply(
                status: 200, headers: [("content-type", AmazonFrame.mediaType)], body: output.bytes)
        }
        let lanes = try LaneSet(legs: [leg]) { _ in
            let upstream = Upstream(
                baseURL: "http://127.0.0.1:\(real.port)",
                fields: [Request.SecretField("Authorization", Secret("Bearer sk-the-real-key"))],
                transport: transport)
            return (.forwarding(upstream, shelf: nil), { _ in Hearer() })
        }
        defer { lanes.stop() }
        let script = FaultScript(
            causes: cause.map { [leg.id: $0] } ?? [:], answer: SimulatedAnswer(text: "made up"))
        await lanes.arm(marker(1), with: script)
        let request = Bedrock().request(
            for: Prompt(messages: [Message(.user, "Name it.\n\n[\(marker(1))]")]), to: "m-1",
            stream: true,
            at: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-lane")))
        let reader = AnswerReader(Bedrock().reader(isStreamed: true))
        let exchange = await transport.send(request, into: reader)
        #expect(real.requests.first?.path == "/model/m-1/converse-stream")
        #expect(real.requests.first?.headers["authorization"] == "Bearer sk-the-real-key")
        return reader.reading(exchange: exchange)
    }

    @Test func `a lane breaks the frames of the real provider in the one way that a cause names`()
        async throws
    {
        let whole = try await heard(nil)
        #expect(whole.text == words && whole.usage?.output != nil && whole.outcome == .ok)
        let free = try await heard(.noUsage)
        #expect(free.text == words && free.usage == nil && free.finish?.reason == .stop)
        let malformed = try await heard(.malformedEvent)
        #expect(malformed.findings.contains { $0.code == "wire.json.invalid" })
        let twice = try await heard(.duplicateEvent)
        #expect(twice.text?.hasSuffix(" on the river Seine.") == true && twice.text != words)
        let failed = try await heard(.errorEvent)
        #expect(failed.error?.isInStream == true && failed.error?.type == "internalServerException")
        let unfinished = try await heard(.noFinish)
        #expect(unfinished.text == words && unfinished.finish == nil)
    }
}
