import Doors
import Servers
import Vocabulary

/// Where a call is answered: the leg that is stood in for, its door, and the facts of the connection that
/// an answer must keep to.
struct Stage: Sendable {
    let leg: Leg
    let door: any Door
    let stamp: DoorStamp
    let options: LaneOptions
    let isKeepAlive: Bool
    let isHTTP10: Bool
    let isHead: Bool

    init(
        leg: Leg, door: any Door, stamp: DoorStamp, options: LaneOptions, request: IncomingRequest
    ) {
        self.leg = leg
        self.door = door
        self.stamp = stamp
        self.options = options
        isKeepAlive = request.isKeepAlive
        isHTTP10 = request.isHTTP10
        isHead = request.method == "HEAD"
    }

    /// A plain answer as it is.
    func whole(_ reply: DoorReply, isWhole: Bool = true) -> Performance {
        let bytes = plainHead(reply) + (isHead ? [] : reply.body)
        // An error comes at once; an answer takes its time.
        return whole(
            bytes, status: reply.status,
            after: reply.status < 300 ? options.firstPieceDelay : .zero, isWhole: isWhole)
    }

    func whole(
        _ bytes: [UInt8], status: Int, after delay: Duration, isWhole: Bool = true
    ) -> Performance {
        Performance(
            Score([TimedStep(after: delay, .send(bytes)), TimedStep(after: delay, .keepAlive)]),
            status: status, isWhole: isWhole)
    }

    /// Half as long again as whoever asks this leg waits for it.
    var late: Duration { leg.timeout * 3 / 2 }

    func refusal(_ error: DoorError) -> Performance {
        let reply = door.error(error, stamp: stamp)
        var performance = whole(reply)
        performance.refusal = error.message ?? error.kind.rawValue
        return performance
    }

    func plainHead(_ reply: DoorReply) -> [UInt8] {
        head(reply, framing: ("content-length", String(reply.body.count)))
    }

    /// Chunks came with HTTP/1.1; before, the end of the connection is the end of the body.
    func streamHead(_ reply: DoorReply) -> [UInt8] {
        head(reply, framing: isHTTP10 ? nil : ("transfer-encoding", "chunked"))
    }

    private func head(_ reply: DoorReply, framing: (String, String)?) -> [UInt8] {
        var fields = reply.headers.fields.map { ($0.name, $0.value) }
        if let framing { fields.append(framing) }
        if !isKeepAlive || (isHTTP10 && framing == nil) { fields.append(("connection", "close")) }
        return HTTPText.head(status: reply.status, headers: fields)
    }
}
