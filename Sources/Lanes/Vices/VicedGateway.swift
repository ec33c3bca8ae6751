import Doors
import Servers
public import Transports
public import Vocabulary

/// A whole gateway with one vice: a front on 127.0.0.1 that speaks OpenAI's chat, and asks the legs of one route in
/// their order until one answers.
///
/// Checks exist because of such gateways; each is tested on the one that it is for. Without a vice it hands on
/// what a leg says, byte for byte. An answer that its vice may change is gathered before it is handed on, so that
/// it measures nothing.
public final class VicedGateway: Sendable {
    private let server: Server

    /// - Parameters:
    ///   - legs: of one route, each with the address of its lane, which speaks OpenAI's chat, too.
    ///   - vice: nil for a gateway that does what it should.
    ///   - prices: what it bills by, by the name that a model has in its answers.
    public init(
        _ legs: [(leg: Leg, baseURL: String)], vice: GatewayVice?,
        prices: [String: VicedPrice] = [:], transport: Transport
    ) throws(LaneError) {
        precondition(!legs.isEmpty, "a route has at least one leg")
        let course = VicedCourse(legs: legs, vice: vice, prices: prices, transport: transport)
        do throws(ServerError) {
            server = try Server { request, responder in
                let task = Task { await course.answer(request, through: responder) }
                guard vice?.readsOn != true else { return }
                responder.onEnd { end in if end.how != .complete { task.cancel() } }
            }
        } catch {
            throw .server(error)
        }
    }

    /// Where callers reach it.
    public var url: String { "http://127.0.0.1:\(server.port)/v1" }

    public func stop() { server.stop() }

    deinit { stop() }
}

/// One way along the route, with what the vice makes of it.
private struct VicedCourse: Sendable {
    let legs: [(leg: Leg, baseURL: String)]
    let vice: GatewayVice?
    let prices: [String: VicedPrice]
    let transport: Transport

    func answer(_ request: IncomingRequest, through responder: Responder) async {
        var body = EditedJSON(request.body)
        let route = body["/model"] ?? ""
        vice?.onRequest(&body)
        if body["/stream"] == "true", vice?.readsOn ?? true {
            return await passOn(body, to: responder)
        }
        var relayed: Relayed?
        for (leg, baseURL) in legs {
            var question = body
            question.replace("/model", with: leg.pin)
            var got = await ask(question, at: baseURL)
            for _ in 0..<(vice?.repeats(got) ?? 0) { got = await ask(question, at: baseURL) }
            if relayed?.isAnswer != true { relayed = got }
            // A stream that has begun cannot be taken back.
            if got.isBroken, got.status / 100 == 2 { break }
            if got.isAnswer, vice?.goesOnAfterAnswer != true { break }
        }
        guard var relayed else { return responder.reset() }
        relayed.isStreamed = body["/stream"] == "true"
        relayed.route = route
        relayed.requestBytes = request.body.count
        relayed.prices = prices
        vice?.onAnswer(&relayed)
        hand(relayed, to: responder)
    }

    /// A stream is handed on as it comes, which a caller needs who leaves in the middle of it.
    private func passOn(_ body: EditedJSON, to responder: Responder) async {
        var last = Relayed()
        for (leg, baseURL) in legs {
            var question = body
            question.replace("/model", with: leg.pin)
            let sink = PassingSink(to: responder)
            last = await ask(question, at: baseURL, into: sink)
            guard sink.hasBegun else { continue }
            guard last.isBroken else {
                responder.send(HTTPText.lastChunk)
                return responder.finish(keepAlive: false)
            }
            // What was sent must arrive before the reset overtakes it.
            try? await Task.sleep(for: .milliseconds(20))
            return responder.reset()
        }
        hand(last, to: responder)
    }

    private func ask(_ question: EditedJSON, at baseURL: String) async -> Relayed {
        await ask(question, at: baseURL, into: AnswerSink())
    }

    private func ask(
        _ question: EditedJSON, at baseURL: String, into sink: some RelayingSink
    ) async -> Relayed {
        let request = Request(
            url: baseURL + "/chat/completions",
            headers: [Request.Field("content-type", "application/json")],
            secretHeaders: [Request.SecretField("authorization", Secret("Bearer sk-lane"))],
            body: question.bytes)
        let exchange = await transport.send(request, into: sink)
        var relayed = sink.relayed
        relayed.isBroken = exchange.breakage != nil
        return relayed
    }

    /// What broke off is handed on as far as it came, and then broken off.
    private func hand(_ relayed: Relayed, to responder: Responder) {
        guard relayed.isBroken else {
            return responder.reply(
                status: relayed.status, headers: relayed.headers, body: relayed.body)
        }
        guard relayed.status > 0 else { return responder.reply(status: 502) }
        let head = HTTPText.head(
            status: relayed.status, headers: relayed.headers + [("transfer-encoding", "chunked")])
        responder.play(
            Score([
                TimedStep(after: .zero, .send(head + HTTPText.chunk(relayed.body))),
                // What was sent must arrive before the reset overtakes it.
                TimedStep(after: .milliseconds(20), .reset),
            ]))
    }
}
