import Vocabulary

/// What to tell where nothing failed on a planted fault, and which check would have.
enum Blindness {
    static func words(for attempt: Attempt, checksHeld: Int) -> String {
        let leg = attempt.path.leg
        let fault = attempt.path.cause.map { "'\($0.name)' (\($0.summary))" } ?? "the planted fault"
        let held =
            switch checksHeld {
            case 0: "nothing was asked of the answer"
            case 1: "the one check held"
            default: "all \(checksHeld) checks held"
            }
        return "the suite is blind to it: \(leg) played \(fault), and \(held); "
            + seer(of: attempt.path.cause)
    }

    /// Only checks that exist are named.
    private static func seer(of cause: Cause?) -> String {
        switch cause?.name {
        case "prose-for-json", "fenced-json", "markdown-table", "truncated-json":
            "'is-json' would see it where the answer is to be JSON, 'equals' or 'starts-with' elsewhere"
        case "refusal":
            "'icontains' with a word that a real answer must have would see it"
        case "wrong-model":
            "'served-model' would see it where the answer tells its model"
        case "wrong-schema":
            "'is-json' with a schema would see it where the answer is to be JSON"
        case "prompt-truncated":
            "'canary' would see it, with {{ canary-1 }} and others in the prompt"
        case "duplicate-event":
            "'equals' would see it"
        case "empty-body", "empty-choices", "html-in-200":
            "any 'contains' of what the answer must have would see it"
        default:
            "'equals' with the whole answer would see any change of its text"
        }
    }
}
