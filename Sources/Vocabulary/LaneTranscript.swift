/// What a lane's call brought and took away, written out only where somebody asks: most cases pass, and
/// then nobody does.
public struct LaneTranscript: Sendable, Equatable {
    private let write: @Sendable () -> (got: String, sent: String)

    public init(_ write: @escaping @Sendable () -> (got: String, sent: String)) {
        self.write = write
    }

    /// Shortened, and without the values of fields that carry keys.
    public var text: (got: String, sent: String) { write() }

    /// It tells of the call, and is no part of what the call is.
    public static func == (one: LaneTranscript, other: LaneTranscript) -> Bool { true }

    /// A line for each field; what may be a key is named and not shown.
    public static func shown(_ headers: Headers) -> String {
        headers.fields.map { field in
            "\(field.name): \(isSecret(field.name) ? "[secret]" : field.value)\n"
        }.joined()
    }

    /// The beginning of a body, with a word on the rest. A word that is cut is left out: it may be a key, of which
    /// what is left would not be known any more.
    public static func excerpt(_ beginning: ArraySlice<UInt8>, of count: Int) -> String {
        guard count > 0 else { return "" }
        var beginning = beginning
        if beginning.count < count {
            let word = beginning.suffix(wordBytesMax).reversed().prefix { !ends.contains($0) }
            beginning = beginning.dropLast(word.count)
        }
        var text = String(decoding: beginning, as: UTF8.self)
        if text.last?.isNewline != true { text += "\n" }
        let rest = count - beginning.count
        return rest > 0 ? text + "… and \(rest) bytes more\n" : text
    }

    /// No key has these, however it is spelled.
    private static let ends = Set(" \"\n".utf8)
    private static let wordBytesMax = 4096

    /// Whether a field of this name may carry a key.
    public static func isSecret(_ name: String) -> Bool {
        secretFields.contains(name.lowercased())
    }

    /// In lower case: where providers and gateways look for keys, and browsers for sessions.
    private static let secretFields: Set<String> = [
        "authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie",
        "set-cookie", "ocp-apim-subscription-key", "x-portkey-api-key", "x-litellm-api-key",
        "x-amz-security-token",
    ]
}
