import Vocabulary

extension LintRule {
    static let noFallback = LintRule(
        "no-fallback", .note, "a route of a single leg"
    ) { subject in
        subject.routes.filter { $0.legs.count == 1 }.map { route in
            subject.diagnostic(
                at: route.legs[0].id,
                "route '\(route.name)' has one leg: whatever fails there, its callers see")
        }
    }
}
