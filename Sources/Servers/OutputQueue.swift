/// Output that the kernel has not taken yet, in order.
struct OutputQueue {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }

    mutating func append(_ more: Span<UInt8>) { bytes.append(more) }

    mutating func removeAll() {
        bytes = []
        start = 0
    }

    /// Gives how much the kernel took; nil where the connection is gone.
    mutating func flush(to socket: Int32) -> Int? {
        var sent = 0
        while start < bytes.count {
            let taken = Socket.send(bytes.span.extracting(start..<bytes.count), to: socket)
            guard let taken else { return nil }
            if taken == 0 { break }
            start += taken
            sent += taken
        }
        if start == bytes.count {
            removeAll()
        } else if start > bytes.count / 2 {
            bytes.removeSubrange(0..<start)
            start = 0
        }
        return sent
    }
}
