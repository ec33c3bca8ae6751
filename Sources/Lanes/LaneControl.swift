import Documents
public import Servers
import Vocabulary

/// Arms the legs of lanes that serve alone, and tells what reached them, over HTTP on a port of its own.
///
/// - `GET /__pathproof/legs`: each leg with its `base_url` and what it plays.
/// - `GET /__pathproof/journal`: the calls so far, the latest last.
/// - `POST /__pathproof/arm` with `{"leg": "chat/1", "cause": "rate-limit", "play": "always"}`; `play` may be
///   `once`, `flapping`, or the number of calls.
/// - `POST /__pathproof/disarm` with `{"leg": "chat/1"}`, or `{}` for all legs.
///
/// Answers are JSON; a mistake is told as `{"errors": [{"message": …, "hint": …}]}` under 400. A web page
/// that a browser has open on the same machine can neither read nor arm: requests must name this host, and
/// bodies must say that they are JSON.
public final class LaneControl: Sendable {
    private let server: Server
    private static let prefix = "/__pathproof"

    /// No request has more to say; a journal of any length goes out.
    public static let limits = ServerLimits(
        bodyBytesMax: 64 << 10, connectionsMax: 64, pendingBytesMax: 64 << 20)

    /// Port 0 takes any free one.
    public init(
        of lanes: LaneSet, port: Int = 0, limits: ServerLimits = LaneControl.limits
    ) throws(LaneError) {
        do throws(ServerError) {
            server = try Server(port: port, limits: limits) { request, responder in
                let reply = Self.reply(to: request, lanes)
                responder.reply(
                    status: reply.status, headers: [("content-type", "application/json")],
                    body: reply.body)
            }
        } catch {
            throw .server(error)
        }
    }

    deinit { stop() }

    public var url: String { "http://127.0.0.1:\(server.port)\(Self.prefix)" }

    public func stop() { server.stop() }

    // MARK: Requests

    private struct Reply {
        var status = 200
        var body: [UInt8]
    }

    private static func reply(to request: IncomingRequest, _ lanes: LaneSet) -> Reply {
        let host = request.headers["host"]?.split(separator: ":").first ?? ""
        guard host == "127.0.0.1" || host.lowercased() == "localhost" else {
            return refusal(403, "this port answers to 127.0.0.1 alone, not to '\(host)'")
        }
        let isRead = request.method == "GET"
        switch request.path {
        case "\(prefix)/legs" where isRead: return Reply(body: legs(of: lanes))
        case "\(prefix)/journal" where isRead: return Reply(body: journal(of: lanes))
        case "\(prefix)/arm", "\(prefix)/disarm":
            guard request.method == "POST" else {
                return refusal(405, "'\(request.path)' takes POST")
            }
            guard
                request.headers["content-type"]?.lowercased().hasPrefix("application/json") == true
            else { return refusal(415, "the body must be 'content-type: application/json'") }
            return change(lanes, by: request, isArming: request.path == "\(prefix)/arm")
        default:
            return refusal(
                404, "there is no '\(request.method) \(request.path)'",
                hint: "GET \(prefix)/legs, GET \(prefix)/journal, POST \(prefix)/arm, "
                    + "POST \(prefix)/disarm")
        }
    }

    private static func change(
        _ lanes: LaneSet, by request: IncomingRequest, isArming: Bool
    ) -> Reply {
        do throws(Diagnostics) {
            let node = try JSONReader.read(SourceText(file: "body", bytes: request.body))
            let mistakes = Mistakes()
            let reader = MappingReader(node, in: mistakes, what: "the body")
            let leg = reader.node("leg", required: isArming).flatMap {
                Self.leg($0, of: lanes, mistakes)
            }
            if isArming {
                let cause = reader.choice("cause", of: allCauses.map(\.name), required: true)
                    .flatMap(Cause.named)
                let play = reader.node("play")
                let recurrence = play.map { Self.recurrence($0, mistakes) } ?? .always
                reader.finish()
                if cause?.strikesPort == true, recurrence != .always, let play {
                    mistakes.add(
                        "a port that is shut counts no calls", at: play, hint: "\"always\"")
                }
                if cause?.changesAddress == true, let node = reader.node("cause") {
                    mistakes.add(
                        "\(node.shown) is played by whoever holds the leg's address", at: node,
                        hint: Self.addressHint)
                }
                try mistakes.check()
                if let leg, let cause { lanes.set(Fault(cause, recurrence), of: leg) }
            } else {
                reader.finish()
                try mistakes.check()
                for leg in leg.map({ [$0] }) ?? lanes.legs.map(\.id) { lanes.set(nil, of: leg) }
            }
            return Reply(body: legs(of: lanes))
        } catch {
            return Reply(status: 400, body: told(error))
        }
    }

    /// How the causes that change a leg's address come about without us.
    public static let addressHint =
        "give the gateway a base URL with a host that nobody has, or with https:// in place of http://"

    private static func leg(_ node: Node, of lanes: LaneSet, _ mistakes: Mistakes) -> LegID? {
        let names = lanes.legs.map(\.id.description)
        if let leg = lanes.legs.first(where: { $0.id.description == node.text }) { return leg.id }
        mistakes.add(
            "unknown leg \(node.shown)", at: node,
            hint: node.text.flatMap { didYouMean($0, among: names) }
                ?? "there are: \(names.joined(separator: ", "))")
        return nil
    }

    private static func recurrence(_ node: Node, _ mistakes: Mistakes) -> Recurrence {
        switch node.asString {
        case "always": return .always
        case "once": return .once
        case "flapping": return .flapping
        default:
            if let count = node.asInt, count > 0 { return .times(count) }
            mistakes.add(
                "unknown play \(node.shown)", at: node,
                hint: "\"always\", \"once\", \"flapping\" or a number of calls")
            return .always
        }
    }

    // MARK: Answers

    private static func legs(of lanes: LaneSet) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("legs")
        json.beginArray()
        for leg in lanes.legs {
            json.beginObject()
            json.member("leg", leg.id.description)
            json.member("provider", leg.provider)
            json.member("model", leg.pin)
            json.member("base_url", lanes.baseURL(of: leg.id))
            let fault = lanes.standingFault(of: leg.id)
            json.member("cause", fault?.cause.name)
            if case .times(let left) = fault?.recurrence { json.member("calls_left", left) }
            if fault?.recurrence == .flapping { json.member("flapping", true) }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.newline()
        return json.bytes
    }

    /// Moments are nanoseconds of the machine's monotonic clock.
    private static func journal(of lanes: LaneSet) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("calls")
        json.beginArray()
        for call in lanes.allCalls { call.write(to: &json) }
        json.endArray()
        json.member("forgotten", lanes.forgottenCalls)
        json.endObject()
        json.newline()
        return json.bytes
    }

    private static func refusal(_ status: Int, _ message: String, hint: String? = nil) -> Reply {
        Reply(status: status, body: told(Diagnostics([Diagnostic(message, hint: hint)])))
    }

    private static func told(_ mistakes: Diagnostics) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("errors")
        json.beginArray()
        for mistake in mistakes.items {
            json.beginObject()
            json.member("message", mistake.message)
            json.optionalMember("hint", mistake.hint)
            json.optionalMember("column", mistake.location?.column)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.newline()
        return json.bytes
    }
}

extension LaneCall {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("leg", leg.description)
        json.optionalMember("marker", marker?.text)
        json.member("arrived_ns", Int(arrived.nanoseconds))
        json.optionalMember("first_byte_ns", firstByteSent.map { Int($0.nanoseconds) })
        json.optionalMember("ended_ns", ended.map { Int($0.nanoseconds) })
        json.optionalMember("model", model)
        json.member("streamed", isStreamed)
        json.member("body_bytes", bodyBytes)
        json.optionalMember("cause", cause?.name)
        json.optionalMember("status", status)
        json.member("complete", isComplete)
        json.member("caller_left", callerLeft)
        json.optionalMember("refused", refused)
        if !findings.isEmpty {
            json.key("findings")
            json.beginArray()
            for finding in findings {
                json.beginObject()
                json.member("code", finding.code)
                json.member("severity", finding.severity.rawValue)
                json.member("message", finding.message)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }
}
