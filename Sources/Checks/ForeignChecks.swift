import Documents
import Vocabulary

/// Words for what promptfoo's users may bring along and this program does not take.
enum ForeignChecks {
    /// Why a check of promptfoo's is none of ours; nil for a name that is not promptfoo's either.
    static func reason(for name: String) -> String? {
        if judgedByModel.contains(name) {
            return
                "a model would have to judge it; of those, this version has 'llm-rubric' and 'similar'"
        }
        if code.contains(name) {
            return
                "it runs code or calls a page; of those, this version has 'python' and 'javascript'"
        }
        if others.contains(name) { return "it is not among the checks of this version" }
        return nil
    }

    private static let judgedByModel: Set<String> = [
        "similar:cosine", "similar:dot", "similar:euclidean", "classifier", "moderation",
        "g-eval", "answer-relevance", "context-faithfulness", "context-recall",
        "context-relevance", "conversation-relevance", "trajectory:goal-success", "factuality",
        "model-graded-factuality", "model-graded-closedqa", "pi", "search-rubric", "agent-rubric",
        "research-rubric", "video-rubric", "select-best", "max-score",
    ]
    private static let code: Set<String> = ["ruby", "webhook"]
    private static let others: Set<String> = [
        "is-sql", "contains-sql", "rouge-n", "gleu", "meteor", "perplexity", "perplexity-score",
        "guardrails", "human", "skill-used", "trace-span-count", "trace-span-duration",
        "trace-error-spans", "trajectory:tool-used", "trajectory:tool-args-match",
        "trajectory:tool-sequence", "trajectory:step-count",
    ]

    /// Keys that stand in promptfoo's checks, and would be passed over in silence if they were allowed.
    static let keys: [(key: String, reason: String, hint: String)] = [
        (
            "transform", "promptfoo runs it as code, and a suite is data here",
            "'json-path', 'xpath', 'regex' and 'numeric' look at a part of an answer"
        ),
        (
            "contextTransform", "promptfoo runs it as code, and a suite is data here",
            "leave it out"
        ),
        (
            "config",
            "promptfoo hands it to code, which gets `output` and `context.vars` alone here",
            "put what the code needs into `vars:`, or leave it out"
        ),
        ("provider", "one model judges for a whole suite", "`judge:` of the suite names it"),
        (
            "rubricPrompt", "a judge is always asked in the same words",
            "leave it out; `value:` says what a good answer is"
        ),
    ]
}
