public import Vocabulary

/// What the head of an answer tells beside its status, gathered in one pass over the fields.
public struct HeaderFacts: Sendable, Equatable {
    public enum MediaType: Sendable, Equatable {
        case json, eventStream, ndjson, awsEventStream
        case other(String)
    }

    /// Nil where the field is missing.
    public var mediaType: MediaType?
    public var retryAfter: Duration?
    /// The kind of an error where the head tells it and not the body: Amazon's.
    public var errorType: String?
    /// Who served, how often it was tried and what it cost, in the words of the gateways that tell.
    public var evidence: [Evidence] = []

    public init() {}

    public init(_ headers: Headers) { take(headers) }

    /// Called once.
    mutating func take(_ headers: Headers) {
        var waits: Waits?
        var found: [(place: Int, evidence: Evidence)] = []
        headers.forEach { name, value in
            guard let field = KnownField(name) else { return }
            switch field {
            case .contentType: if mediaType == nil { mediaType = MediaType(value) }
            case .errorType: errorType = Self.errorType(value)
            case .retryAfter, .retryAfterMilliseconds, .azureRetryAfterMilliseconds:
                if waits == nil { waits = Waits() }
                waits?.take(Self.text(value), from: field)
            default:
                if let evidence = field.evidence(Self.text(value)) {
                    found.append((field.rawValue, evidence))
                }
            }
        }
        if let waits { retryAfter = waits.duration(madeAt: headers["date"]) }
        guard !found.isEmpty else { return }
        if found.count > 1 { found.sort { $0.place < $1.place } }
        evidence = found.map(\.evidence)
    }

    /// The name alone: a colon and the place of its definition may follow.
    private static func errorType(_ value: Span<UInt8>) -> String {
        String(text(value).prefix { $0 != ":" })
    }

    fileprivate static func text(_ value: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.append(copying: value)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Waits {
    fileprivate mutating func take(_ value: String, from field: KnownField) {
        switch field {
        case .retryAfter: retryAfter = value
        case .retryAfterMilliseconds: milliseconds = milliseconds ?? value
        default: azureMilliseconds = value
        }
    }
}

extension HeaderFacts.MediaType: CustomStringConvertible {
    fileprivate init(_ value: Span<UInt8>) {
        // As nearly all say it.
        if value.isSame(as: "application/json") {
            self = .json
            return
        }
        var length = 0
        while length < value.count, value[length] != UInt8(ascii: ";"),
            value[length] != UInt8(ascii: " "), value[length] != UInt8(ascii: ",")
        { length += 1 }
        let name = value.extracting(0..<length)
        if name.isNamed("application/json") {
            self = .json
        } else if name.isNamed("text/event-stream") {
            self = .eventStream
        } else {
            let text = HeaderFacts.text(name).lowercased()
            switch text {
            case "application/x-ndjson", "application/ndjson", "application/jsonl",
                "application/x-jsonlines", "application/json-lines":
                self = .ndjson
            case "application/vnd.amazon.eventstream": self = .awsEventStream
            default: self = text.hasSuffix("+json") ? .json : .other(text)
            }
        }
    }

    public var description: String {
        switch self {
        case .json: "application/json"
        case .eventStream: "text/event-stream"
        case .ndjson: "application/x-ndjson"
        case .awsEventStream: "application/vnd.amazon.eventstream"
        case .other(let name): name
        }
    }
}

/// The fields that are looked at; where several tell one thing, the first here is believed.
private enum KnownField: Int {
    case contentType, retryAfter, retryAfterMilliseconds, azureRetryAfterMilliseconds, errorType
    case requestID
    case liteLLMFallbacks, liteLLMRetries, liteLLMDeployment, liteLLMCost, liteLLMOriginalCost
    case liteLLMDiscount, liteLLMMargin, liteLLMInputCost, liteLLMOutputCost, liteLLMCacheReadCost
    case liteLLMCacheWriteCost, liteLLMReasoningCost, liteLLMToolCost
    case liteLLMModel, liteLLMGroup, liteLLMSimilarity
    case portkeyRetries, portkeyTarget, portkeyCache, portkeyProvider
    case openRouterCache

    /// Tells most fields apart by length, then by bytes: an answer has twenty fields, and two of use.
    init?(_ name: Span<UInt8>) {
        guard name.count + 1 < Self.table.starts.count else { return nil }
        for place in Self.table.starts[name.count]..<Self.table.starts[name.count + 1]
        where name.isNamed(Self.table.fields[place].name) {
            self = Self.table.fields[place].field
            return
        }
        return nil
    }

    private typealias Entry = (name: StaticString, field: KnownField)

    /// The fields by the length of their names, and for each length where those of it begin.
    private static let table: (fields: [Entry], starts: [Int]) = {
        let all: [Entry] = [
            ("content-type", .contentType), ("retry-after", .retryAfter),
            ("retry-after-ms", .retryAfterMilliseconds),
            ("x-ms-retry-after-ms", .azureRetryAfterMilliseconds),
            ("request-id", .requestID), ("x-request-id", .requestID),
            ("apim-request-id", .requestID), ("x-litellm-call-id", .requestID),
            ("x-portkey-trace-id", .requestID), ("x-generation-id", .requestID),
            ("x-oneapi-request-id", .requestID), ("x-trace-id", .requestID),
            ("x-deepseek-request-id", .requestID), ("minimax-request-id", .requestID),
            ("mistral-correlation-id", .requestID),
            ("x-amzn-requestid", .requestID), ("x-amzn-errortype", .errorType),
            ("x-litellm-attempted-fallbacks", .liteLLMFallbacks),
            ("x-litellm-attempted-retries", .liteLLMRetries),
            ("x-litellm-model-id", .liteLLMDeployment),
            ("x-litellm-response-cost", .liteLLMCost),
            ("x-litellm-response-cost-original", .liteLLMOriginalCost),
            ("x-litellm-response-cost-discount-amount", .liteLLMDiscount),
            ("x-litellm-response-cost-margin-amount", .liteLLMMargin),
            ("x-litellm-response-cost-input", .liteLLMInputCost),
            ("x-litellm-response-cost-output", .liteLLMOutputCost),
            ("x-litellm-response-cost-cache-read", .liteLLMCacheReadCost),
            ("x-litellm-response-cost-cache-creation", .liteLLMCacheWriteCost),
            ("x-litellm-response-cost-reasoning", .liteLLMReasoningCost),
            ("x-litellm-response-cost-tool-usage", .liteLLMToolCost),
            ("x-litellm-model-name", .liteLLMModel), ("x-litellm-model-group", .liteLLMGroup),
            ("x-litellm-semantic-similarity", .liteLLMSimilarity),
            ("x-portkey-retry-attempt-count", .portkeyRetries),
            ("x-portkey-last-used-option-index", .portkeyTarget),
            ("x-portkey-cache-status", .portkeyCache),
            ("x-portkey-provider", .portkeyProvider),
            ("x-openrouter-cache-status", .openRouterCache),
        ]
        let sorted = all.sorted { $0.name.utf8CodeUnitCount < $1.name.utf8CodeUnitCount }
        let lengths = sorted.map(\.name.utf8CodeUnitCount)
        let starts = (0...(lengths.last ?? 0) + 1).map { length in
            lengths.firstIndex { $0 >= length } ?? lengths.count
        }
        return (sorted, starts)
    }()

    func evidence(_ value: String) -> Evidence? {
        switch self {
        case .contentType, .retryAfter, .retryAfterMilliseconds, .azureRetryAfterMilliseconds,
            .errorType:
            nil
        case .requestID: .requestID(value)
        case .liteLLMFallbacks: Int(value).map(Evidence.fallbacks)
        case .liteLLMRetries: Int(value).map(Evidence.retries)
        // -1 means that all retries were used up; how many that were is not told.
        case .portkeyRetries: Int(value).flatMap { $0 < 0 ? nil : .retries($0) }
        case .liteLLMDeployment, .portkeyTarget: .deployment(value)
        case .liteLLMCost: Self.dollars(value, "x-litellm-response-cost")
        case .liteLLMOriginalCost: Self.dollars(value, "x-litellm-response-cost-original")
        case .liteLLMDiscount: Self.part(value, "x-litellm-response-cost-discount-amount")
        case .liteLLMMargin: Self.part(value, "x-litellm-response-cost-margin-amount")
        case .liteLLMInputCost: Self.part(value, "x-litellm-response-cost-input")
        case .liteLLMOutputCost: Self.part(value, "x-litellm-response-cost-output")
        case .liteLLMCacheReadCost: Self.part(value, "x-litellm-response-cost-cache-read")
        case .liteLLMCacheWriteCost: Self.part(value, "x-litellm-response-cost-cache-creation")
        case .liteLLMReasoningCost: Self.part(value, "x-litellm-response-cost-reasoning")
        case .liteLLMToolCost: Self.part(value, "x-litellm-response-cost-tool-usage")
        // The deployment's own model; the group is what was asked for, or the one fallen back to.
        case .liteLLMModel, .liteLLMGroup: .servedBy(value)
        case .liteLLMSimilarity: .cacheHit(true)
        case .portkeyCache, .openRouterCache: .cacheHit(value.uppercased().hasSuffix("HIT"))
        case .portkeyProvider: .servedBy(value)
        }
    }

    /// A part of nothing says no more than its absence, and streams have all of them so.
    private static func part(_ value: String, _ field: String) -> Evidence? {
        Double(value) == 0 ? nil : dollars(value, field)
    }

    private static func dollars(_ value: String, _ field: String) -> Evidence? {
        Double(value).map { _ in .cost(amount: value, field: field, unit: "usd") }
    }
}
