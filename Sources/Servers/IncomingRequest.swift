public import Vocabulary

/// One request, whole: its head was well formed and its body has arrived.
public struct IncomingRequest: Sendable {
    public var method: String
    /// As it stood on the request line.
    public var target: String
    /// Without the query, still percent-encoded; an absolute target loses its scheme and authority.
    public var path: String
    /// What follows the first `?`; nil without one.
    public var query: String?
    public var headers: Headers
    public var body: [UInt8]
    /// When its last byte was read. A score counts from here.
    public var arrived: Moment
    /// Counts the connections of a server from 1.
    public var connection: Int
    /// The port that it came in by.
    public var port: Int
    /// The client would like to send another on this connection.
    public var isKeepAlive: Bool
    public var isHTTP10: Bool

    /// What a client wrote behind the authority, for languages that say something in the query too.
    public var pathAndQuery: String { query.map { "\(path)?\($0)" } ?? path }

    public init(
        method: String, target: String, path: String, query: String?, headers: Headers,
        body: [UInt8], arrived: Moment, connection: Int, port: Int, isKeepAlive: Bool,
        isHTTP10: Bool
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.arrived = arrived
        self.connection = connection
        self.port = port
        self.isKeepAlive = isKeepAlive
        self.isHTTP10 = isHTTP10
    }
}
