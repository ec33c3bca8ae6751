public import Vocabulary

/// A request as a door read it: what is asked in neutral words, and the facts of the wire that an
/// answer must honour.
public struct Question: Sendable, Equatable {
    public var model: String
    public var prompt: Prompt
    public var isStreamed: Bool
    /// Where a stream tells its usage only to those who ask.
    public var wantsUsageInStream: Bool
    /// Whether chunks may be padded with random text.
    public var allowsPadding: Bool
    /// How many answers were asked for.
    public var choices: Int
    public var user: String?
    /// How hard the model is to think, in the dialect's words.
    public var effort: String?
    /// Whether thinking was switched on or off, where a provider has a switch for it.
    public var thinking: Bool?
    /// The thoughts are wanted beside the text and not in it.
    public var splitsReasoning: Bool
    /// The arguments of calls are wanted in pieces, where they come whole unless asked for.
    public var streamsArguments: Bool
    /// An assistant turn with calls came back without the thoughts that led to them.
    public var callsLackReasoning: Bool
    /// The credential, wherever the dialect puts it.
    public var key: Secret?
    /// `anthropic-version` and its like.
    public var apiVersion: String?
    /// How an answer is laid out, where the dialect leaves that to the asker.
    public var layout: Layout
    /// Each event of a stream repeats all of the answer that came before it.
    public var isCumulative: Bool
    /// Whether a stream is one JSON array in place of events.
    public var wantsArray: Bool
    /// What an answer repeats of the request: members of an object without its braces, in one line.
    public var echo: [UInt8]
    /// The members of the body, to judge those that no neutral prompt has room for.
    public var members: Set<String>
    /// What was asked and is not in `prompt`, as paths into the body: `messages[0].content[1]`,
    /// `logprobs`. Whoever passes the prompt on loses it and should say so.
    public var notCarried: [String]

    public init(model: String, prompt: Prompt) {
        self.model = model
        self.prompt = prompt
        isStreamed = false
        wantsUsageInStream = false
        allowsPadding = false
        choices = 1
        layout = .message
        isCumulative = false
        splitsReasoning = false
        streamsArguments = false
        callsLackReasoning = false
        wantsArray = false
        echo = []
        members = []
        notCarried = []
    }

    public var serviceTier: String? {
        get { prompt.parameters.serviceTier }
        set { prompt.parameters.serviceTier = newValue }
    }

    /// DashScope's three: a message with a text, a bare text, a message with a list of parts.
    public enum Layout: Sendable, Equatable { case message, text, parts }
}
