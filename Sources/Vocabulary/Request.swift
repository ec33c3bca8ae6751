/// One HTTP request, ready to be sent. Built by a provider's dialect, carried by a transport.
public struct Request: Sendable, Equatable {
    public var method: String
    public var url: String
    /// Fields that may be shown.
    public var headers: [Field]
    /// Fields that carry a key: sent, never shown, and never sent to a host that a redirect names.
    public var secretHeaders: [SecretField]
    public var body: [UInt8]
    public var limits: RequestLimits

    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public struct SecretField: Sendable, Equatable {
        public var name: String
        public var value: Secret
        public init(_ name: String, _ value: Secret) {
            self.name = name
            self.value = value
        }
    }

    public init(
        method: String = "POST", url: String, headers: [Field] = [],
        secretHeaders: [SecretField] = [], body: [UInt8] = [], limits: RequestLimits = .standard
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.secretHeaders = secretHeaders
        self.body = body
        self.limits = limits
    }
}

/// What an answer may take before it counts as broken.
public struct RequestLimits: Sendable, Equatable {
    public var total: Duration
    public var firstByte: Duration
    /// The longest silence between two pieces of data; comments of an event stream are no data.
    public var idle: Duration
    public var connect: Duration
    public var headerBytesMax: Int
    /// After decompression.
    public var bodyBytesMax: Int

    public init(
        total: Duration = .seconds(600), firstByte: Duration = .seconds(120),
        idle: Duration = .seconds(60), connect: Duration = .seconds(20),
        headerBytesMax: Int = 256 << 10, bodyBytesMax: Int = 64 << 20
    ) {
        self.total = total
        self.firstByte = firstByte
        self.idle = idle
        self.connect = connect
        self.headerBytesMax = headerBytesMax
        self.bodyBytesMax = bodyBytesMax
    }

    public static let standard = RequestLimits()
}
