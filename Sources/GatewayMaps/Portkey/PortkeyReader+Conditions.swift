import Documents
import Vocabulary

// `conditions`, with their queries, and the names that they lead to.
extension PortkeyReader {
    func choice(
        _ strategy: Members, _ targets: [PortkeyTarget], _ items: [Node]
    ) -> PortkeyChoice {
        var choice = PortkeyChoice(conditions: [])
        let errors = findings.errors
        checkNames(targets, items)
        let written = strategy["conditions"]
        if written?.items?.isEmpty ?? true {
            findings.tell(
                .refusedConfig, "the mode 'conditional' needs 'conditions', a list",
                at: written ?? strategy.node,
                hint: #"{ "query": { "params.model": { "$eq": "fast" } }, "then": "TARGET" }"#)
        }
        var nodes: [Node] = []
        for item in written?.items ?? [] {
            guard let query = item["query"], let then = item["then"], then.asString != nil else {
                findings.tell(
                    .refusedConfig, "a condition needs 'query' and 'then', the name of a target",
                    at: item)
                continue
            }
            nodes.append(item)
            choice.conditions.append(
                PortkeyChoice.Condition(
                    query: self.query(query), target: place(of: then, in: targets),
                    location: item.location))
        }
        if let name = strategy["default"] {
            choice.otherwise = place(of: name, in: targets)
        }
        // What is refused for one of them is told, and hides what may be said of the others.
        if findings.errors == errors { checkReach(choice, nodes, strategy) }
        checkNamed(choice, targets, items)
        return choice
    }

    private func checkNames(_ targets: [PortkeyTarget], _ items: [Node]) {
        var seen: Set<String> = []
        for (target, item) in zip(targets, items) {
            guard let name = target.name, !seen.insert(name).inserted else { continue }
            findings.tell(
                .withoutEffect, "another target is called '\(name)', too: only the first is found",
                at: item["name"] ?? item)
        }
    }

    private func place(of node: Node, in targets: [PortkeyTarget]) -> Int? {
        guard let name = node.asString else {
            findings.tell(
                .refusedConfig, "expected the name of a target, found \(node.shown)", at: node)
            return nil
        }
        if let place = targets.firstIndex(where: { $0.name == name }) { return place }
        let names = targets.compactMap(\.name)
        findings.tell(
            .unknownName,
            "no target is called '\(name)': every request that is led there is refused with 400",
            at: node,
            hint: didYouMean(name, among: names)
                ?? (names.isEmpty
                    ? #"give the targets names: "name": "\#(name)""#
                    : "targets: \(names.joined(separator: ", "))"))
        return nil
    }

    /// Conditions that no request meets, and requests that meet none.
    private func checkReach(
        _ choice: PortkeyChoice, _ nodes: [Node], _ strategy: Members
    ) {
        guard !choice.conditions.isEmpty else { return }
        let dead = PortkeyRoutes.dead(in: choice)
        for index in dead?.conditions ?? [] {
            let alone = PortkeyChoice(conditions: [choice.conditions[index]])
            let isNever = PortkeyRoutes.dead(in: alone)?.conditions == [0]
            findings.tell(
                .deadCondition,
                isNever
                    ? "no request meets this condition"
                    : "no request gets to this condition: those before it take all that meet it",
                at: nodes[index]["query"] ?? nodes[index],
                hint: isNever ? nil : "move it up: the first one that holds is taken")
        }
        let isAlwaysMet = dead?.otherwise ?? false
        if strategy["default"] == nil, !isAlwaysMet {
            findings.tell(
                .noDefault,
                "without a 'default' Portkey refuses with 400 every request that meets no condition",
                at: strategy.node, hint: #""default": "NAME OF A TARGET""#)
        } else if isAlwaysMet, let key = strategy.key("default") {
            findings.tell(
                .deadCondition, "every request meets a condition: the default is never asked",
                at: key)
        }
    }

    /// Targets that nothing names.
    private func checkNamed(
        _ choice: PortkeyChoice, _ targets: [PortkeyTarget], _ items: [Node]
    ) {
        let named = Set(
            choice.conditions.compactMap(\.target) + [choice.otherwise].compactMap { $0 })
        for (index, item) in items.enumerated() where !named.contains(index) {
            findings.tell(
                .unreachableFallback, "no condition and no default names this target", at: item,
                hint: targets[index].name == nil ? "it has no 'name'" : nil)
        }
    }

    // MARK: Queries

    private func query(_ node: Node) -> PortkeyQuery {
        var query = PortkeyQuery(members: [])
        guard let entries = node.entries else {
            findings.tell(
                .refusedConfig, "a query is an object, found \(node.kindWord)", at: node,
                hint: #"{ "metadata.user_plan": { "$eq": "paid" } }"#)
            return query
        }
        if entries.isEmpty {
            findings.tell(.deadCondition, "an empty query takes every request", at: node)
        }
        for (index, (key, value)) in entries.enumerated() {
            let name = key.text ?? ""
            guard name == "$or" || name == "$and" else {
                query.members.append(test(key, value))
                continue
            }
            guard let items = value.items else {
                findings.tell(
                    .refusedConfig, "'\(name)' takes a list of queries, found \(value.kindWord)",
                    at: value)
                continue
            }
            let queries = items.map(self.query)
            query.members.append(name == "$or" ? .any(queries) : .all(queries))
            if index < entries.count - 1 {
                findings.tell(
                    .withoutEffect, "behind '\(name)' nothing of a query is looked at",
                    at: entries[index + 1].key, hint: "put both into one '$and'")
                break
            }
        }
        return query
    }

    private func test(_ key: Node, _ value: Node) -> PortkeyQuery.Member {
        let name = key.text ?? ""
        let found = PortkeyRequest.Key(name)
        let parts = PortkeyRequest.Key.parts
        if name.hasPrefix("$") {
            findings.tell(
                .refusedConfig, "unknown operator '\(name)'", at: key,
                hint: didYouMean(name, among: ["$and", "$or"]))
        } else if found.map({ !parts.contains($0.part) }) ?? true {
            let first = name.split(separator: ".").first.map(String.init) ?? name
            findings.tell(
                .deadCondition, "'\(name)' is nothing of a request: it is never there", at: key,
                hint: didYouMean(first, among: parts)
                    ?? "metadata.NAME, params.NAME or url.pathname")
        } else if name.split(separator: ".", omittingEmptySubsequences: false).count > 2,
            let found
        {
            findings.tell(
                .withoutEffect,
                "Portkey looks at '\(found.part).\(found.name)': what stands behind the second "
                    + "dot counts for nothing", at: key)
        } else if found?.part == "url", found != .path {
            findings.tell(
                .deadCondition, "'\(name)' is nothing of a request: it is never there", at: key,
                hint: "url.pathname")
        }
        return .test(found, operations(value))
    }

    private func operations(_ node: Node) -> [PortkeyQuery.Operation] {
        guard let entries = node.entries else {
            if node.items != nil {
                findings.tell(
                    .refusedConfig, "a value is compared by an operator, found a list", at: node,
                    hint: #"{ "$in": […] }"#)
            }
            return [
                PortkeyQuery.Operation(
                    name: .equal, operands: [self.value(node)].compactMap { $0 }, isList: false)
            ]
        }
        let known = PortkeyQuery.Operation.Operator.allCases.map(\.rawValue)
        return entries.enumerated().compactMap { index, entry in
            let word = entry.key.text ?? ""
            guard let name = PortkeyQuery.Operation.Operator(rawValue: word) else {
                findings.tell(
                    .refusedConfig,
                    "unknown operator '\(word)': Portkey refuses with 400 every request that "
                        + "gets here", at: entry.key,
                    hint: didYouMean(word, among: known)
                        ?? "one of \(known.joined(separator: ", "))")
                return nil
            }
            let isListed = name == .oneOf || name == .noneOf
            if isListed != (entry.value.items != nil) {
                findings.tell(
                    .deadCondition,
                    isListed
                        ? "'\(word)' takes a list: with \(entry.value.shown) it never holds"
                        : "'\(word)' takes one value: with \(entry.value.kindWord) it "
                            + (name == .notEqual ? "always holds" : "never holds"),
                    at: entry.value)
            }
            if name == .matches, index < entries.count - 1 {
                findings.tell(
                    .withoutEffect, "behind '$regex' nothing of a test is looked at",
                    at: entries[index + 1].key)
            }
            if name == .matches, entry.value.asString.flatMap(SimplePattern.init) == nil {
                findings.note(
                    "conditions.$regex", .approximate,
                    "this expression is not evaluated: routes that hang on it are not shown",
                    at: entry.value)
            }
            return PortkeyQuery.Operation(
                name: name,
                operands: (entry.value.items ?? [entry.value]).compactMap(self.value),
                isList: entry.value.items != nil)
        }
    }

    private func value(_ node: Node) -> PortkeyRequest.Value? {
        switch node.value {
        case .string(let text): .text(text)
        case .number: node.asDouble.map(PortkeyRequest.Value.number)
        case .bool(let flag): .bool(flag)
        case .null, .sequence, .mapping: nil
        }
    }
}
