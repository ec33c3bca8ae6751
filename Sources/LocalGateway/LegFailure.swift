import Doors
import Providers
import Vocabulary

/// How one attempt on a leg failed.
struct LegFailure: Sendable, Equatable {
    /// What routes react to; nil where nobody can cure it by asking again.
    var trigger: Trigger?
    /// Of the leg's answer; nil where none came.
    var status: Int?
    var error: ProviderError?
    var breakage: Breakage?

    /// One word for headers.
    var word: String { trigger?.rawValue ?? "error" }

    /// A few words for a message: the trigger, the status, what the leg said.
    var story: String {
        var words = word
        if let status { words += " (\(status))" }
        if let message = error?.message, !message.isEmpty {
            words += ": \(message.prefix(Self.messageLettersMax))"
        } else if let breakage {
            words += ": \(breakage.reason)"
        }
        return words
    }

    /// Some providers put a page of HTML into their messages.
    private static let messageLettersMax = 500

    func story(of leg: Leg) -> String {
        "leg \(leg.id) (\(leg.provider):\(leg.pin)) failed: \(story)"
    }

    /// What the caller gets: the leg's own status where it is an error, else what a gateway says for it.
    var surfacedStatus: Int {
        if let status, status >= 400 { return status }
        if let status = error?.status, (400...599).contains(status) { return status }
        return trigger == .timeout ? 504 : 502
    }

    /// The failure as an error for the caller, with the leg's own kind and time to wait.
    func doorError(saying message: String) -> DoorError {
        var told = DoorError(error.map { DoorError($0) }?.kind ?? kind, message: message)
        if let error { told.retryAfter = DoorError(error).retryAfter }
        told.status = surfacedStatus
        return told
    }

    private var kind: DoorError.Kind { trigger == .timeout ? .gatewayTimeout : .badGateway }
}

extension LegFailure {
    /// What is wrong with an answer; nil for one to hand on.
    ///
    /// No key is in it: what is cut off later, or kept in a log, may hold none.
    init?(
        _ reading: Reading, _ exchange: Exchange, of provider: any Provider, redactor: Redactor
    ) {
        trigger = provider.trigger(for: reading, exchange.breakage)
        status = reading.status
        error = reading.error?.redacted(by: redactor)
        breakage = exchange.breakage.map { Breakage($0.kind, redactor.redacted($0.reason)) }
        guard trigger == nil, breakage == nil, reading.outcome == .ok else { return }
        guard let finish = reading.finish else {
            self = Self.bad("the answer does not say why it stopped", status)
            return
        }
        guard finish.reason != .error else {
            self = Self.bad("the model stopped with '\(redactor.redacted(finish.raw))'", status)
            return
        }
        return nil
    }

    private static func bad(_ message: String, _ status: Int?) -> LegFailure {
        LegFailure(
            trigger: .badAnswer, status: status, error: ProviderError(message: message))
    }

    /// No content came in time, although bytes may have.
    static func lateContent(_ limit: Duration, status: Int?) -> LegFailure {
        LegFailure(
            trigger: .timeout, status: status,
            breakage: Breakage(.idleTimeout, "no content within \(limit)"))
    }
}
