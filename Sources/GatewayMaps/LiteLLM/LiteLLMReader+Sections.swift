import Documents
import Vocabulary

/// Whether keys stand where LiteLLM looks for them, spelt as it spells them: it says next to nothing of one that does
/// not.
extension LiteLLMReader {
    struct Section {
        var name: String
        var keys: [LiteLLMKey]

        func has(_ key: String) -> Bool { keys.contains { $0.name == key } }
    }

    /// What stands in several of them is told to belong into the first.
    static let sections = [
        Section(name: "router_settings", keys: LiteLLMKeys.router),
        Section(name: "litellm_settings", keys: LiteLLMKeys.litellm),
        Section(name: "general_settings", keys: LiteLLMKeys.general),
    ]

    /// Of a section that is misspelt LiteLLM reads nothing; other names may hold what the file refers to.
    func checkSection(_ key: Node) {
        let known = LiteLLMKeys.top.map(\.name)
        guard let name = key.text, !known.contains(name) else { return }
        if let home = Self.home(of: name) {
            warn(
                .wrongSection, "'\(name)' has no effect at the top of the file", at: key,
                hint: "write it in \(home)")
        } else if let near = didYouMean(name, among: known) {
            warn(
                .unknownKey, "unknown section '\(name)': LiteLLM reads nothing of it", at: key,
                hint: near)
        }
    }

    func check(_ key: Node, in section: Section) {
        guard let name = key.text, !section.has(name) else { return }
        if section.name == "router_settings", name == "health_check_interval" {
            mistakes.add(
                "LiteLLM does not start with 'health_check_interval' here", at: key,
                hint: "write it in general_settings")
        } else if let home = Self.home(of: name) {
            warn(
                .wrongSection, "'\(name)' has no effect in \(section.name)", at: key,
                hint: "write it in \(home)")
        } else if LiteLLMKeys.top.contains(where: { $0.name == name }) {
            warn(
                .wrongSection, "'\(name)' has no effect in \(section.name)", at: key,
                hint: "write it at the top of the file")
        } else if let near = nearest(name, among: section.keys.map(\.name)) {
            warn(
                .unknownKey, "unknown key '\(name)' in \(section.name): it has no effect", at: key,
                hint: "did you mean '\(near)'?")
        } else if let (near, home) = Self.nearestElsewhere(name) {
            warn(
                .unknownKey, "unknown key '\(name)' in \(section.name): it has no effect", at: key,
                hint: "did you mean '\(near)'? that belongs into \(home)")
        } else if section.name == "router_settings" {
            warn(.unknownKey, "unknown key '\(name)' in router_settings: it has no effect", at: key)
        } else {
            warn(
                .unfamiliarKey,
                "'\(name)' is not known in \(section.name): LiteLLM takes any key there, and says "
                    + "nothing of one that does nothing",
                at: key, severity: .note)
        }
    }

    /// The section that a key belongs into, if one knows it.
    private static func home(of key: String) -> String? {
        sections.first { $0.has(key) }?.name
    }

    private static func nearestElsewhere(_ key: String) -> (name: String, section: String)? {
        for section in sections {
            if let near = nearest(key, among: section.keys.map(\.name)) {
                return (near, section.name)
            }
        }
        return nil
    }

    // MARK: Deployments

    /// Keys beside `litellm_params`, and those in it.
    mutating func checkKeys(of item: Node, _ parameters: Node, _ path: String) {
        let own = LiteLLMKeys.deployment.map(\.name)
        let known = LiteLLMKeys.parameters.map(\.name)
        for (key, value) in item.entries ?? [] {
            note(key, value, in: path, LiteLLMKeys.deployment)
            guard let name = key.text, !own.contains(name),
                !Self.movedIntoParameters.contains(name)
            else { continue }
            if known.contains(name) || LiteLLMKeys.passedOn.contains(name) {
                warn(
                    .wrongSection, "'\(name)' has no effect beside litellm_params", at: key,
                    hint: "write it in litellm_params")
            } else if let near = didYouMean(name, among: own) {
                warn(
                    .unknownKey, "unknown key '\(name)' in a deployment: it has no effect", at: key,
                    hint: near)
            }
        }
        for (key, value) in parameters.entries ?? [] {
            note(key, value, in: "\(path).litellm_params", LiteLLMKeys.parameters)
            guard let name = key.text, !known.contains(name), !LiteLLMRates.isPrice(name),
                !LiteLLMKeys.passedOn.contains(name)
            else { continue }
            if let near = didYouMean(name, among: known + LiteLLMKeys.passedOn) {
                warn(
                    .unknownKey,
                    "'\(name)' is no parameter of LiteLLM's: it goes on to the provider as it stands",
                    at: key, hint: near)
            }
        }
    }

    /// LiteLLM reads them in either place.
    private static let movedIntoParameters = ["rpm", "tpm"]

    /// What of tests is left on: it answers, fails or waits in place of the provider.
    func checkMocks(_ section: Node?) {
        for (key, value) in section?.entries ?? [] {
            guard let name = key.text, name.hasPrefix("mock_") || name == "network_mock",
                value.asBool != false, !value.isNull
            else { continue }
            warn(
                .mockLeft,
                name == "mock_response"
                    ? "this deployment is a mock: it answers from the file and calls nobody"
                    : "'\(name)' is a switch for tests: what it does, no provider did", at: key)
        }
    }

    /// LiteLLM keeps failures, limits and cooldowns by a deployment's id.
    func checkIDs() {
        var seen: Set<String> = []
        for deployment in groups.flatMap(\.deployments).sorted(by: { $0.index < $1.index }) {
            guard let id = deployment.declaredID, !seen.insert(id).inserted else { continue }
            warn(
                .repeatedID,
                "two deployments have the id '\(id)': LiteLLM counts the failures, cooldowns and limits "
                    + "of both as one's",
                at: deployment.location, hint: "give each `model_info.id` once")
        }
    }
}
