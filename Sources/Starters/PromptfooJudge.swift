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

    /// A check that needs a judge, without the model that the suite's `judge:` names.
    func relieved(_ check: Node) -> Node {
        var name = check["type"]?.asString ?? ""
        if name.hasPrefix("not-") { name = String(name.dropFirst(4)) }
        if name == IsSimilar.name { needsEmbedder = true }
        if name == PythonHolds.name || name == JavaScriptHolds.name { needsCode = true }
        guard name == MeetsRubric.name else { return check }
        isNeeded = true
        guard let provider = check["provider"], takes(provider) else { return check }
        var relieved = check
        relieved.value = .mapping(
            (check.entries ?? []).filter { $0.key.text != "provider" })
        return relieved
    }

    /// A table is read where it lies; whether it asks for a judge is seen by its words.
    func look(into table: String) {
        guard let source = try? SourceText.load(path: table) else { return }
        let text = String(decoding: source.bytes, as: UTF8.self)
        if [MeetsRubric.name, "grade:"].contains(where: text.contains) { isNeeded = true }
        if ["\(IsSimilar.name):", "\(IsSimilar.name)("].contains(where: text.contains) {
            needsEmbedder = true
        }
    }
}
