import Providers
import Transports
import Vocabulary

/// Sends one request after the other and measures each.
struct Asker: Sendable {
    let transport: Transport
    /// Returns when the next request may go out.
    let pace: (@Sendable () async -> Void)?

    func ask(_ contender: Contender, _ prompt: Prompt, isStreamed: Bool) async -> Shot {
        if let pace { await pace() }
        var request = contender.provider.request(
            for: prompt, to: contender.model, stream: isStreamed, at: contender.endpoint)
        request.limits = contender.limits
        let reader = AnswerReader(contender.provider.reader(isStreamed: isStreamed))
        let sink = OverheadSink(reader)
        let exchange = await transport.send(request, into: sink)
        return shot(
            contender, exchange, reader.reading(exchange: exchange), told: sink.milliseconds)
    }

    private func shot(
        _ contender: Contender, _ exchange: Exchange, _ reading: Reading, told: Double?
    ) -> Shot {
        let sent = exchange.sent ?? exchange.started
        func since(_ moment: Moment?) -> Double? { moment.map { ($0 - sent).inMicroseconds } }
        var shot = Shot(
            whole: since(exchange.lastByte) ?? 0, firstContent: since(reading.clocks.firstContent),
            lag: exchange.loopLag.inMicroseconds)
        shot.told = told.map { $0 * 1000 }
        if let usage = reading.usage {
            let counts = contender.provider.usageRule.canonical(usage)
            (shot.inputTokens, shot.outputTokens) = (counts.inputTotal, counts.output)
        }
        shot.text = reading.text
        shot.isOnNewConnection = !exchange.reusedConnection
        if shot.isOnNewConnection {
            shot.connect = exchange.connected.map { ($0 - exchange.started).inMicroseconds }
            if let connected = exchange.connected {
                shot.secure = exchange.secured.map { ($0 - connected).inMicroseconds }
            }
        }
        shot.problem = problem(contender, exchange, reading)
        return shot
    }

    private func problem(
        _ contender: Contender, _ exchange: Exchange, _ reading: Reading
    ) -> Shot.Problem? {
        if let breakage = exchange.breakage {
            return Shot.Problem(word: breakage.kind.rawValue, reason: breakage.reason)
        }
        guard reading.outcome != .ok else { return nil }
        let status = exchange.status ?? 0
        let word = (200..<300).contains(status) ? reading.outcome.rawValue : "status \(status)"
        // Gateways like to repeat the key that they refuse.
        let reason = contender.redactor.redacted(reading.error?.message)
        return Shot.Problem(word: word, reason: reason ?? "the answer does not say why")
    }
}

/// Hears what a gateway says in an answer's head of the time that it took for itself.
///
/// `@unchecked Sendable` for the reason that `AnswerReader` gives: its uses follow one another.
private final class OverheadSink: ByteSink, @unchecked Sendable {
    private let reader: AnswerReader
    private(set) var milliseconds: Double?

    init(_ reader: AnswerReader) { self.reader = reader }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        milliseconds = headers[BenchFigures.toldBy].flatMap(Double.init)
        reader.begin(status: status, headers: headers, at: moment)
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        reader.take(bytes, at: moment)
    }
}
