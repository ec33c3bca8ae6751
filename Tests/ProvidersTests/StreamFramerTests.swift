import Documents
import Testing
import Vocabulary

@testable import Providers

/// A language for tests, in every framing: `{"t":"text"}`, `{"end":"stop"}`, `{"error":"…"}`.
private struct Probe: WireLanguage {
    static var framings: [StreamFacts.Framing] { [.ndjson, .jsonArray, .awsEventStream] }

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        if let node = tape.member("t", of: tape.root), let text = tape.string(node) {
            context.say(text: text, quoted: tape.range(node), emit)
        }
        if let raw = tape.string("end", of: tape.root) {
            context.terminator = "end"
            context.say(finish: Finish(raw: raw, reason: .stop), emit)
            context.say(usage: Usage(), emit)
        }
        return .data
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let nothing: [UInt8] = []
        _ = read(event: tape, nothing.span, &context, emit)
    }

    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        ErrorEnvelope.wrapped(tape).map { ErrorEnvelope.read(tape, $0) }
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {}
}

private func probe(
    _ body: [UInt8], as type: String?, asked: Bool = true, status: Int = 200,
    pieces size: Int = .max, limits: ReaderLimits = .standard, breakage: Breakage? = nil
) -> Reading {
    let head: Headers = type.map { ["content-type": $0] } ?? [:]
    return read(
        DialectReader(Probe.self, AnswerContract(isStreamed: asked), limits), body, status: status,
        headers: head, pieces: size, breakage: breakage)
}

/// A whole frame as Amazon's documents lay it out.
private func frame(_ payload: String, _ headers: [(String, String)]) -> [UInt8] {
    func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
    var head: [UInt8] = []
    for (name, value) in headers {
        head.append(UInt8(name.utf8.count))
        head += name.utf8
        head.append(7)
        head += [UInt8(value.utf8.count >> 8), UInt8(value.utf8.count & 255)]
        head += value.utf8
    }
    let total = UInt32(16 + head.count + payload.utf8.count)
    var frame = bytes(total) + bytes(UInt32(head.count))
    frame += bytes(CRC32.of(frame.span))
    frame += head
    frame += payload.utf8
    return frame + bytes(CRC32.of(frame.span))
}

private func event(_ payload: String) -> [UInt8] {
    frame(payload, [(":event-type", "x"), (":message-type", "event")])
}

private let nd = "application/x-ndjson"
private let aws = "application/vnd.amazon.eventstream"

struct StreamFramerTests {
    /// Each framing's sample, with what it is called and comes under.
    private static let samples: [(StreamFacts.Framing, String, [UInt8])] = [
        (.ndjson, nd, Array("{\"t\":\"a\"}\n\n{\"t\":\"ż\\n\"}\r\n{\"end\":\"stop\"}\n".utf8)),
        (.ndjson, nd, Array("\u{FEFF}{\"t\":\"a\"}\n{\"t\":\"ż\\n\"}\n{\"end\":\"stop\"}".utf8)),
        (
            .jsonArray, "application/json; charset=UTF-8",
            Array(
                "[{\n \"t\": \"a\",\"x\":[\"]}\\\"\",{}]\n}\n,\r\n{\"t\":\"ż\\n\"},\r\n{\"end\":\"stop\"}\n]\n"
                    .utf8)
        ),
        (.jsonArray, "application/json", Array(" [{\"t\":\"aż\\n\"},{\"end\":\"stop\"}]".utf8)),
        (
            .awsEventStream, aws,
            event(#"{"t":"a"}"#) + event(#"{"t":"ż\n"}"#) + event(#"{"end":"stop"}"#)
        ),
    ]

    @Test(arguments: samples.indices)
    func `a stream cut at any byte is read the same`(index: Int) {
        let (framing, type, body) = Self.samples[index]
        let whole = probe(body, as: type)
        #expect(whole.text == "aż\n")
        #expect(whole.stream?.framing == framing)
        #expect(whole.findings == [])
        #expect(whole.outcome == .ok)
        for cut in body.indices.dropFirst() {
            let parts = read(
                DialectReader(Probe.self, AnswerContract(isStreamed: true)),
                [body[..<cut], body[cut...]],
                headers: ["content-type": type])
            #expect(parts.withoutClocks == whole.withoutClocks, "cut at \(cut)")
        }
        #expect(probe(body, as: type, pieces: 1).withoutClocks == whole.withoutClocks)
    }

    @Test(arguments: samples.indices)
    func `a stream torn at any byte ends in a reading of what was whole`(index: Int) {
        let (_, type, body) = Self.samples[index]
        for end in 1..<body.count {
            let torn = Array(body[..<end])
            for size in [Int.max, 1] {
                let reading = probe(
                    torn, as: type, pieces: size, breakage: Breakage(.cut, "the peer is gone"))
                #expect("aż\n".hasPrefix(reading.text ?? "-"), "torn at \(end)")
                #expect(!reading.findingCodes.contains("wire.json.invalid"), "torn at \(end)")
            }
            if let stream = probe(torn, as: type).stream, !stream.isTerminated {
                #expect(probe(torn, as: type).findings.contains { $0.severity == .error })
            }
        }
    }

    @Test func `whatever the content type says, the body is believed`() {
        for (framing, type, body) in Self.samples {
            for other in [nil, "text/plain", "application/octet-stream"] {
                let reading = probe(body, as: other)
                #expect(reading.stream?.framing == framing)
                #expect(reading.text == "aż\n")
                #expect(reading.findingCodes == ["wire.content-type"], "\(framing), not \(type)")
            }
        }
        let events = Array("data: {\"t\":\"a\"}\n\ndata: {\"end\":\"stop\"}\n\n".utf8)
        let reading = probe(events, as: nd)
        #expect(reading.stream?.framing == .sse)
        #expect(reading.findingCodes == ["wire.content-type", "wire.stream.framing"])
    }

    @Test func `lines under the content type of one object are a stream once a second one follows`()
    {
        let one = Array("{\"end\":\"stop\"}\n".utf8)
        let asked = probe(one, as: "application/json")
        #expect(asked.stream == nil)
        #expect(asked.findingCodes == ["wire.stream.absent"])
        #expect(probe(one, as: "application/json", asked: false).findings == [])
        // Under a stream's content type one line is a stream, unless nobody asked for one.
        #expect(probe(one, as: nd).stream?.events == 1)
        let unasked = probe(one, as: nd, asked: false)
        #expect(unasked.stream == nil)
        #expect(unasked.findingCodes == ["wire.content-type"])
        let two = Array("{\"t\":\"a\"}\n".utf8) + one
        let mislabelled = probe(two, as: "application/json", asked: false, pieces: 1)
        #expect(mislabelled.stream?.events == 2)
        #expect(mislabelled.text == "a")
        #expect(mislabelled.findingCodes == ["wire.content-type", "wire.stream.unasked"])
    }

    @Test func `a plain object that is spread over lines is no stream`() {
        let pretty = Array("{\n  \"t\": \"a\",\n  \"end\": \"stop\"\n}\n".utf8)
        for type in ["application/json", nd] {
            let reading = probe(pretty, as: type, asked: false, pieces: 3)
            #expect(reading.stream == nil)
            #expect(reading.text == "a")
        }
        #expect(probe(pretty, as: nd).stream == nil)
    }

    @Test func `an error status has a plain body, whatever it looks like`() {
        for body in ["{\"error\":\"no\"}\n", "[{\"error\":{\"message\":\"no\"}}]"] {
            let reading = probe(Array(body.utf8), as: nd, status: 503)
            #expect(reading.stream == nil)
            #expect(reading.error?.message == "no")
            #expect(reading.error?.status == 503)
        }
    }

    @Test func `a language of events alone takes lines for a plain body`() {
        let body = Array("{\"a\":1}\n{\"b\":2}\n".utf8)
        let reading = read(
            DialectReader(OpenAIMeaning.self, AnswerContract(isStreamed: true)), body,
            headers: ["content-type": nd])
        #expect(reading.stream == nil)
        #expect(reading.findingCodes.contains("wire.json.invalid"))
    }

    // MARK: Frames

    @Test func `the checksum is the one that the standard gives for its check value`() {
        #expect(CRC32.of(Array("123456789".utf8).span) == 0xCBF4_3926)
        #expect(CRC32.of(bigEndian: 0) == CRC32.of([UInt8](repeating: 0, count: 8).span))
    }

    @Test func `a damaged frame is left out and told`() {
        let first = event(#"{"t":"a"}"#)
        for place in 12..<first.count {
            var damaged = first
            damaged[place] ^= 0x10
            for size in [Int.max, 5] {
                let reading = probe(
                    damaged + event(#"{"t":"b"}"#) + event(#"{"end":"stop"}"#), as: aws,
                    pieces: size)
                #expect(reading.text == "b", "damaged at \(place)")
                #expect(reading.findings.map(\.code) == ["wire.stream.checksum"])
                #expect(reading.findings.first?.offset == 0)
            }
        }
    }

    @Test func `after a damaged length nothing is read`() {
        let first = event(#"{"t":"a"}"#)
        for place in 0..<12 {
            var damaged = first
            damaged[place] ^= 0x01
            for size in [Int.max, 1] {
                let reading = probe(
                    first + damaged + event(#"{"end":"stop"}"#), as: aws, pieces: size)
                #expect(reading.text == "a")
                #expect(reading.outcome == .truncated)
                #expect(reading.findingCodes == ["wire.stream.frame"])
                #expect(reading.findings.first?.offset == first.count)
            }
        }
    }

    @Test func `an exception in a frame is an error of its type`() {
        let thrown = frame(
            #"{"message":"slow down"}"#,
            [(":exception-type", "throttlingException"), (":message-type", "exception")])
        let reading = probe(event(#"{"t":"a"}"#) + thrown, as: aws)
        #expect(reading.outcome == .error)
        #expect(reading.error?.type == "throttlingException")
        #expect(reading.error?.message == "slow down")
        #expect(reading.error?.isInStream == true)
        #expect(reading.text == "a")
        #expect(reading.findings == [])
        let failed = frame(
            "",
            [(":error-code", "500"), (":error-message", "broke"), (":message-type", "error")])
        #expect(probe(failed, as: aws).error?.message == "broke")
        #expect(probe(failed, as: aws).error?.type == "500")
    }

    // MARK: Limits

    @Test(arguments: [StreamFacts.Framing.ndjson, .jsonArray, .awsEventStream])
    func `an event beyond the limit ends the reading, however it is cut`(
        framing: StreamFacts.Framing
    ) {
        let large = #"{"t":""# + String(repeating: "x", count: 3000) + #""}"#
        let (type, body): (String, [UInt8]) =
            switch framing {
            case .awsEventStream: (aws, event(#"{"t":"a"}"#) + event(large))
            case .jsonArray: ("application/json", Array("[{\"t\":\"a\"},\(large)]".utf8))
            default: (nd, Array("{\"t\":\"a\"}\n\(large)\n".utf8))
            }
        for size in [Int.max, 100, 1] {
            let reading = probe(
                body, as: type, pieces: size, limits: ReaderLimits(eventBytesMax: 1000))
            #expect(reading.text == "a")
            #expect(reading.findingCodes == ["wire.limit.event"])
            #expect(reading.outcome == .truncated)
        }
    }

    @Test func `more events than the limit end the reading`() {
        let body = Array(String(repeating: "{\"t\":\"a\"}\n", count: 9).utf8)
        let reading = probe(body, as: nd, limits: ReaderLimits(eventsMax: 5))
        #expect(reading.text == "aaaaa")
        #expect(reading.findingCodes == ["wire.limit.events"])
    }

    // MARK: Arrays

    @Test func `what stands where no element may is told`() {
        let samples = [
            "[{\"t\":\"a\"},{\"end\":\"stop\"}": "wire.stream.unclosed",
            "[{\"t\":\"a\"}},{\"end\":\"stop\"}]": "wire.json.invalid",
            "[{\"t\":\"a\"},nul,{\"end\":\"stop\"}]": "wire.json.invalid",
            "[{\"t\":\"a\"},7,{\"end\":\"stop\"}]": "wire.json.type",
            "[{\"t\":\"a\"},{\"end\":\"stop\"}]]": "wire.json.invalid",
        ]
        for (body, code) in samples {
            for size in [Int.max, 1] {
                let reading = probe(Array(body.utf8), as: "application/json", pieces: size)
                #expect(reading.text == "a", "\(body)")
                #expect(reading.findingCodes.contains(code), "\(body): \(reading.findingCodes)")
                #expect(reading.finish?.raw == "stop")
            }
        }
    }

    @Test func `an error at the head of an array is the error of the stream`() {
        let reading = probe(
            Array("[{\"error\":{\"code\":503,\"message\":\"busy\"}}\n]".utf8),
            as: "application/json")
        #expect(reading.outcome == .error)
        #expect(reading.error?.code == "503")
        #expect(reading.error?.isInStream == true)
    }
}
