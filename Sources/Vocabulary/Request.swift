/// One HTTP request, ready to be sent. Built by a provider's dialect, carried by a transport.
package struct Request: Sendable, Equatable {
    package var method: String
    package var url: String
    /// Fields that may be shown.
    package var headers: [Field]
    /// Fields that carry a key: sent, never shown, and never sent to a host that a redirect names.
    package var secretHeaders: [SecretField]
    package var body: [UInt8]
    package var limits: RequestLimits

    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct SecretField: Sendable, Equatable {
        package var name: String
        package var value: Secret
        package init(_ name: String, _ value: Secret) {
            self.name = name
            self.value = value
        }
    }

    package init(
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
package struct RequestLimits: Sendable, Equatable {
    package var total: Duration
    package var firstByte: Duration
    /// The longest silence between two pieces of data; comments of an event stream are no data.
    package var idle: Duration
    package var connect: Duration
    package var headerBytesMax: Int
    /// After decompression.
    package var bodyBytesMax: Int

    package init(
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

    package static let standard = RequestLimits()
}
