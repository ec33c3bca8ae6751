import Doors
import Servers
import Vocabulary

/// The one who asked, and how to answer: the front's door, the identity of the answer, and the place where
/// bytes go.
struct Caller: Sendable {
    let door: any Door
    let stamp: DoorStamp
    let responder: Responder
    let isKeepAlive: Bool
    let isHTTP10: Bool

    func reply(_ reply: DoorReply, evidence: [(name: String, value: String)] = []) {
        responder.reply(
            status: reply.status, headers: Self.fields(reply.headers, evidence), body: reply.body)
    }

    func refuse(_ error: DoorError, evidence: [(name: String, value: String)] = []) {
        reply(door.error(error, stamp: stamp), evidence: evidence)
    }

    // MARK: Streams

    func beginStream(
        _ head: DoorReply, evidence: [(name: String, value: String)], first: [UInt8]
    ) {
        var fields = Self.fields(head.headers, evidence)
        // Chunks came with HTTP/1.1; before, the end of the connection is the end of the body.
        if !isHTTP10 { fields.append(("transfer-encoding", "chunked")) }
        if isHTTP10 || !isKeepAlive { fields.append(("connection", "close")) }
        responder.send(HTTPText.head(status: head.status, headers: fields) + framed(first))
    }

    func send(_ bytes: [UInt8]) { responder.send(framed(bytes)) }

    func endStream() {
        if !isHTTP10 { responder.send(HTTPText.lastChunk) }
        responder.finish(keepAlive: !isHTTP10)
    }

    private func framed(_ bytes: [UInt8]) -> [UInt8] { isHTTP10 ? bytes : HTTPText.chunk(bytes) }

    private static func fields(
        _ headers: Headers, _ evidence: [(name: String, value: String)]
    ) -> [(String, String)] {
        (headers.fields + evidence).map { ($0.name, $0.value) }
    }
}
