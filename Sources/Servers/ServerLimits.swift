/// What one server takes from its clients before it answers 431, 413, 408 or 503 and closes.
///
/// No client of a gateway comes near these; they keep memory flat when something else connects.
public struct ServerLimits: Sendable, Equatable {
    /// Request line, fields and, later, chunk extensions and trailers.
    public var headBytesMax: Int
    public var bodyBytesMax: Int
    /// Of all requests that are still arriving on one thread together.
    public var inputBytesMax: Int
    /// From the first byte of a request (or the connection itself) to the end of its fields.
    public var headTime: Duration
    /// From there to the end of its body.
    public var bodyTime: Duration
    /// How long a connection is kept between two requests. Longer than common client pools keep
    /// theirs, so that the client closes first and no request meets a closing door.
    public var idleTime: Duration
    /// How long a client may take nothing while output waits for it.
    public var stallTime: Duration
    public var connectionsMax: Int
    /// Unsent output of one connection. What finds more than this waiting cuts the connection; the
    /// schedule of a reply never waits for its reader.
    public var pendingBytesMax: Int
    /// Unsent output on one thread together; past it, whatever would wait cuts its connection.
    public var outputBytesMax: Int

    public init(
        headBytesMax: Int = 64 << 10, bodyBytesMax: Int = 32 << 20, inputBytesMax: Int = 256 << 20,
        headTime: Duration = .seconds(10), bodyTime: Duration = .seconds(60),
        idleTime: Duration = .seconds(120), stallTime: Duration = .seconds(60),
        connectionsMax: Int = 8192, pendingBytesMax: Int = 4 << 20,
        outputBytesMax: Int = 512 << 20
    ) {
        self.headBytesMax = headBytesMax
        self.bodyBytesMax = bodyBytesMax
        self.inputBytesMax = inputBytesMax
        self.headTime = headTime
        self.bodyTime = bodyTime
        self.idleTime = idleTime
        self.stallTime = stallTime
        self.connectionsMax = connectionsMax
        self.pendingBytesMax = pendingBytesMax
        self.outputBytesMax = outputBytesMax
    }

    public static let standard = ServerLimits()
}
