import Synchronization
import Vocabulary

/// From scores and live bytes to the socket.
extension Loop {
    /// Looks after a connection whose time has come.
    func attend(_ connection: Connection, at now: Int64) {
        if connection.readDue <= now {
            connection.readDue = .max
            read(connection)
            guard connection.isOpen else { return }
        }
        if connection.peerDue <= now {
            connection.peerDue = .max
            let isWaiting = connection.stage == .replying || connection.stage == .silent
            if isWaiting { askForPeer(connection) }
            guard connection.isOpen else { return }
        }
        if connection.stepDue <= now { perform(connection) }
        guard connection.isOpen, connection.deadline <= now else { return }
        connection.deadline = .max
        endWaiting(of: connection)
    }

    private func endWaiting(of connection: Connection) {
        switch connection.stage {
        case .lingering, .silent:
            close(connection)
        case .replying:
            reset(connection, .clientTooSlow)
        case .reading:
            if connection.reader.isIdle {
                close(connection)
            } else {
                let what = connection.reader.isInBody ? "body" : "head"
                refuse(connection, Refusal(408, "the \(what) of the request took too long"))
            }
        }
    }

    // MARK: Scores

    func play(_ score: Score, on connection: Connection) {
        connection.score = score
        connection.stepIndex = 0
        connection.step = score.next(0)
        perform(connection)
    }

    /// Plays what is due. A long burst lets other connections have their turn.
    private func perform(_ connection: Connection) {
        connection.stepDue = .max
        for _ in 0..<64 {
            guard let step = connection.step else {
                return endReply(of: connection, keepAlive: false)
            }
            let due = connection.arrived.nanoseconds + step.after.inNanoseconds
            let now = Socket.now().nanoseconds
            guard due <= now else {
                connection.stepDue = due
                return self.due.update(connection)
            }
            connection.latestBy = max(connection.latestBy, now - due)
            switch step.act {
            case .send(let bytes):
                send(bytes, on: connection, isCounted: false)
                guard connection.isOpen else { return }
            case .finish: return endReply(of: connection, keepAlive: false)
            case .keepAlive: return endReply(of: connection, keepAlive: true)
            case .reset: return reset(connection, .reset)
            case .hang: return connection.step = nil
            }
            connection.stepIndex += 1
            connection.step = connection.score?.next(connection.stepIndex)
        }
        connection.stepDue = Socket.now().nanoseconds
        due.update(connection)
    }

    // MARK: Bytes

    /// Sends at once what the kernel takes and keeps the rest. `isCounted`: the reply's own count of pending bytes has them
    /// already.
    func send(_ bytes: [UInt8], on connection: Connection, isCounted: Bool) {
        guard connection.output.count == 0 else {
            if connection.output.count > limits.pendingBytesMax {
                return reset(connection, .clientTooSlow)
            }
            return queue(bytes.span, on: connection, isCounted: isCounted)
        }
        // Stamped before the bytes can be seen, so that no reader is earlier than the sender.
        let start = connection.firstByteSent == nil ? Socket.now() : nil
        var sent = 0
        while sent < bytes.count {
            guard
                let count = Socket.send(
                    bytes.span.extracting(sent..<bytes.count), to: connection.socket)
            else { return leave(connection) }
            if count == 0 { break }
            sent += count
        }
        if let start, sent > 0, connection.stage == .replying { connection.firstByteSent = start }
        note(sent, sentOn: connection)
        if sent < bytes.count {
            queue(bytes.span.extracting(sent..<bytes.count), on: connection, isCounted: isCounted)
            guard connection.isOpen else { return }
            startStallTime(of: connection)
        }
        if isCounted { connection.reply?.took(sent) }
    }

    private func queue(_ bytes: Span<UInt8>, on connection: Connection, isCounted: Bool) {
        guard outputHeld <= limits.outputBytesMax else { return reset(connection, .clientTooSlow) }
        if !isCounted { connection.reply?.pending.add(bytes.count, ordering: .relaxed) }
        connection.output.append(bytes)
        outputHeld += bytes.count
    }

    private func startStallTime(of connection: Connection) {
        // A `100 Continue` that is not taken leaves the time for the body as it is.
        guard connection.stage != .reading else { return }
        connection.deadline = Socket.now().nanoseconds + limits.stallTime.inNanoseconds
        due.update(connection)
    }

    /// The kernel has room again.
    func flush(_ connection: Connection) {
        guard let sent = connection.output.flush(to: connection.socket) else {
            return leave(connection)
        }
        guard sent > 0 else { return }
        outputHeld -= sent
        note(sent, sentOn: connection)
        if connection.output.count > 0 {
            startStallTime(of: connection)
        } else if connection.stage == .replying {
            connection.deadline = .max
        }
        connection.reply?.took(sent)
        if connection.output.count == 0, connection.closing != nil { completeReply(of: connection) }
    }

    private func note(_ sent: Int, sentOn connection: Connection) {
        guard sent > 0, connection.stage == .replying else { return }
        // A socket that took nothing at first, because an earlier reply fills it, takes it now.
        if connection.firstByteSent == nil { connection.firstByteSent = Socket.now() }
        connection.bytesSent += sent
    }

    // MARK: Endings

    /// The reply has said all; it is over as soon as its last byte is out.
    func endReply(of connection: Connection, keepAlive: Bool) {
        connection.closing = keepAlive && connection.isKeepAlive ? .keepAlive : .finish
        connection.score = nil
        connection.step = nil
        connection.stepDue = .max
        if connection.output.count == 0 { completeReply(of: connection) }
    }

    private func completeReply(of connection: Connection) {
        let reply = connection.reply
        let end = connection.end(.complete)
        let closing = connection.closing
        connection.closing = nil
        connection.reply = nil
        connection.serial = 0
        connection.peerDue = .max
        connection.deadline = .max
        reply?.end(end)
        if closing == .keepAlive {
            connection.stage = .reading
            connection.deadline = end.ended.nanoseconds + limits.idleTime.inNanoseconds
            due.update(connection)
            readOn(connection)
        } else {
            linger(connection, since: end.ended)
        }
    }

    private func linger(_ connection: Connection, since moment: Moment) {
        Socket.finish(connection.socket)
        connection.stage = .lingering
        connection.dropInput()
        if connection.inputEnded { return close(connection) }
        connection.deadline = moment.nanoseconds + Self.lingerTime
        connection.readDue = connection.mayRead ? 0 : .max
        due.update(connection)
    }

    /// Time for a client to read its answer and close, while what it sends is thrown away.
    private static let lingerTime: Int64 = 2_000_000_000

    /// The end is told before the client can see it, here and wherever that is possible: who asks a journal
    /// after the client has seen it, finds it there.
    func reset(_ connection: Connection, _ how: ReplyEnd.How) {
        connection.reply?.end(connection.end(how))
        breakOff(connection)
    }

    /// Nobody will ever end this reply.
    func abandon(_ connection: Connection) {
        guard connection.bytesSent == 0, connection.output.count == 0 else {
            return reset(connection, .abandoned)
        }
        connection.reply?.end(connection.end(.abandoned))
        connection.reply = nil
        refuse(connection, Refusal(500, "the server has no answer to this"))
    }
}
