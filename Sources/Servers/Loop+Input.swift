import Vocabulary

/// From bytes to requests.
extension Loop {
    func handle(_ event: Watch.Event, on connection: Connection) {
        if event.isGone { return leave(connection) }
        if event.canWrite, connection.output.count > 0 {
            flush(connection)
            guard connection.isOpen else { return }
        }
        if event.inputEnded, !connection.sawFin {
            connection.sawFin = true
            if connection.stage == .replying || connection.stage == .silent {
                askForPeer(connection)
                guard connection.isOpen else { return }
            }
        }
        if event.canRead || event.inputEnded {
            connection.mayRead = true
            read(connection)
        }
    }

    /// Reads what there is. Other connections have their turn after a megabyte.
    func read(_ connection: Connection) {
        for _ in 0..<16 where connection.mayRead {
            if connection.stage == .silent { return }
            if connection.stage == .replying, !hasRoomAhead(connection) { return }
            switch landing.receive(from: connection.socket) {
            case .bytes(let count):
                // Less than asked for was all; a FIN behind it is told apart.
                if count < landing.byteCount, !connection.sawFin { connection.mayRead = false }
                landing.withBytes(count) { take($0, on: connection) }
                guard connection.isOpen else { return }
                account(for: connection)
            case .nothing:
                connection.mayRead = false
            case .end:
                connection.mayRead = false
                connection.sawFin = true
                connection.inputEnded = true
                return endInput(connection)
            case .broken:
                return leave(connection)
            }
            guard connection.isOpen else { return }
        }
        if connection.mayRead {
            connection.readDue = 0
            due.update(connection)
        }
    }

    /// A client may send some requests ahead while its reply is in progress; the rest waits in the kernel.
    private func hasRoomAhead(_ connection: Connection) -> Bool {
        connection.backlog.count < 64 << 10 && inputHeld <= limits.inputBytesMax
    }

    private func take(_ bytes: Span<UInt8>, on connection: Connection) {
        switch connection.stage {
        case .reading:
            var offset = 0
            parse(bytes, from: &offset, on: connection)
            if connection.stage == .replying, offset < bytes.count {
                connection.backlog.append(bytes.extracting(offset..<bytes.count))
            }
            if calledHandler { afterHandler(connection) }
        case .replying:
            connection.backlog.append(bytes)
        case .silent, .lingering:
            break
        }
    }

    /// Goes on with what came while the last reply was in progress, then with what the kernel has.
    func readOn(_ connection: Connection) {
        if !connection.backlog.isEmpty {
            var bytes: [UInt8] = []
            swap(&bytes, &connection.backlog)
            var offset = connection.backlogStart
            connection.backlogStart = 0
            parse(bytes.span, from: &offset, on: connection)
            guard connection.isOpen else { return }
            if connection.stage == .replying, offset < bytes.count {
                swap(&bytes, &connection.backlog)
                connection.backlogStart = offset
            }
            account(for: connection)
            if calledHandler { afterHandler(connection) }
        }
        guard connection.isOpen, connection.stage == .reading else { return }
        if connection.inputEnded { return endInput(connection) }
        if connection.mayRead {
            // Not at once: the reply before must not wait for a long pipeline to be read.
            connection.readDue = 0
            due.update(connection)
        }
    }

    private func parse(_ bytes: Span<UInt8>, from offset: inout Int, on connection: Connection) {
        let wasIdle = connection.reader.isIdle
        while offset < bytes.count {
            switch connection.reader.take(bytes, at: &offset) {
            case .needsMore:
                setReadingDeadline(of: connection, wasIdle: wasIdle)
            case .wantsContinue:
                setReadingDeadline(of: connection, wasIdle: wasIdle)
                send(HTTPText.goOn, on: connection, isCounted: false)
                guard connection.isOpen else { return }
            case .complete:
                return startReply(on: connection)
            case .refused(let refusal):
                if let said = answerToHandshake(bytes, from: offset, on: connection) {
                    return end(connection, saying: said)
                }
                return refuse(connection, refusal)
            }
        }
    }

    /// A handshake comes first or not at all, and on this machine in one piece.
    private func answerToHandshake(
        _ bytes: Span<UInt8>, from offset: Int, on connection: Connection
    ) -> [UInt8]? {
        let handshakeRecord: UInt8 = 0x16
        guard connection.isFirst, let handshake = connection.door.handshake,
            offset < bytes.count, bytes[offset] == handshakeRecord
        else { return nil }
        return handshake(bytes.extracting(offset..<bytes.count), Socket.now())
    }

    /// A head has its time from its first byte, a body from the end of the head: a trickle prolongs neither.
    private func setReadingDeadline(of connection: Connection, wasIdle: Bool) {
        if connection.reader.isInBody {
            guard !connection.isBodyTimed else { return }
            connection.isBodyTimed = true
            connection.deadline = Socket.now().nanoseconds + limits.bodyTime.inNanoseconds
        } else if wasIdle, !connection.isFirst {
            connection.deadline = Socket.now().nanoseconds + limits.headTime.inNanoseconds
        }
        due.update(connection)
    }

    private func account(for connection: Connection) {
        let held = connection.bytesHeld
        inputHeld += held - connection.inputHeld
        connection.inputHeld = held
        if inputHeld > limits.inputBytesMax, connection.stage == .reading {
            refuse(connection, Refusal(503, "too many requests are arriving at once"))
        }
    }

    private func startReply(on connection: Connection) {
        let now = Socket.now()
        let (head, body) = connection.reader.next()
        connection.isFirst = false
        connection.isBodyTimed = false
        connection.deadline = .max
        switch connection.door.manner {
        case .answering: break
        case .silent:
            connection.stage = .silent
            return
        case .refusing, .resetting:
            return breakOff(connection)
        }
        connection.begin(serial: newSerial(), isKeepAlive: head.isKeepAlive, at: now)
        let shared = Reply()
        connection.reply = shared
        let responder = Responder(
            ticket: Ticket(slot: connection.slot, serial: connection.serial), inbox: inbox,
            shared: shared, pendingBytesMax: limits.pendingBytesMax, request: head)
        let request = IncomingRequest(
            method: head.method, target: head.target, path: head.path, query: head.query,
            headers: head.headers, body: body, arrived: now, connection: connection.number,
            port: connection.door.port, isKeepAlive: head.isKeepAlive, isHTTP10: head.isHTTP10)
        connection.door.handler(request, responder)
        calledHandler = true
    }

    /// A client may have sent its FIN together with its request.
    private func afterHandler(_ connection: Connection) {
        if connection.isOpen, connection.stage == .replying, connection.sawFin {
            askForPeer(connection)
        }
    }

    /// Answers what never reached a handler, and closes.
    func refuse(_ connection: Connection, _ refusal: Refusal) {
        let body = Array((refusal.reason + "\n").utf8)
        var bytes = HTTPText.head(
            status: refusal.status,
            headers: [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", String(body.count)), ("Connection", "close"),
            ])
        bytes.append(contentsOf: body)
        end(connection, saying: bytes)
    }

    private func end(_ connection: Connection, saying bytes: [UInt8]) {
        connection.begin(serial: newSerial(), isKeepAlive: false, at: Socket.now())
        send(bytes, on: connection, isCounted: false)
        guard connection.isOpen else { return }
        endReply(of: connection, keepAlive: false)
    }

    /// The client sends nothing more. What it asked for before is answered first.
    private func endInput(_ connection: Connection) {
        switch connection.stage {
        case .reading, .lingering: close(connection)
        case .replying, .silent: askForPeer(connection)
        }
    }

    /// A client that has sent FIN may have closed, or may wait for its answer with its own half shut.
    ///
    /// The kernel knows whether anybody still holds the other end. Nobody: the client has left, though no byte of
    /// ours has met an RST yet. Somebody: the answer goes on, and we ask again now and then, because the
    /// close after a half-close sends nothing. Where the kernel does not tell, FIN counts as leaving:
    /// libcurl, httpx and the gateways never half-close.
    func askForPeer(_ connection: Connection) {
        guard isHeld(connection) == true else { return leave(connection) }
        let waits: [Int64] = [200_000, 1_000_000, 4_000_000, 20_000_000, 100_000_000]
        let wait = waits[min(connection.peerChecks, waits.count - 1)]
        connection.peerChecks += 1
        connection.peerDue = Socket.now().nanoseconds + wait
        due.update(connection)
    }

    func leave(_ connection: Connection) {
        if connection.stage == .lingering { return close(connection) }
        connection.reply?.end(connection.end(.clientLeft))
        close(connection)
    }
}
