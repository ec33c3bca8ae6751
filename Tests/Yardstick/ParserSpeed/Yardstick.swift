import Providers
import Transports
import Vocabulary

/// Bytes of one sample, made beforehand, and what is done with them.
struct Yardstick {
    let body: [UInt8]
    let eventBytes: Int
    private let provider: any Provider
    private let streamType: String
    private let opening: [UInt8]
    private let pieces: [[UInt8]]
    private let closing: [UInt8]

    /// Eight events a piece: what a busy network read holds.
    private static let eventsPerPiece = 8

    init(_ sample: Sample) {
        guard let provider = Providers.provider(named: sample.dialect) else {
            preconditionFailure("no provider speaks \(sample.dialect)")
        }
        self.provider = provider
        body = Array(sample.plain.utf8)
        streamType = sample.streamType
        let frame = sample.frame ?? { text, _ in Array(text.utf8) }
        // Numbers of one length, so that all events have it.
        let events = (0..<eventsPerStream).map { number in
            frame(sample.event.replacing("§", with: "\(1000 + number)"), "contentBlockDelta")
        }
        eventBytes = events[0].count
        opening = Array(sample.opening.utf8)
        closing = frame(sample.closing, "messageStop")
        pieces = stride(from: 0, to: eventsPerStream, by: Self.eventsPerPiece).map { start in
            Array(events[start..<start + Self.eventsPerPiece].joined())
        }
    }

    func readStreams(_ times: Int) {
        let headers: Headers = ["content-type": streamType]
        let begun = Clock.now()
        for _ in 0..<times {
            let reader = AnswerReader(provider.reader(isStreamed: true))
            reader.begin(status: 200, headers: headers, at: begun)
            _ = reader.take(opening.span, at: begun)
            var moment = begun
            for piece in pieces {
                moment = moment + .microseconds(10)
                _ = reader.take(piece.span, at: moment)
            }
            _ = reader.take(closing.span, at: moment)
            let reading = reader.reading(exchange: Exchange(queued: begun))
            precondition(
                reading.clocks.contentEvents == eventsPerStream && reading.error == nil,
                "\(reading.clocks.contentEvents) events")
        }
    }

    func readAnswers(_ times: Int) {
        let headers: Headers = ["content-type": "application/json"]
        let begun = Clock.now()
        for _ in 0..<times {
            let reader = AnswerReader(provider.reader(isStreamed: false))
            reader.begin(status: 200, headers: headers, at: begun)
            _ = reader.take(body.span, at: begun)
            let reading = reader.reading(exchange: Exchange(queued: begun))
            precondition(reading.text == "4", "read \(reading.text ?? "nothing")")
        }
    }

    func writeRequests(_ times: Int) {
        let endpoint = Endpoint(baseURL: "http://127.0.0.1:8080/v1", key: Secret("sk-yardstick"))
        let prompt = Prompt(messages: [Message(.user, "What is two and two?")])
        for _ in 0..<times {
            let request = provider.request(
                for: prompt, to: "yardstick-1", stream: false, at: endpoint)
            precondition(request.body.count > 20, "no prompt in the request")
        }
    }
}
