import GatewayMaps
import Vocabulary

extension LintRule {
    static let retiredModel = LintRule(
        "retired-model", .error, "a model that its provider has shut down"
    ) { subject in
        shutdowns(in: subject).compactMap { leg, day in
            guard day <= subject.today else { return nil }
            return subject.diagnostic(
                at: leg.id, "\(leg.provider):\(leg.model) was shut down on \(day)",
                hint: "`pathproof list models` shows what its provider has now")
        }
    }

    static let retiringModel = LintRule(
        "retiring-model", .warning,
        "a model that its provider will shut down within \(noticeDays) days"
    ) { subject in
        shutdowns(in: subject).compactMap { leg, day in
            let left = subject.today.days(until: day)
            guard (1...noticeDays).contains(left) else { return nil }
            return subject.diagnostic(
                at: leg.id,
                "\(leg.provider):\(leg.model) is shut down on \(day), in \(left) "
                    + (left == 1 ? "day" : "days"))
        }
    }

    /// Long enough to choose another model, prove it and deploy it.
    private static let noticeDays = 90

    private static func shutdowns(in subject: LintSubject) -> [(leg: Leg, day: Day)] {
        subject.legsByModel.compactMap { leg in
            let model = catalogue.first {
                $0.provider == leg.provider
                    && ($0.name == leg.pin || $0.pin == leg.pin || $0.name == leg.model)
            }
            return model?.shutdown.flatMap(Day.init).map { (leg, $0) }
        }
    }
}
