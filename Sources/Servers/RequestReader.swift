import Vocabulary

/// Finds requests in bytes that come in pieces of any size, within bounds.
///
/// Each line is judged when it ends, so that what is wrong is answered at once and only an unfinished
/// line is ever held back.
public struct RequestReader: Sendable {
    public enum Progress: Equatable {
        case needsMore
        /// The client waits for `100 Continue` before it sends its body.
        case wantsContinue
        case complete
        case refused(Refusal)
    }

    private enum Stage {
        case requestLine, fields, body(remaining: Int)
        case chunkSize, chunk(remaining: Int), chunkEnd, trailers
    }

    private let headBytesMax: Int
    private let bodyBytesMax: Int
    private var stage = Stage.requestLine
    private var line: [UInt8] = []
    /// Bytes of request line, fields, chunk extensions and trailers so far.
    private var headBytes = 0
    public private(set) var head = RequestHead()
    public private(set) var body: [UInt8] = []

    public init(limits: ServerLimits) {
        headBytesMax = limits.headBytesMax
        bodyBytesMax = limits.bodyBytesMax
    }

    /// Nothing of a next request has come.
    public var isIdle: Bool {
        if case .requestLine = stage { return headBytes == 0 && line.isEmpty }
        return false
    }

    public var isInBody: Bool {
        switch stage {
        case .requestLine, .fields: false
        default: true
        }
    }

    /// Memory that the unfinished request holds, near enough for a bound.
    var bytesHeld: Int { body.capacity + line.capacity + head.headers.byteCount }

    /// The finished request; the reader is ready for the next one.
    public mutating func next() -> (RequestHead, [UInt8]) {
        let request = (head, body)
        stage = .requestLine
        headBytes = 0
        head = RequestHead()
        body = []
        return request
    }

    /// Takes bytes from `offset` on, until a request is complete or refused, or nothing is left.
    public mutating func take(_ bytes: Span<UInt8>, at offset: inout Int) -> Progress {
        do throws(Refusal) {
            while offset < bytes.count {
                if let progress = try step(bytes, at: &offset) { return progress }
            }
            return .needsMore
        } catch {
            return .refused(error)
        }
    }

    private mutating func step(
        _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(Refusal) -> Progress? {
        switch stage {
        case .body(let remaining):
            let count = takeBody(bytes, at: &offset, atMost: remaining)
            stage = .body(remaining: remaining - count)
            return count == remaining ? .complete : nil
        case .chunk(let remaining):
            let count = takeBody(bytes, at: &offset, atMost: remaining)
            stage = count == remaining ? .chunkEnd : .chunk(remaining: remaining - count)
            return nil
        case .requestLine, .fields, .chunkSize, .chunkEnd, .trailers:
            return try stepLine(bytes, at: &offset)
        }
    }

    private mutating func takeBody(
        _ bytes: Span<UInt8>, at offset: inout Int, atMost limit: Int
    ) -> Int {
        let count = min(limit, bytes.count - offset)
        body.append(bytes.extracting(offset..<offset + count))
        offset += count
        return count
    }

    private mutating func stepLine(
        _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(Refusal) -> Progress? {
        if line.isEmpty { try checkFirst(bytes[offset]) }
        guard let end = bytes.firstIndex(of: HTTPText.lf, from: offset) else {
            try count(bytes.count - offset)
            line.append(bytes.extracting(offset..<bytes.count))
            offset = bytes.count
            return nil
        }
        try count(end + 1 - offset)
        let rest = bytes.extracting(offset..<end + 1)
        offset = end + 1
        let progress: Progress?
        if line.isEmpty {
            progress = try takeLine(rest)
        } else {
            var whole: [UInt8] = []
            swap(&whole, &line)
            whole.append(rest)
            progress = try takeLine(whole.span)
        }
        return progress == .wantsContinue && offset < bytes.count ? nil : progress
    }

    /// Noise is told by its first byte, not waited for: a TLS handshake has no line end.
    private func checkFirst(_ byte: UInt8) throws(Refusal) {
        switch stage {
        case .requestLine where !ASCII.isToken(byte) && byte != HTTPText.cr:
            throw Refusal(
                400, "this is no HTTP request; the port speaks plain HTTP/1.1, without TLS")
        case .chunkEnd where byte != HTTPText.cr:
            throw Refusal(400, "a chunk is longer than its size")
        default: break
        }
    }

    private mutating func count(_ bytes: Int) throws(Refusal) {
        headBytes += bytes
        guard headBytes <= headBytesMax else {
            throw Refusal(431, "a request head has \(headBytesMax) bytes at most")
        }
    }

    private mutating func takeLine(_ raw: Span<UInt8>) throws(Refusal) -> Progress? {
        guard raw.count >= 2, raw[raw.count - 2] == HTTPText.cr else {
            throw Refusal(400, "a line ends in LF without CR")
        }
        let line = raw.extracting(0..<raw.count - 2)
        switch stage {
        case .requestLine:
            guard line.count > 0 else { return nil }  // Empty lines before a request are let pass.
            try head.takeRequestLine(line)
            stage = .fields
        case .fields:
            guard line.count == 0 else {
                try head.takeField(line)
                return nil
            }
            return try endHead()
        case .chunkSize:
            try takeChunkSize(line)
        case .chunkEnd:
            guard line.count == 0 else {
                throw Refusal(400, "a chunk is longer than its size")
            }
            headBytes -= 2
            stage = .chunkSize
        case .trailers:
            guard line.count > 0 else { return .complete }
            for index in line.indices where !ASCII.isText(line[index]) {
                throw Refusal(400, "a trailer has a control character")
            }
        case .body, .chunk:
            preconditionFailure("a body has no lines")
        }
        return nil
    }

    private mutating func endHead() throws(Refusal) -> Progress? {
        try head.check(bodyBytesMax: bodyBytesMax)
        if head.isChunked {
            stage = .chunkSize
        } else if let length = head.contentLength, length > 0 {
            // What a client promises is not yet memory.
            body.reserveCapacity(min(length, 64 << 10))
            stage = .body(remaining: length)
        } else {
            return .complete
        }
        return head.expectsContinue && !head.isHTTP10 ? .wantsContinue : nil
    }

    /// `size [; extensions]`; the size counts against the body, the rest against the head.
    private mutating func takeChunkSize(_ line: Span<UInt8>) throws(Refusal) {
        var size = 0
        var digits = 0
        while digits < line.count, let value = ASCII.hexValue(line[digits]) {
            guard digits < 15 else { throw Refusal(413, "a chunk is too large") }
            size = size << 4 | value
            digits += 1
        }
        let tail = line.extracting(digits..<line.count)
        let rest = tail.extracting(tail.withoutBlanks)
        guard digits > 0, rest.count == 0 || rest[0] == UInt8(ascii: ";") else {
            throw Refusal(400, "a chunk has no size in hexadecimal digits")
        }
        for index in rest.indices where !ASCII.isText(rest[index]) {
            throw Refusal(400, "a chunk extension has a control character")
        }
        headBytes -= digits + 2
        guard size <= bodyBytesMax - body.count else {
            throw Refusal(413, "a body has \(bodyBytesMax) bytes at most")
        }
        stage = size == 0 ? .trailers : .chunk(remaining: size)
    }
}
