import Vocabulary

/// One client's connection, touched by its server thread only.
final class Connection: HasDueTime {
    enum Stage {
        case reading
        case replying
        /// A silent door's: nothing is read, nothing said.
        case silent
        /// FIN is out; what the client still sends is thrown away until it closes, because closing over
        /// unread bytes would send RST and could take the answer from it.
        case lingering
    }

    enum Closing { case keepAlive, finish }

    let socket: Int32
    let slot: Int
    let number: Int
    let door: Door
    var stage = Stage.reading
    var isOpen = true

    // Input.
    var reader: RequestReader
    /// Bytes that came while a reply was in progress.
    var backlog: [UInt8] = []
    var backlogStart = 0
    /// The kernel may have more: it tells only once.
    var mayRead = false
    /// The client's FIN has come, though perhaps behind unread bytes.
    var sawFin = false
    /// All that the client sent has been read.
    var inputEnded = false
    /// What the thread's account of unfinished input has for this connection.
    var inputHeld = 0
    /// How often the kernel was asked whether the client is still there.
    var peerChecks = 0
    /// No request has been complete yet: the time for the first head counts from the connection.
    var isFirst = true
    var isBodyTimed = false

    // The reply in progress.
    var serial: UInt64 = 0
    var reply: Reply?
    var isKeepAlive = false
    var arrived = Moment(nanoseconds: 0)
    var score: Score?
    var stepIndex = 0
    var step: TimedStep?
    var closing: Closing?
    var firstByteSent: Moment?
    var bytesSent = 0
    var latestBy: Int64 = 0

    var output = OutputQueue()

    // Times to be looked at, in nanoseconds of the clock.
    var stepDue = Int64.max
    var deadline = Int64.max
    var peerDue = Int64.max
    var readDue = Int64.max
    var heapPosition = -1

    init(socket: Int32, slot: Int, number: Int, door: Door, limits: ServerLimits) {
        self.socket = socket
        self.slot = slot
        self.number = number
        self.door = door
        reader = RequestReader(limits: limits)
    }

    var due: Int64 { min(min(stepDue, deadline), min(peerDue, readDue)) }

    /// A slot is used again and again; events of an earlier connection must not reach the next.
    var mark: UInt64 { UInt64(number & 0x7FFF_FFFF) << 32 | UInt64(slot) }

    var bytesHeld: Int { reader.bytesHeld + backlog.count }

    /// What the client still says is of no interest.
    func dropInput() {
        backlog = []
        backlogStart = 0
        _ = reader.next()
    }

    func begin(serial: UInt64, isKeepAlive: Bool, at moment: Moment) {
        self.serial = serial
        self.isKeepAlive = isKeepAlive
        stage = .replying
        arrived = moment
        firstByteSent = nil
        bytesSent = 0
        latestBy = 0
        closing = nil
    }

    func end(_ how: ReplyEnd.How) -> ReplyEnd {
        ReplyEnd(
            how: how, firstByteSent: firstByteSent, ended: Socket.now(), bytesSent: bytesSent,
            latestBy: .nanoseconds(latestBy))
    }
}
