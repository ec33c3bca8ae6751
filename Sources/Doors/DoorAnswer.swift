public import Vocabulary

/// A whole answer in neutral words: the fold of its deltas.
public struct DoorAnswer: Sendable, Equatable {
    public var id: String?
    public var model: String?
    public var text: String?
    public var reasoning: String?
    public var refusal: String?
    public var toolCalls: [ToolCall]
    public var finish: Finish?
    public var usage: Usage?
    public var error: ProviderError?
    /// What was told of who served and what it costs: gateways' answers have members for it.
    public var evidence: [Evidence]

    public init() {
        toolCalls = []
        evidence = []
    }

    public init(_ deltas: some Sequence<Delta>) {
        self.init()
        var places: [Int: Int] = [:]
        for delta in deltas {
            switch delta {
            case .start(let id, let model):
                if let id, !id.isEmpty, self.id == nil { self.id = id }
                if let model, !model.isEmpty, self.model == nil { self.model = model }
            case .role: break
            case .evidence(let found): evidence.append(found)
            case .text(let piece): text = (text ?? "") + piece
            case .reasoning(let piece): reasoning = (reasoning ?? "") + piece
            case .refusal(let piece): refusal = (refusal ?? "") + piece
            case .toolStart(let index, let id, let name):
                guard places[index] == nil else { continue }
                places[index] = toolCalls.count
                toolCalls.append(ToolCall(id: id, name: name, arguments: ""))
            case .toolArguments(let index, let piece):
                guard let place = places[index] else {
                    error = error ?? .argumentsWithoutCall(index)
                    continue
                }
                toolCalls[place].arguments += piece
            case .finish(let finish): self.finish = finish
            case .usage(let later): usage = (usage ?? Usage()).updated(by: later)
            case .error(let error): self.error = self.error ?? error
            }
        }
    }

    /// Why this is no answer, if it is none; `ends` tells whether a reason to stop is an answer's end.
    func failure(_ ends: (Finish) -> Bool = { $0.reason != .error }) -> DoorError? {
        if let error { return DoorError(error) }
        guard let finish else { return .unfinished }
        return ends(finish) ? nil : .stopped(finish)
    }
}

extension Usage {
    /// Counts that came later replace those that came before: streams tell running totals.
    func updated(by later: Usage) -> Usage {
        var usage = Usage(
            input: later.input ?? input, output: later.output ?? output,
            total: later.total ?? total, cachedInput: later.cachedInput ?? cachedInput,
            cacheWrite: later.cacheWrite ?? cacheWrite, reasoning: later.reasoning ?? reasoning,
            cacheWriteLong: later.cacheWriteLong ?? cacheWriteLong, audio: later.audio ?? audio,
            cachedAudio: later.cachedAudio ?? cachedAudio,
            toolInput: later.toolInput ?? toolInput)
        usage.tier = later.tier ?? tier
        return usage
    }
}

extension ProviderError {
    static func argumentsWithoutCall(_ index: Int) -> ProviderError {
        ProviderError(message: "arguments came for tool call \(index), which never started")
    }
}
