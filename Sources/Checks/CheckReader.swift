public import Documents
import Vocabulary

/// Reads the `assert:` list of a suite, with every mistake of every entry.
public enum CheckReader {
    /// Entries with a mistake are left out of what is given back.
    public static func checks(from node: Node, in mistakes: Mistakes) -> [ConfiguredCheck] {
        if node.isNull { return [] }
        guard let entries = node.items else {
            mistakes.add(
                "expected a list of checks for 'assert', found \(node.kindWord)", at: node,
                hint: "write assert: [{ type: icontains, value: paris }]")
            return []
        }
        return checks(among: entries, in: mistakes)
    }

    static func checks(among entries: [Node], in mistakes: Mistakes) -> [ConfiguredCheck] {
        entries.compactMap { check(from: $0, in: mistakes) }
    }

    private static func check(from node: Node, in mistakes: Mistakes) -> ConfiguredCheck? {
        let before = mistakes.items.count
        let reader = MappingReader(node, in: mistakes, what: "a check")
        guard reader.isMapping, let written = reader.node("type", required: true) else {
            return nil
        }
        guard let name = written.asString else {
            mistakes.add(
                "expected the name of a check for 'type', found \(written.shown)", at: written,
                hint: "`pathproof list checks` shows all")
            return nil
        }
        guard let (type, isNegated) = type(named: name, at: written, in: mistakes) else {
            return nil
        }
        let keys = MappingReader(node, in: mistakes, what: "'\(name)'")
        keys.allow("type")
        for (key, _) in type.arguments { keys.allow(key) }
        refuseForeign(keys, of: name)
        let weight = keys.double("weight", 0...Double.infinity) ?? 1
        let metric = keys.string("metric").flatMap { $0.isEmpty ? nil : TemplateText($0) }
        keys.finish()
        do throws(Diagnostic) {
            let check: any Check =
                type == AssertSet.self
                ? AssertSet(node, in: mistakes)
                : try type.init(CheckArguments(name: name, node: node))
            guard mistakes.items.count == before else { return nil }
            return ConfiguredCheck(
                check, name: name, isNegated: isNegated, weight: weight, metric: metric, node: node)
        } catch {
            mistakes.add(error)
            return nil
        }
    }

    private static func refuseForeign(_ keys: MappingReader, of name: String) {
        for (key, reason, hint) in ForeignChecks.keys {
            guard let written = keys.key(key) else { continue }
            keys.allow(key)
            keys.mistakes.add(
                "'\(key)' of '\(name)' is not taken: \(reason)", at: written, hint: hint)
        }
    }

    private static func type(
        named name: String, at node: Node, in mistakes: Mistakes
    ) -> (any Check.Type, isNegated: Bool)? {
        if let type = allChecks.first(where: { $0.name == name }) { return (type, false) }
        let isNegated = name.hasPrefix("not-")
        if isNegated, let type = allChecks.first(where: { $0.name == name.dropFirst(4) }) {
            if type is any ReversibleCheck.Type { return (type, true) }
            let (reason, hint) = type.isOneWay
            mistakes.add(
                "'not-' cannot turn '\(type.name)' round: \(reason)", at: node, hint: hint)
            return nil
        }
        let wanted = isNegated ? String(name.dropFirst(4)) : name
        if let reason = ForeignChecks.reason(for: wanted) {
            mistakes.add(
                "check '\(name)' of promptfoo is not taken: \(reason)", at: node,
                hint: "`pathproof list checks` shows all that there are")
            return nil
        }
        let offered = allChecks.filter { !isNegated || $0 is any ReversibleCheck.Type }.map {
            $0.name
        }
        let near = nearest(wanted, among: offered).map { isNegated ? "not-\($0)" : $0 }
        mistakes.add(
            "unknown check '\(name)'", at: node,
            hint: (near.map { "did you mean '\($0)'? " } ?? "")
                + "`pathproof list checks` shows all")
        return nil
    }
}
