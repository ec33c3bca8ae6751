public import Vocabulary

/// One exchange with a provider, kept: what was asked, and what came back with its pieces and their pauses.
public struct Cassette: Sendable, Equatable {
    public var provider: String
    public var model: String
    /// Where it was asked.
    public var baseURL: String
    /// When, as ISO 8601 has it.
    public var recorded: String
    public var request: AskedRequest
    public var status: Int
    public var headers: [Request.Field]
    public var pieces: [Piece]

    /// What came at once, and how long after what came before it: the first, after the request.
    public struct Piece: Sendable, Equatable {
        public var pause: Duration
        public var bytes: [UInt8]

        public init(pause: Duration, bytes: [UInt8]) {
            self.pause = pause
            self.bytes = bytes
        }
    }

    public init(
        provider: String, model: String, baseURL: String, recorded: String, request: AskedRequest,
        status: Int, headers: [Request.Field], pieces: [Piece]
    ) {
        self.provider = provider
        self.model = model
        self.baseURL = baseURL
        self.recorded = recorded
        self.request = request
        self.status = status
        self.headers = headers
        self.pieces = pieces
    }

    public var key: CassetteKey { CassetteKey(provider, request) }

    /// By what it is, so that the same request is in the same file whenever it is recorded.
    public var fileName: String {
        let model = model.map { character in
            character.isASCII
                && (character.isLetter || character.isNumber || "-.".contains(character))
                ? character : "-"
        }
        return "\(provider)-\(String(model))-\(key.digest)\(Self.ending)"
    }

    public static let ending = ".cassette"

    public var total: Duration { pieces.reduce(.zero) { $0 + $1.pause } }

    /// The same without anything that may not be shown.
    func redacted(by redactor: Redactor) -> Cassette {
        var cassette = self
        cassette.baseURL = redactor.redacted(
            baseURL.split(separator: "?").first.map(String.init) ?? "")
        cassette.request = request.redacted(by: redactor)
        cassette.headers = redactor.shown(headers)
        let whole = pieces.flatMap(\.bytes)
        let clean = redactor.redacted(whole)
        // A key may lie across two pieces: then all are one.
        if clean != whole { cassette.pieces = [Piece(pause: total, bytes: clean)] }
        return cassette
    }
}

extension Cassette {
    /// Whether a stream brings a secret in so small pieces that no search of its bytes finds it, and every reader of
    /// its deltas does.
    func hasSecretInPieces(_ redactor: Redactor) -> Bool {
        guard !redactor.isIdle else { return false }
        var texts: [String: String] = [:]
        for (place, value) in Self.values(of: pieces.flatMap(\.bytes)) {
            texts[place, default: ""] +=
                value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : value
        }
        return texts.values.contains { redactor.redacted($0) != $0 }
    }

    /// All values of all events in their order, each with its place in its event: events are lines, or elements of
    /// one list.
    private static func values(of body: [UInt8]) -> [(place: String, value: String)] {
        let list = FlatJSON.values(of: body)
        guard list[""] != nil else {
            let numbered = list.map { (number: $0.key.dropFirst().prefix { $0 != "/" }, $0) }
            return numbered.sorted { (Int($0.number) ?? 0) < (Int($1.number) ?? 0) }.map {
                (String($0.1.key.dropFirst(1 + $0.number.count)), $0.1.value)
            }
        }
        return body.split(separator: UInt8(ascii: "\n")).flatMap { line in
            guard let start = line.firstIndex(of: UInt8(ascii: "{")),
                let end = line.lastIndex(of: UInt8(ascii: "}")), start < end
            else { return [(place: String, value: String)]() }
            return FlatJSON.values(of: Array(line[start...end])).map { ($0.key, $0.value) }
        }
    }
}

extension AskedRequest {
    func redacted(by redactor: Redactor) -> AskedRequest {
        AskedRequest(
            method: method, target: redactor.redacted(target), headers: redactor.shown(headers),
            body: redactor.redacted(body))
    }
}

extension Redactor {
    fileprivate func shown(_ fields: [Request.Field]) -> [Request.Field] {
        fields.filter { !LaneTranscript.isSecret($0.name) }.map {
            Request.Field($0.name, redacted($0.value))
        }
    }
}

/// What two requests must have in common so that the answer to one answers the other: the provider, the
/// path with its query, and each value of the body, in whatever order and spacing it is written.
public struct CassetteKey: Sendable, Hashable {
    let provider: String
    let place: String
    let values: [String: String]

    init(_ provider: String, _ request: AskedRequest) {
        self.provider = provider
        place = "\(request.method) \(request.target)"
        values = FlatJSON.values(of: request.body)
    }

    public var digest: String {
        let lines = values.map { "\($0.key)=\($0.value)" }.sorted()
        return SHA256.hexadecimal(
            of: ([provider, place] + lines).joined(separator: "\n"), digits: 12)
    }

    /// In what the request differs from this one, the likeliest to be meant first.
    func differences(from asked: CassetteKey) -> [String] {
        var told: [String] = []
        for (what, here, there) in [
            ("the provider", provider, asked.provider), ("the path", place, asked.place),
        ] where here != there {
            told.append("\(what): recorded '\(here)', asked '\(there)'")
        }
        let names = Set(values.keys).union(asked.values.keys).sorted()
        for name in names where values[name] != asked.values[name] {
            let here = values[name].map(Self.shortened) ?? "nothing"
            let there = asked.values[name].map(Self.shortened) ?? "nothing"
            told.append("\(name.isEmpty ? "the body" : name): recorded \(here), asked \(there)")
        }
        return told
    }

    private static func shortened(_ text: String) -> String {
        text.count <= 80 ? text : "\(text.prefix(79))…"
    }
}
