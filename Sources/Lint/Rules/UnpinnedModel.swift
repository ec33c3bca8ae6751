import GatewayMaps
import Vocabulary

extension LintRule {
    static let unpinnedModel = LintRule(
        "unpinned-model", .warning, "a name behind which the provider may put another model"
    ) { subject in
        subject.legsByModel.compactMap { leg in
            guard
                let hint = pinHint(
                    for: leg, isForeign: subject.litellm != nil || subject.gateway != nil)
            else {
                return nil
            }
            return subject.diagnostic(
                at: leg.id,
                "\(leg.provider):\(leg.pin) is not pinned: its provider may move the name",
                hint: hint)
        } + subject.findings(.unpinnedModel)
    }

    /// How to pin the model; nil where it is pinned, as far as its provider has pins at all.
    private static func pinHint(for leg: Leg, isForeign: Bool) -> String? {
        let known = catalogue.first {
            $0.name == leg.pin && $0.provider == leg.provider && $0.pin != leg.pin
        }
        if let known {
            return isForeign
                ? "name the snapshot: '\(known.pin)'"
                : "pin it: { provider: \(leg.provider), pin: \(known.pin) }"
        }
        guard leg.pin == "latest" || leg.pin.hasSuffix("-latest") || leg.pin.hasSuffix(":latest")
        else { return nil }
        return "name a dated model; `pathproof list models` shows those that are known"
    }
}
