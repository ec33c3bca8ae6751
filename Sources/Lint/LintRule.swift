public import Vocabulary

/// Something that a file may say and its author would not want: one file and one line in `allLintRules`.
public struct LintRule: Sendable {
    /// Stable: it stands in reports and in other tools' filters.
    public let name: String
    public let severity: Diagnostic.Severity
    /// Completes "it finds …".
    public let summary: String
    private let find: @Sendable (LintSubject) -> [Diagnostic]

    init(
        _ name: String, _ severity: Diagnostic.Severity, _ summary: String,
        find: @escaping @Sendable (LintSubject) -> [Diagnostic]
    ) {
        self.name = name
        self.severity = severity
        self.summary = summary
        self.find = find
    }

    /// What it finds, each with the rule's own severity.
    public func findings(in subject: LintSubject) -> [LintFinding] {
        find(subject).map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.severity = severity
            return LintFinding(rule: name, diagnostic: diagnostic)
        }
    }
}

/// One place that a rule objects to.
public struct LintFinding: Sendable, Hashable {
    public var rule: String
    public var diagnostic: Diagnostic

    public init(rule: String, diagnostic: Diagnostic) {
        self.rule = rule
        self.diagnostic = diagnostic
    }

    /// As it is printed: the rule's name behind the message.
    public var shown: Diagnostic {
        var shown = diagnostic
        shown.message += " [\(rule)]"
        return shown
    }
}

/// Every rule there is, in the order in which `list lint` shows them.
public let allLintRules: [LintRule] = [
    .literalKey, .shortKey, .unsetKey, .unpinnedModel, .retiredModel, .retiringModel,
    .unreachableLeg,
    .repeatedLeg, .withoutEffect,
    .oneProviderChain, .noFallback, .manyCalls, .unreachableRule, .scopeEscape, .unusedVariable,
    .blindSuite, .schemaKeyword, .schemaFormat, .plantedFault, .contextLength, .longPrompt,
    .litellmStart, .unknownName, .unknownKey, .unknownProvider, .wrongSection, .textForList,
    .fallbackCycle, .unreachableFallback, .lostFallback, .unrecognisedText, .skippedLeg,
    .untimedStream, .hiddenRetries, .mockLeftOn, .unresolvedReference, .repeatedID, .unfamiliarKey,
    .wrongPrice, .otherPrice,
    .refusedConfig, .zeroWeight, .wrongStatus, .wrongUnit, .deadCondition, .noDefault,
    .untimedLeg, .missingVersion, .droppedParameter,
    .unreachable, .refusedKey, .wrongAddress, .unlistedModel, .notAsked, .connected,
]

public enum Lint {
    /// What they find is no mistake of a file.
    public static let unreachedRules: Set<String> = [
        LintRule.unreachable.name, LintRule.refusedKey.name,
    ]

    public static func findings(in subject: LintSubject) -> [LintFinding] {
        allLintRules.flatMap { $0.findings(in: subject) }
    }
}
