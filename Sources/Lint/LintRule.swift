package import Vocabulary

/// Something that a file may say and its author would not want: one file and one line in `allLintRules`.
package struct LintRule: Sendable {
    /// Stable: it stands in reports and in other tools' filters.
    package let name: String
    package let severity: Diagnostic.Severity
    /// Completes "it finds …".
    package let summary: String
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
    package func findings(in subject: LintSubject) -> [LintFinding] {
        find(subject).map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.severity = severity
            return LintFinding(rule: name, diagnostic: diagnostic)
        }
    }
}

/// One place that a rule objects to.
package struct LintFinding: Sendable, Hashable {
    package var rule: String
    package var diagnostic: Diagnostic

    package init(rule: String, diagnostic: Diagnostic) {
        self.rule = rule
        self.diagnostic = diagnostic
    }

    /// As it is printed: the rule's name behind the message.
    package var shown: Diagnostic {
        var shown = diagnostic
        shown.message += " [\(rule)]"
        return shown
    }
}

/// Every rule there is, in the order in which `list lint` shows them.
package let allLintRules: [LintRule] = [
    .literalKey, .unsetKey, .unpinnedModel, .retiredModel, .retiringModel, .unreachableLeg,
    .repeatedLeg, .withoutEffect,
    .oneProviderChain, .noFallback, .manyCalls, .unreachableRule, .scopeEscape, .unusedVariable,
    .blindSuite, .plantedFault, .contextLength,
    .litellmStart, .unknownName, .unknownKey, .unknownProvider, .wrongSection, .textForList,
    .fallbackCycle, .unreachableFallback, .lostFallback, .unrecognisedText, .skippedLeg,
    .untimedStream, .hiddenRetries, .mockLeftOn, .unresolvedReference, .repeatedID, .unfamiliarKey,
    .wrongPrice, .otherPrice,
    .refusedConfig, .zeroWeight, .wrongStatus, .wrongUnit, .deadCondition, .noDefault,
    .untimedLeg, .missingVersion, .droppedParameter,
]

package enum Lint {
    package static func findings(in subject: LintSubject) -> [LintFinding] {
        allLintRules.flatMap { $0.findings(in: subject) }
    }
}
