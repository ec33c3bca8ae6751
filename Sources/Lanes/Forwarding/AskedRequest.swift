import Servers
public import Vocabulary

/// A call at a lane as its provider gets it: the caller's own words, without the marker that a run put behind
/// them, without the caller's key, and without what concerns the caller's connection alone.
public struct AskedRequest: Sendable, Equatable {
    public var method: String
    /// Behind the base URL, with its query.
    public var target: String
    public var headers: [Request.Field]
    public var body: [UInt8]

    public init(method: String, target: String, headers: [Request.Field], body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    init(_ request: IncomingRequest, basePath: String, marker: Marker?) {
        method = request.method
        var target = request.path
        if target.hasPrefix(basePath) { target.removeFirst(basePath.count) }
        let items = (request.query ?? "").split(separator: "&").filter { item in
            !item.prefix { $0 != "=" }.lowercased().hasSuffix("key")
        }
        if !items.isEmpty { target += "?\(items.joined(separator: "&"))" }
        self.target = target
        headers = request.headers.fields.filter { name, _ in
            let name = name.lowercased()
            return !LaneTranscript.isSecret(name) && !Self.ofConnection.contains(name)
        }.map { Request.Field($0.name, $0.value) }
        body = marker.map { Self.without($0, request.body) } ?? request.body
    }

    /// For the provider behind the lane.
    func request(to upstream: Upstream, behind lanePath: String) -> Request {
        let own = Set(upstream.fields.map { $0.name.lowercased() })
        return Request(
            method: method, url: upstream.url(target, behind: lanePath),
            headers: headers.filter { !own.contains($0.name.lowercased()) },
            secretHeaders: upstream.fields, body: body, limits: upstream.limits)
    }

    /// In lower case: what each connection has of its own, and codings that are taken off on the way.
    static let ofConnection: Set<String> = [
        "host", "connection", "keep-alive", "content-length", "transfer-encoding", "te", "trailer",
        "upgrade", "proxy-connection", "accept-encoding", "content-encoding", "expect",
    ]

    /// Also without the blank line before it, as JSON writes one.
    private static func without(_ marker: Marker, _ body: [UInt8]) -> [UInt8] {
        var body = body
        let (bracketed, bare) = (Array("[\(marker.text)]".utf8), Array(marker.text.utf8))
        let lineEnd = Array(#"\n"#.utf8)
        while let found = body.firstRange(of: bracketed) ?? body.firstRange(of: bare) {
            var start = found.lowerBound
            for _ in 0..<2 where body[..<start].suffix(2).elementsEqual(lineEnd) { start -= 2 }
            body.removeSubrange(start..<found.upperBound)
        }
        return body
    }
}
