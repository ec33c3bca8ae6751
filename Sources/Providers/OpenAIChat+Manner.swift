import Documents

extension OpenAIChat {
    /// Where the speakers of this language differ in what they take: a few named switches, each for a
    /// difference that at least one of them documents.
    public struct Manner: Sendable, Equatable {
        public var path = "/chat/completions"
        /// `max_completion_tokens`, or the old `max_tokens`.
        public var maxTokensField: String
        public var leftOut: PromptPart = []
        public var thinking: [Thinking] = []
        public var sendsMetadata: Bool
        /// Where the one who asks is named, of the metadata's `user_id`.
        public var userField: String?
        /// `stream_options`, which some refuse because they always send usage.
        public var asksForUsage = true
        /// Images as base64 alone, without `data:image/png;base64,` before it.
        public var baresImages = false
        /// Earlier turns that call tools must carry reasoning again. A prompt keeps none, so a space is sent,
        /// which is the least that is accepted.
        public var repeatsReasoning = false
        /// A turn without text has no `content` at all, where others take null.
        public var leavesOutNoContent = false
        /// `reasoning_split`: reasoning beside the text, not inside it.
        public var splitsReasoning = false
        /// `provider.require_parameters`: only those are asked that take all parameters, since the others
        /// ignore them in silence.
        public var requiresParameters = false
        /// `service_tier`, which most have not.
        public var sendsTier = false

        /// `cache_control` in the parts of a message, as gateways take it and hand it on to legs that want it.
        public var marksKept = false

        public init(maxTokensField: String = "max_tokens", sendsMetadata: Bool = false) {
            self.maxTokensField = maxTokensField
            self.sendsMetadata = sendsMetadata
        }
    }

    /// The forms in which a model is told how hard to think.
    public enum Thinking: Sendable, Equatable {
        /// `"reasoning_effort": "high"`
        case effort(String)
        /// `"reasoning": {"effort": "high"}`
        case reasoning(String)
        /// `"thinking": {"type": "disabled"}`
        case type(String)
        /// `"enable_thinking": false`
        case flag(Bool)
        /// `"chat_template_kwargs": {"enable_thinking": false}`
        case template(Bool)

        func write(to json: inout JSONWriter) {
            switch self {
            case .effort(let word): json.member("reasoning_effort", word)
            case .flag(let isOn): json.member("enable_thinking", isOn)
            case .reasoning(let word): json.object("reasoning", "effort", word)
            case .type(let word): json.object("thinking", "type", word)
            case .template(let isOn):
                json.key("chat_template_kwargs")
                json.beginObject()
                json.member("enable_thinking", isOn)
                json.endObject()
            }
        }
    }
}
