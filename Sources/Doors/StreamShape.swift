/// The chunks of a provider's stream: ready pieces of JSON, since nearly all bytes of a stream are the
/// same from chunk to chunk.
struct StreamShape {
    enum When {
        case never, asked, always

        func holds(_ isAsked: Bool) -> Bool { self == .always || self == .asked && isAsked }
    }

    enum UsagePlace {
        /// A chunk of its own, with that as the beginning of a choice, or none.
        case extraChunk(choices: String)
        /// Beside the choices of the chunk with the reason to stop.
        case finishChunk
        /// In the choice of that chunk, and in an extra chunk for those who ask.
        case choice
        /// In a whole answer behind the deltas, which ends the stream.
        case wholeAnswer
    }

    /// Bytes before the first event, and bytes that keep a silent connection open.
    var greeting: String?
    var keepAlive = ": keep-alive\n\n"
    /// An event before the first chunk, with all its bytes.
    var preface: String?

    /// A chunk with the role goes first; else the role stands in the first delta of all.
    var opensApart = true
    /// What stands in the opening delta, by what comes next.
    var openingText = #""role":"assistant","content":"","refusal":null"#
    var openingThought = #""role":"assistant","content":"","refusal":null"#
    /// Around the call in an opening delta; nil where even calls have a chunk with the role before them.
    var openingCall: (before: String, after: String)? = (
        #""role":"assistant","content":null,"#, #","refusal":null"#
    )

    /// Around the quoted text.
    var text = (before: #""content":"#, after: "")
    var textAfterThought: (before: String, after: String)?
    /// Around each mention of the thought.
    var thought = [#""reasoning_content":"#, ""]
    /// Thoughts are text between marks.
    var thoughtTags: (open: String, close: String)?
    /// Before `"tool_calls":` in deltas that do not open.
    var callBefore = ""
    /// Pieces of arguments repeat an empty id and the type.
    var repeatsCallType = false
    var repeatsEmptyCallID = false
    /// A call comes whole, in one chunk.
    var gathersCalls = false

    /// What stands in the delta with the reason to stop.
    var finishDelta = ""
    var finishDeltaAfterThought: String?
    /// Members of a choice behind its delta while no reason is given; each with a comma before it.
    var unfinished = #","logprobs":null,"finish_reason":null"#
    /// The same behind a piece of text, where it differs.
    var unfinishedText: String?
    /// The same before the name of the reason.
    var finished = #","logprobs":null,"finish_reason":"#
    /// The reason as it came stands behind it.
    var namesNativeFinish = false
    /// A chunk with the usage that has a choice gives the reason in it once more.
    var repeatsFinish = false

    var usagePlace = UsagePlace.extraChunk(choices: "")
    var usage = When.asked
    var nullUsage = When.asked
    var pads = false
    var hasDone = true
    /// `[DONE]` even behind an error.
    var endsErrorsWithDone = false
}
