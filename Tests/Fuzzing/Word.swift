public import Vocabulary

/// A delta as it stands in a file.
public enum Word: Codable, Sendable, Equatable {
    case start(id: String?, model: String?)
    case role(String)
    case text(String)
    case reasoning(String)
    case refusal(String)
    case toolStart(Int, id: String?, name: String)
    case toolArguments(Int, String)
    case finish(raw: String, reason: String, detail: String?, stop: String?)
    case usage([Int?])
    case error(status: Int?, type: String?, code: String?, message: String?, waitSeconds: Int64?)
    case servedBy(String)
    case attempts(Int)
    case fallbacks(Int)
    case cost(amount: String, field: String)

    public var delta: Delta {
        switch self {
        case .start(let id, let model): .start(id: id, model: model)
        case .role(let role): .role(role)
        case .text(let text): .text(text)
        case .reasoning(let text): .reasoning(text)
        case .refusal(let text): .refusal(text)
        case .toolStart(let index, let id, let name): .toolStart(index: index, id: id, name: name)
        case .toolArguments(let index, let text): .toolArguments(index: index, text)
        case .finish(let raw, let reason, let detail, let stop):
            .finish(
                Finish(
                    raw: raw, reason: Finish.Reason(rawValue: reason) ?? .unknown, detail: detail,
                    stopSequence: stop))
        case .usage(let counts): .usage(Usage(counts))
        case .error(let status, let type, let code, let message, let wait):
            .error(
                ProviderError(
                    status: status, type: type, code: code, message: message,
                    retryAfter: wait.map { Duration.seconds($0) }))
        case .servedBy(let name): .evidence(.servedBy(name))
        case .attempts(let count): .evidence(.attempts(count))
        case .fallbacks(let count): .evidence(.fallbacks(count))
        case .cost(let amount, let field):
            .evidence(.cost(amount: amount, field: field, unit: "USD"))
        }
    }

    /// Nil for the few kinds of evidence that no door has words for.
    public init?(_ delta: Delta) {
        switch delta {
        case .start(let id, let model): self = .start(id: id, model: model)
        case .role(let role): self = .role(role)
        case .text(let text): self = .text(text)
        case .reasoning(let text): self = .reasoning(text)
        case .refusal(let text): self = .refusal(text)
        case .toolStart(let index, let id, let name): self = .toolStart(index, id: id, name: name)
        case .toolArguments(let index, let text): self = .toolArguments(index, text)
        case .finish(let finish):
            self = .finish(
                raw: finish.raw, reason: finish.reason.rawValue, detail: finish.detail,
                stop: finish.stopSequence)
        case .usage(let usage): self = .usage(usage.counts)
        case .error(let error):
            self = .error(
                status: error.status, type: error.type, code: error.code, message: error.message,
                waitSeconds: error.retryAfter?.components.seconds)
        case .evidence(.servedBy(let name)): self = .servedBy(name)
        case .evidence(.attempts(let count)): self = .attempts(count)
        case .evidence(.fallbacks(let count)): self = .fallbacks(count)
        case .evidence(.cost(let amount, let field, _)): self = .cost(amount: amount, field: field)
        case .evidence: return nil
        }
    }

    var byteCount: Int {
        switch self {
        case .role(let text), .text(let text), .reasoning(let text), .refusal(let text),
            .toolArguments(_, let text), .servedBy(let text):
            text.utf8.count
        case .start(let id, let model): bytes(id, model)
        case .toolStart(_, let id, let name): bytes(id, name)
        case .finish(let raw, _, let detail, let stop): bytes(raw, detail, stop)
        case .error(_, let type, let code, let message, _): bytes(type, code, message)
        case .cost(let amount, let field): bytes(amount, field)
        case .usage, .attempts, .fallbacks: 0
        }
    }

    private func bytes(_ texts: String?...) -> Int {
        texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    }
}

extension Usage {
    fileprivate init(_ counts: [Int?]) {
        func count(_ place: Int, _ field: StaticString) -> Count? {
            guard counts.indices.contains(place), let value = counts[place] else { return nil }
            return Count(value, field)
        }
        self.init(
            input: count(0, "input"), output: count(1, "output"), total: count(2, "total"),
            cachedInput: count(3, "cached"), cacheWrite: count(4, "written"),
            reasoning: count(5, "reasoning"))
    }

    fileprivate var counts: [Int?] {
        [input, output, total, cachedInput, cacheWrite, reasoning].map { $0?.value }
    }
}
