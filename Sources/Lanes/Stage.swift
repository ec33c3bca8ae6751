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
    func whole(_ reply: DoorReply, after delay: Duration = .zero) -> Performance {
        let bytes = plainHead(reply) + (isHead ? [] : reply.body)
        return Performance(
            Score([TimedStep(after: delay, .send(bytes)), TimedStep(after: delay, .keepAlive)]),
            status: reply.status)
    }

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
