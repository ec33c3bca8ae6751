import GatewayMaps
import Vocabulary

/// What Portkey and OpenRouter refuse, or take without a word and do otherwise than it looks.
extension LintRule {
    static let refusedConfig = LintRule(
        GatewayExamination.Code.refusedConfig.rawValue, .error,
        "what a gateway refuses, at once or with each request that meets it"
    ) { $0.findings(.refusedConfig) }

    static let wrongStatus = finding(.wrongStatus, "a status that no failure has")
    static let wrongUnit = finding(.wrongUnit, "a number that was meant in another unit")
    static let deadCondition = finding(
        .deadCondition, "a condition that no request meets, or that all do")
    static let noDefault = finding(.noDefault, "conditions without a target for all other requests")
    static let untimedLeg = finding(
        .untimedLeg, "a leg that is waited for so long that its fallback comes too late")
    static let missingVersion = finding(
        .missingVersion, "an address that lacks the version its provider asks for")
    static let droppedParameter = finding(
        .droppedParameter, "a parameter that providers may leave out without a word")

    private static func finding(_ code: GatewayExamination.Code, _ summary: String) -> LintRule {
        LintRule(code.rawValue, .warning, summary) { $0.findings(code) }
    }
}
