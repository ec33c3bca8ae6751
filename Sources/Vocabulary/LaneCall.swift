/// A word in the prompt that says which case a call at a lane belongs to.
package struct Marker: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    /// Letters and digits only, so that no dialect escapes it and no tokenizer is asked to be kind.
    package init(text: String) { self.text = text }

    package var description: String { text }

    /// What a marker starts with in every prompt.
    package static let prefix = "ppcase"
    /// How many lower-case hexadecimal digits follow the prefix.
    package static let digits = 12
}

/// One call as a lane's journal has it.
package struct LaneCall: Sendable, Equatable {
    package var leg: LegID
    package var marker: Marker?
    package var arrived: Moment
    package var firstByteSent: Moment?
    package var ended: Moment?
    /// The model asked for, and whether a stream was.
    package var model: String?
    package var isStreamed: Bool
    package var bodyBytes: Int
    /// What was played; nil for a healthy answer.
    package var cause: Cause?
    /// Nil where no status line went out.
    package var status: Int?
    /// The whole answer went out, as a healthy provider would send it.
    package var isComplete: Bool
    /// The caller closed before the answer was over.
    package var callerLeft: Bool
    /// A request that the provider would have refused, with its reason.
    package var refused: String?
    /// Why the lane has no answer although no cause keeps it from one: the provider behind it said no, or no
    /// cassette fits. Nothing can be judged then.
    package var trouble: String?
    /// How the way to the provider behind the lane broke: it was not reached, or it ended before its answer did.
    package var loss: Breakage?
    /// What came in and went out; nil for calls that no case claimed.
    package var transcript: LaneTranscript?
    /// How much of the prompt's words arrived: `Prompt.wordBytes`; nil where no prompt was read.
    package var promptBytes: Int?
    /// How long the lane asked its caller to wait before it calls again, at the least.
    package var retryAfter: Duration?
    /// What the leg's cache makes of the prompt; nil where no prompt was read.
    package var cacheable: Cacheable?
    /// What the lane says in its answer; nil where it says none, or only a part of one.
    package var answer: Answer?
    /// By the price list; nil where it is not known, or nobody has looked it up yet.
    package var cost: Money?
    /// Nobody was asked for it, so that nobody bills it.
    package var isUnpaid = false
    /// How long the provider behind a forwarding lane asks all its callers to wait, by any field of its
    /// answer's head.
    package var patience: Duration?

    /// Whether a provider keeps the beginning of a prompt, by its own rule.
    package enum Cacheable: Sendable, Equatable {
        /// It reads it back once it has answered so many requests with it.
        case kept(afterRequests: Int)
        /// It keeps nothing below so many tokens.
        case tooShort(tokensMin: Int)
        /// It keeps only what a request marks.
        case unmarked(mark: String)
    }

    /// An answer as its lane gives it, before any gateway touches it.
    package struct Answer: Sendable, Equatable {
        package var text: String
        package var callsTools: Bool
        package var model: String?
        package var usage: Usage?

        package init(text: String, callsTools: Bool = false, model: String?, usage: Usage?) {
            self.text = text
            self.callsTools = callsTools
            self.model = model
            self.usage = usage
        }
    }

    package var claimsSuccess: Bool { (status ?? 0) / 100 == 2 }

    package init(leg: LegID, arrived: Moment) {
        self.leg = leg
        self.arrived = arrived
        isStreamed = false
        bodyBytes = 0
        isComplete = false
        callerLeft = false
    }
}

/// What a simulated provider answers when it is healthy.
package struct SimulatedAnswer: Sendable, Equatable {
    package var text: String
    package var toolCalls: [ToolCall]
    package var reasoning: String?
    /// Nil: the answer is over where its text and its calls are.
    package var finish: Finish.Reason?

    package init(
        text: String, toolCalls: [ToolCall] = [], reasoning: String? = nil,
        finish: Finish.Reason? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.reasoning = reasoning
        self.finish = finish
    }
}

/// What the legs do when a call with this marker reaches them.
package struct FaultScript: Sendable, Equatable {
    /// Over which route the case goes: a cause that strikes a port keeps other cases out of it.
    package var route: String?
    package var causes: [LegID: Cause]
    /// On which of its calls a leg plays its cause; legs not named play it always.
    package var recurrences: [LegID: Recurrence]
    /// How many calls of the case each leg has had before this script.
    package var callsBefore: [LegID: Int]
    package var answer: SimulatedAnswer
    /// No other case goes on beside it, over whichever route.
    package var isAlone = false
    /// What a leg plays call by call, healthy where it is nil and after the last; in place of one cause.
    package var turns: [LegID: [Cause?]] = [:]

    package init(
        route: String? = nil, causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:], answer: SimulatedAnswer
    ) {
        for (leg, cause) in causes where cause.strikesPort {
            let recurrence = recurrences[leg] ?? .always
            precondition(recurrence == .always, "a port that is shut counts no calls: \(leg)")
        }
        self.route = route
        self.causes = causes
        self.recurrences = recurrences
        self.callsBefore = callsBefore
        self.answer = answer
    }

    /// Whether the leg's lane itself has something to play: an address is changed by somebody else.
    package func isPlayed(by leg: LegID) -> Bool {
        turns[leg] != nil || causes[leg]?.changesAddress == false
    }

    /// What a leg plays on this call of the script, counted from 0; nil where it is healthy.
    package func cause(of leg: LegID, call: Int) -> Cause? {
        if let turns = turns[leg] { return call < turns.count ? turns[call] : nil }
        guard let cause = causes[leg] else { return nil }
        let number = call + callsBefore[leg, default: 0]
        return (recurrences[leg] ?? .always).strikes(call: number) ? cause : nil
    }
}

/// Whoever breaks legs on command, and tells afterwards what reached them.
package protocol FaultControl: Sendable {
    /// Waits where another case needs the route for itself.
    func arm(_ marker: Marker, with script: FaultScript) async
    /// Forgets the script and gives the calls that carried the marker, in order of arrival.
    func disarm(_ marker: Marker) -> [LaneCall]
    /// The same, after the calls in progress have ended or the time is up.
    func settle(_ marker: Marker, within time: Duration) async -> [LaneCall]
}
