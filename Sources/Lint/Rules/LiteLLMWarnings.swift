import GatewayMaps
import Vocabulary

/// What LiteLLM takes without a word and does otherwise than it looks: its reader finds these, and a drill
/// tells them, too.
extension LintRule {
    static let unknownName = warning(
        .unknownName, "a fallback, an alias or a condition that names what is not there")
    static let unknownKey = warning(.unknownKey, "a setting that the gateway does not have")
    static let unknownProvider = warning(
        .unknownProvider, "a provider that the gateway does not know")
    static let wrongSection = warning(
        .wrongSection, "a setting in a place where LiteLLM does not look for it")
    static let textForList = warning(
        .textForList, "text in place of a list of fallbacks, taken letter by letter")
    static let lostFallback = warning(
        .lostFallback, "fallbacks that look as if they were asked, and are not")
    static let skippedLeg = warning(
        .skippedLeg, "a deployment that is never called, its key not being set")
    static let untimedStream = warning(
        .untimedStream, "streams that are waited for without an end")
    static let hiddenRetries = warning(
        .hiddenRetries, "a provider whose SDK retries beneath the router's retries")
    static let mockLeftOn = warning(
        .mockLeft, "a switch for tests: an answer or a failure that no provider gave")

    static let unresolvedReference = warning(
        .unresolvedReference, "`${NAME}` and the like, which LiteLLM takes for the value itself")
    static let repeatedID = warning(
        .repeatedID, "deployments that LiteLLM takes for one, having one id")

    /// It may be new: LiteLLM has hundreds of them, and says nothing of those that it does not have.
    static let unfamiliarKey = LintRule(
        LiteLLMExamination.Code.unfamiliarKey.rawValue, .note,
        "a setting that is not known here, and like none that is"
    ) { $0.warnings(.unfamiliarKey) }

    static let wrongPrice = warning(
        .wrongPrice, "a price of another order than its provider's, or half a price")
    static let otherPrice = warning(
        .otherPrice, "a price that is not the one of the list: agreed on, or out of date",
        severity: .note)

    private static func warning(
        _ code: LiteLLMExamination.Code, _ summary: String,
        severity: Diagnostic.Severity = .warning
    ) -> LintRule {
        LintRule(code.rawValue, severity, summary) { subject in
            let same = GatewayExamination.Code(rawValue: code.rawValue)
            return subject.warnings(code) + (same.map(subject.findings) ?? [])
        }
    }
}
