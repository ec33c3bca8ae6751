/// A word in the prompt that says which case a call at a lane belongs to.
public struct Marker: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// Letters and digits only, so that no dialect escapes it and no tokenizer is asked to be kind.
    public init(text: String) { self.text = text }

    public var description: String { text }

    /// What a marker starts with in every prompt.
    public static let prefix = "ppcase"
    /// How many lower-case hexadecimal digits follow the prefix.
    public static let digits = 12
}

/// One call as a lane's journal has it.
public struct LaneCall: Sendable, Equatable {
    public var leg: LegID
    public var marker: Marker?
    public var arrived: Moment
    public var firstByteSent: Moment?
    public var ended: Moment?
    /// The model asked for, and whether a stream was.
    public var model: String?
    public var isStreamed: Bool
    public var bodyBytes: Int
    /// What was played; nil for a healthy answer.
    public var cause: Cause?
    /// Nil where no status line went out.
    public var status: Int?
    /// The whole answer went out, as a healthy provider would send it.
    public var isComplete: Bool
    /// The caller closed before the answer was over.
    public var callerLeft: Bool
    /// A request that the provider would have refused, with its reason.
    public var refused: String?
    /// Why the lane has no answer although no cause keeps it from one: the provider behind it said no, or no
    /// cassette fits. Nothing can be judged then.
    public var trouble: String?
    /// How the way to the provider behind the lane broke: it was not reached, or it ended before its answer did.
    public var loss: Breakage?
    /// What came in and went out; nil for calls that no case claimed.
    public var transcript: LaneTranscript?
    /// How much of the prompt's words arrived: `Prompt.wordBytes`; nil where no prompt was read.
    public var promptBytes: Int?
    /// How long the lane asked its caller to wait before it calls again, at the least.
    public var retryAfter: Duration?
    /// What the leg's cache makes of the prompt; nil where no prompt was read.
    public var cacheable: Cacheable?
    /// What the lane says in its answer; nil where it says none, or only a part of one.
    public var answer: Answer?
    /// Where the provider behind the lane departed from its contract: a gateway may mend it on the way. Nothing of
    /// answers that a lane made up or broke.
    public var findings: [Finding] = []
    /// By the price list; nil where it is not known, or nobody has looked it up yet.
    public var cost: Money?
    /// What it would have cost at the hours that have another price; nil where it is the same at all.
    public var costAtOtherHours: Money?
    /// What of it was served otherwise than it was asked for, and costs something else for it.
    public var swaps: [Swap] = []
    /// Nobody was asked for it, so that nobody bills it.
    public var isUnpaid = false
    /// How long the provider behind a forwarding lane asks all its callers to wait, by any field of its
    /// answer's head.
    public var patience: Duration?

    /// Whether a provider keeps the beginning of a prompt, by its own rule.
    public enum Cacheable: Sendable, Equatable {
        /// It reads it back once it has answered so many requests with it.
        case kept(afterRequests: Int)
        /// It keeps nothing below so many tokens.
        case tooShort(tokensMin: Int)
        /// It keeps only what a request marks.
        case unmarked(mark: String)
    }

    /// An answer as its lane gives it, before any gateway touches it.
    public struct Answer: Sendable, Equatable {
        public var text: String
        public var callsTools: Bool
        public var model: String?
        public var usage: Usage?

        public init(text: String, callsTools: Bool = false, model: String?, usage: Usage?) {
            self.text = text
            self.callsTools = callsTools
            self.model = model
            self.usage = usage
        }
    }

    public var claimsSuccess: Bool { (status ?? 0) / 100 == 2 }

    public init(leg: LegID, arrived: Moment) {
        self.leg = leg
        self.arrived = arrived
        isStreamed = false
        bodyBytes = 0
        isComplete = false
        callerLeft = false
    }
}

/// What a simulated provider answers when it is healthy.
public struct SimulatedAnswer: Sendable, Equatable {
    public var text: String
    public var toolCalls: [ToolCall]
    public var reasoning: String?
    /// Nil: the answer is over where its text and its calls are.
    public var finish: Finish.Reason?
    /// The tier that it says it was served in; nil: the one that was asked for.
    public var serviceTier: String?

    public init(
        text: String, toolCalls: [ToolCall] = [], reasoning: String? = nil,
        finish: Finish.Reason? = nil, serviceTier: String? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.reasoning = reasoning
        self.finish = finish
        self.serviceTier = serviceTier
    }
}

/// What the legs do when a call with this marker reaches them.
public struct FaultScript: Sendable, Equatable {
    /// Over which route the case goes: a cause that strikes a port keeps other cases out of it.
    public var route: String?
    public var causes: [LegID: Cause]
    /// On which of its calls a leg plays its cause; legs not named play it always.
    public var recurrences: [LegID: Recurrence]
    /// How many calls of the case each leg has had before this script.
    public var callsBefore: [LegID: Int]
    public var answer: SimulatedAnswer
    /// No other case goes on beside it, over whichever route.
    public var isAlone = false
    /// The legs remember only prompts of the same name: what other cases asked has not warmed their caches.
    public var memory = ""
    /// What a leg plays call by call, healthy where it is nil and after the last; in place of one cause.
    public var turns: [LegID: [Cause?]] = [:]

    public init(
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
    public func isPlayed(by leg: LegID) -> Bool {
        turns[leg] != nil || causes[leg]?.changesAddress == false
    }

    /// What a leg plays on this call of the script, counted from 0; nil where it is healthy.
    public func cause(of leg: LegID, call: Int) -> Cause? {
        if let turns = turns[leg] { return call < turns.count ? turns[call] : nil }
        guard let cause = causes[leg] else { return nil }
        let number = call + callsBefore[leg, default: 0]
        return (recurrences[leg] ?? .always).strikes(call: number) ? cause : nil
    }
}

/// Whoever breaks legs on command, and tells afterwards what reached them.
public protocol FaultControl: Sendable {
    /// Waits where another case needs the route for itself.
    func arm(_ marker: Marker, with script: FaultScript) async
    /// Forgets the script and gives the calls that carried the marker, in order of arrival.
    func disarm(_ marker: Marker) -> [LaneCall]
    /// The same, after the calls in progress have ended or the time is up.
    func settle(_ marker: Marker, within time: Duration) async -> [LaneCall]
}
