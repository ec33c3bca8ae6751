import Checks
import Documents
import GatewayMaps
import Vocabulary

/// Who is to be asked about answers, put together while promptfoo's checks are read: there each may name a model of its own, and
/// here a suite has one.
final class PromptfooJudge {
    /// Where promptfoo's file names none that is known here.
    static let usual = "gpt-5.4-mini"

    static let usualEmbedder = "text-embedding-3-small"

    private var named: String?
    private var isNeeded = false
    private var needsEmbedder = false
    private(set) var needsCode = false

    /// Nil where no check needs one.
    var embedder: String? { needsEmbedder ? Self.usualEmbedder : nil }

    /// Nil where no check needs one.
    var name: String? { isNeeded ? named ?? Self.usual : nil }

    /// promptfoo's `provider:` of whoever judges; false where it is no model of the catalogue.
    func takes(_ provider: Node) -> Bool {
        guard case .model(let provider, let model)? = provider.asString.map(PromptfooName.read),
            let known = catalogue.first(where: {
                $0.provider == provider && ($0.name == model || $0.pin == model)
            })
        else { return false }
        named = named ?? known.name
        return named == known.name
    }

    /// Whom a check asks that is taken over.
    func note(_ check: Node) {
        switch Self.name(of: check) {
        case MeetsRubric.name: isNeeded = true
        case IsSimilar.name: needsEmbedder = true
        case PythonHolds.name, JavaScriptHolds.name: needsCode = true
        default: break
        }
    }

    private static func name(of check: Node) -> String {
        let name = check["type"]?.asString ?? ""
        return name.hasPrefix("not-") ? String(name.dropFirst(4)) : name
    }

    /// A check that needs a judge, without the model that the suite's `judge:` names.
    func relieved(_ check: Node) -> Node {
        guard Self.name(of: check) == MeetsRubric.name, let provider = check["provider"],
            takes(provider)
        else { return check }
        var relieved = check
        relieved.value = .mapping(
            (check.entries ?? []).filter { $0.key.text != "provider" })
        return relieved
    }
}
