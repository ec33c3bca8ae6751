import Doors
import Documents
import GatewayMaps
public import Vocabulary

/// One request in the gateway's log: what was asked and by whom, which leg answered and after what, how
/// long it took and what it cost. No word of the prompt or of the answer is kept.
///
/// As JSON it is one line:
/// `time` (seconds since 1970), `dialect`, `key` (its name), `requested` (the model name asked for), `route`,
/// `rule` (the condition that led there), `prompt` (twelve digits of SHA-256 over its words without the
/// marker), `marker`, `streamed`, `context_length`, `task`; `outcome` (answered, surfaced, broken-off,
/// abandoned, refused), `status`, `leg`, `model` (what was asked of the provider), `served` (what it says it
/// was), `latency_ms`, `input_tokens`, `output_tokens`, `cached_tokens`, `cost_usd`, `retries`, `fallbacks`,
/// `refused` (why the gateway itself said no); and `attempts`, in order, each with `leg`, `provider`, `model`,
/// `result` (`ok`, or the trigger), `status`, `error_type`, `error_code`, `error`, `retry_after_ms`,
/// `latency_ms`, `input_tokens`, `output_tokens`, `cost_usd`. What is not known is left out.
public struct GatewayLogEntry: Sendable, Equatable {
    public enum Outcome: String, Sendable {
        case answered, surfaced
        case brokenOff = "broken-off"
        case abandoned, refused
    }

    public var unixSeconds: Int64
    public var dialect: String
    public var key: String?
    public var requested: String?
    public var route: String?
    public var rule: String?
    public var promptDigest: String?
    public var marker: Marker?
    public var isStreamed = false
    public var contextLength: Int?
    public var task: String?
    public var outcome = Outcome.refused
    public var status: Int?
    public var latency: Duration = .zero
    public var refusal: String?
    public var attempts: [LoggedAttempt] = []
    public var cost: String?
    private let arrived: Moment

    init(unixSeconds: Int64, dialect: String, arrived: Moment) {
        self.unixSeconds = unixSeconds
        self.dialect = dialect
        self.arrived = arrived
    }

    /// The leg that answered, or failed last.
    public var last: LoggedAttempt? { attempts.last }
    public var legsAsked: Int { Set(attempts.map(\.leg)).count }

    // MARK: As things happen

    mutating func ask(_ question: Question, _ facts: RequestFacts, isLogged: Bool) {
        guard isLogged else { return }
        requested = question.model
        isStreamed = question.isStreamed
        contextLength = facts.contextLength
        task = facts.taskType.isEmpty ? nil : facts.taskType
        promptDigest = question.prompt.digest(without: marker)
    }

    mutating func refuse(_ error: DoorError, status: Int, at now: Moment) {
        self.status = status
        refusal = error.message ?? error.kind.rawValue
        latency = now - arrived
    }

    mutating func end(_ ending: Walk.Ending, _ record: WalkRecord, at now: Moment) {
        latency = now - arrived
        attempts = record.steps.map(LoggedAttempt.init)
        cost = record.cost?.amount
        switch ending {
        case .answered: (outcome, status) = (.answered, 200)
        case .surfaced(let failure): (outcome, status) = (.surfaced, failure.surfacedStatus)
        case .brokenOff: (outcome, status) = (.brokenOff, 200)
        case .abandoned: (outcome, status, cost) = (.abandoned, nil, nil)
        }
    }
}

/// One call of one leg.
public struct LoggedAttempt: Sendable, Equatable {
    public var leg: LegID
    public var provider: String
    public var model: String
    public var served: String?
    /// `ok`, or what the route reacted to.
    public var result: String
    public var status: Int?
    public var error: ProviderError?
    public var breakage: Breakage?
    public var latency: Duration
    public var inputTokens: Int?
    public var outputTokens: Int?
    public var cachedTokens: Int?
    public var cost: String?

    init(_ step: WalkRecord.Step) {
        leg = step.leg.id
        provider = step.leg.provider
        model = step.leg.pin
        served = step.facts.model
        result = step.failure?.word ?? "ok"
        status = step.facts.status ?? step.failure?.status
        error = step.failure?.error
        breakage = step.failure?.breakage
        latency = step.facts.latency
        inputTokens = step.facts.usage?.input?.value
        outputTokens = step.facts.usage?.output?.value
        cachedTokens = step.facts.usage?.cachedInput?.value
        cost = step.facts.cost?.amount
    }
}

// MARK: JSON

extension GatewayLogEntry {
    public var line: [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.beginObject()
        json.member("time", Int(unixSeconds))
        json.member("dialect", dialect)
        json.optionalMember("key", key)
        json.optionalMember("requested", requested)
        json.optionalMember("route", route)
        json.optionalMember("rule", rule)
        json.optionalMember("prompt", promptDigest)
        json.optionalMember("marker", marker?.text)
        json.member("streamed", isStreamed)
        json.optionalMember("context_length", contextLength)
        json.optionalMember("task", task)
        json.member("outcome", outcome.rawValue)
        json.optionalMember("status", status)
        json.optionalMember("leg", last?.leg.description)
        json.optionalMember("model", last?.model)
        json.optionalMember("served", last?.served)
        json.key("latency_ms")
        json.number(text: latency.milliseconds)
        json.optionalMember("input_tokens", last?.inputTokens)
        json.optionalMember("output_tokens", last?.outputTokens)
        json.optionalMember("cached_tokens", last?.cachedTokens)
        json.optionalMember("cost_usd", cost)
        json.member("retries", attempts.count - legsAsked)
        json.member("fallbacks", max(0, legsAsked - 1))
        json.optionalMember("refused", refusal)
        json.key("attempts")
        json.beginArray()
        for attempt in attempts { attempt.write(to: &json) }
        json.endArray()
        json.endObject()
        json.newline()
        return json.bytes
    }
}

extension LoggedAttempt {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("leg", leg.description)
        json.member("provider", provider)
        json.member("model", model)
        json.member("result", result)
        json.optionalMember("status", status)
        json.optionalMember("error_type", error?.type)
        json.optionalMember("error_code", error?.code)
        let words = error?.message ?? breakage.map { "\($0.kind.rawValue): \($0.reason)" }
        json.optionalMember("error", words.map { String($0.prefix(Self.lettersMax)) })
        if let wait = error?.retryAfter {
            json.key("retry_after_ms")
            json.number(text: wait.milliseconds)
        }
        json.key("latency_ms")
        json.number(text: latency.milliseconds)
        json.optionalMember("input_tokens", inputTokens)
        json.optionalMember("output_tokens", outputTokens)
        json.optionalMember("cost_usd", cost)
        json.endObject()
    }

    /// Some providers put a page of HTML into their messages.
    private static let lettersMax = 200
}

extension Duration {
    /// `12.345`
    fileprivate var milliseconds: String {
        let micros = max(0, inNanoseconds) / 1_000
        let rest = String(micros % 1_000)
        return "\(micros / 1_000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }
}

extension Prompt {
    /// Twelve digits that tell two prompts apart and nothing else of them. The marker is not of the prompt.
    func digest(without marker: Marker?) -> String {
        // Roles and kinds are marked off, so that moving words from one message to the next is seen.
        var words = ""
        for message in messages {
            words += "\0\(message.role.rawValue)"
            for part in message.parts {
                switch part {
                case .text(let text): words += "\0text\0" + text
                case .image(.url(let url)): words += "\0image\0" + url
                case .image(.data(let type, let base64)): words += "\0image\0\(type)\0" + base64
                case .toolCall(_, let name, let arguments):
                    words += "\0call\0\(name)\0" + arguments
                case .toolResult(_, let text, _): words += "\0result\0" + text
                }
            }
        }
        for tool in tools { words += "\0tool\0\(tool.name)\0\(tool.schema)" }
        if let marker { words.replace(marker.text, with: "") }
        return SHA256.hexadecimal(of: words, digits: 12)
    }
}
