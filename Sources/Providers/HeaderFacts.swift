package import Vocabulary

/// What the head of an answer tells beside its status, gathered in one pass over the fields.
package struct HeaderFacts: Sendable, Equatable {
    /// The media type alone, in lower case.
    package var mediaType: String?
    package var retryAfter: Duration?
    /// Who served, how often it was tried and what it cost, in the words of the gateways that tell.
    package var evidence: [Evidence] = []

    package init(_ headers: Headers) {
        var waits = Waits()
        var found: [(place: Int, evidence: Evidence)] = []
        var mediaType: String?
        headers.forEach { name, value in
            guard let field = KnownField(name) else { return }
            let text = Self.text(value)
            switch field {
            case .contentType: mediaType = mediaType ?? Self.mediaType(text)
            case .date: waits.date = text
            case .retryAfter: waits.retryAfter = text
            case .retryAfterMilliseconds: waits.milliseconds = waits.milliseconds ?? text
            default:
                if let evidence = field.evidence(text) { found.append((field.rawValue, evidence)) }
            }
        }
        self.mediaType = mediaType
        retryAfter = waits.duration
        evidence = found.sorted { $0.place < $1.place }.map(\.evidence)
    }

    private static func text(_ value: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.append(copying: value)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func mediaType(_ value: String) -> String? {
        let type = value.prefix { $0 != ";" && $0 != " " && $0 != "," }.lowercased()
        return type.isEmpty ? nil : type
    }
}

/// The fields that are looked at; where several tell one thing, the first here is believed.
private enum KnownField: Int {
    case contentType, date, retryAfter, retryAfterMilliseconds
    case requestID
    case liteLLMFallbacks, liteLLMRetries, liteLLMDeployment, liteLLMCost
    case portkeyRetries, portkeyTarget, portkeyCache, portkeyProvider
    case openRouterCache

    /// Tells most fields apart by length, then by bytes: an answer has twenty fields, and two of use.
    init?(_ name: Span<UInt8>) {
        guard name.count < Self.byLength.count else { return nil }
        for (candidate, field) in Self.byLength[name.count] where Self.isSame(name, candidate) {
            self = field
            return
        }
        return nil
    }

    private static let byLength: [[([UInt8], KnownField)]] = {
        let all: [(String, KnownField)] = [
            ("content-type", .contentType), ("date", .date), ("retry-after", .retryAfter),
            ("retry-after-ms", .retryAfterMilliseconds),
            ("x-ms-retry-after-ms", .retryAfterMilliseconds),
            ("request-id", .requestID), ("x-request-id", .requestID),
            ("apim-request-id", .requestID), ("x-litellm-call-id", .requestID),
            ("x-portkey-trace-id", .requestID), ("x-generation-id", .requestID),
            ("x-oneapi-request-id", .requestID), ("mistral-correlation-id", .requestID),
            ("x-litellm-attempted-fallbacks", .liteLLMFallbacks),
            ("x-litellm-attempted-retries", .liteLLMRetries),
            ("x-litellm-model-id", .liteLLMDeployment),
            ("x-litellm-response-cost", .liteLLMCost),
            ("x-portkey-retry-attempt-count", .portkeyRetries),
            ("x-portkey-last-used-option-index", .portkeyTarget),
            ("x-portkey-cache-status", .portkeyCache),
            ("x-portkey-provider", .portkeyProvider),
            ("x-openrouter-cache-status", .openRouterCache),
        ]
        let longest = all.map(\.0.utf8.count).max() ?? 0
        return (0...longest).map { length in
            all.filter { $0.0.utf8.count == length }.map { (Array($0.0.utf8), $0.1) }
        }
    }()

    private static func isSame(_ name: Span<UInt8>, _ candidate: [UInt8]) -> Bool {
        for index in candidate.indices {
            let byte = name[index]
            guard (byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) == candidate[index] else {
                return false
            }
        }
        return true
    }

    func evidence(_ value: String) -> Evidence? {
        switch self {
        case .contentType, .date, .retryAfter, .retryAfterMilliseconds: nil
        case .requestID: .requestID(value)
        case .liteLLMFallbacks: Int(value).map(Evidence.fallbacks)
        case .liteLLMRetries: Int(value).map(Evidence.retries)
        // -1 means that all retries were used up; how many that were is not told.
        case .portkeyRetries: Int(value).flatMap { $0 < 0 ? nil : .retries($0) }
        case .liteLLMDeployment, .portkeyTarget: .deployment(value)
        case .liteLLMCost:
            Double(value).map { _ in
                .cost(amount: value, field: "x-litellm-response-cost", unit: "usd")
            }
        case .portkeyCache, .openRouterCache: .cacheHit(value.uppercased().hasSuffix("HIT"))
        case .portkeyProvider: .servedBy(value)
        }
    }
}
