import Documents
import Vocabulary

// `strategy` with its targets: what leads where, and what never does.
extension PortkeyReader {
    mutating func strategy(
        _ members: Members, _ path: String, _ inherited: Inherited
    ) -> PortkeyTarget.Kind {
        let written = members["strategy"]
        let strategy = Members(written ?? members.node)
        let mode = written.flatMap { self.mode($0, strategy, path) }
        if written == nil {
            findings.tell(
                .refusedConfig, "\(path) has targets and no `strategy`",
                at: members.key("targets") ?? members.node,
                hint: #""strategy": { "mode": "fallback" }"#)
        }
        guard let items = members["targets"]?.items, !items.isEmpty else {
            findings.tell(
                .refusedConfig,
                "\(path) has a strategy and no targets: every request fails with 500",
                at: members["targets"] ?? written ?? members.node)
            return .single([])
        }
        let targets = items.enumerated().map { index, item in
            target(item, path: "\(path).targets[\(index)]", inherited: inherited, in: mode)
        }
        let codes = written == nil ? nil : statuses(strategy, of: "strategy")
        if let mode { check(strategy, fit: mode) }
        switch mode {
        case .single:
            if items.count > 1 {
                findings.tell(
                    .unreachableFallback,
                    "`single` asks the first target only, whatever it answers",
                    at: items[1], hint: "`fallback` asks the next one after a failure")
            }
            return .single(targets)
        case .fallback:
            checkFallback(targets, items, codes, strategy)
            return .fallback(targets, on: codes.map { Set($0) })
        case .loadbalance:
            checkWeights(targets, items)
            return .loadBalance(targets)
        case .conditional:
            let choice = choice(strategy, targets, items)
            return .conditional(targets, choice)
        case nil: return .single(targets)
        }
    }

    private func mode(_ node: Node, _ strategy: Members, _ path: String) -> Mode? {
        let known = Mode.allCases.map(\.rawValue)
        guard node.entries != nil, let written = strategy["mode"] else {
            findings.tell(
                .refusedConfig, "`strategy` needs 'mode'", at: node,
                hint: "one of \(known.joined(separator: ", "))")
            return nil
        }
        guard let name = written.asString, let mode = Mode(rawValue: name) else {
            findings.tell(
                .refusedConfig, "unknown mode \(written.shown)", at: written,
                hint: written.asString.flatMap { didYouMean($0, among: known) }
                    ?? "one of \(known.joined(separator: ", "))")
            return nil
        }
        findings.note("\(path).strategy.mode", .exact, "", at: written)
        return mode
    }

    /// Members of other modes have no effect; of none, neither.
    private func check(_ strategy: Members, fit mode: Mode) {
        let owners: [String: Mode] = [
            "on_status_codes": .fallback, "conditions": .conditional, "default": .conditional,
            "sticky_session": .loadbalance,
        ]
        let known = ["mode", "cb_config"] + owners.keys.sorted()
        for (name, key, _) in strategy.entries {
            guard known.contains(name) else {
                findings.tell(
                    .unknownKey,
                    "unknown member '\(key.text ?? name)' of `strategy`: it has no effect", at: key,
                    hint: didYouMean(name, among: known))
                continue
            }
            if let owner = owners[name], owner != mode {
                findings.tell(
                    .withoutEffect, "'\(name)' has no effect in the mode '\(mode.rawValue)'",
                    at: key, hint: "it is of '\(owner.rawValue)'")
            } else if name == "cb_config" || name == "sticky_session" {
                findings.note(
                    "strategy.\(name)", .unsupported,
                    "of the hosted product: it remembers what was before", at: key)
            }
        }
    }

    // MARK: Fallback

    private func checkFallback(
        _ targets: [PortkeyTarget], _ items: [Node], _ codes: [Int]?, _ strategy: Members
    ) {
        let list = strategy.key("on_status_codes")
        for (index, target) in targets.enumerated().dropLast() {
            let next = items[index + 1]
            if let codes, !canFail(target, with: codes) {
                findings.tell(
                    .unreachableFallback,
                    codes.isEmpty
                        ? "nothing leads to this target: with an empty `on_status_codes` "
                            + "Portkey never falls back"
                        : "nothing leads to this target: the one before it gives none of the "
                            + "statuses in `on_status_codes`", at: next,
                    hint: codes.isEmpty
                        ? "leave the list out: every failure falls back then"
                        : "add those that a failing provider gives: 429, 500, 502, 503")
                return
            }
            guard !target.cannotAnswer else { continue }
            if let codes, let list {
                checkCodes(codes, target, list)
            }
            for leg in target.legs where leg.timeout == nil {
                findings.tell(
                    .untimedLeg,
                    "\(leg.path) has no 'request_timeout': a provider that hangs is waited for "
                        + "\(PortkeyConfig.defaultTimeout.components.seconds) s before the next "
                        + "is asked", at: places[leg.id] ?? items[index],
                    hint: #""request_timeout": 30000, at the target or above it"#)
            }
        }
    }

    private func checkCodes(_ codes: [Int], _ target: PortkeyTarget, _ list: Node) {
        if !codes.contains(408), let leg = target.legs.first(where: { $0.timeout != nil }) {
            findings.tell(
                .lostFallback,
                "the time-out of \(leg.path) is status 408 to Portkey, which is not in the list: "
                    + "nobody else is asked", at: list, hint: "add 408 to `on_status_codes`")
        }
        if !codes.contains(500), codes.contains(where: { $0 > 500 }) {
            findings.tell(
                .lostFallback,
                "a connection that is refused or breaks is status 500 to Portkey, which is not "
                    + "in the list", at: list, hint: "add 500 to `on_status_codes`")
        }
    }

    /// Whether a failure of it can have one of these statuses.
    private func canFail(_ target: PortkeyTarget, with codes: [Int]) -> Bool {
        let hasGuards = target.legs.contains(where: \.hasGuards)
        return codes.contains { code in
            code == 246 || code == 446 ? hasGuards : (400..<600).contains(code)
        }
    }

    // MARK: Weights

    private func checkWeights(_ targets: [PortkeyTarget], _ items: [Node]) {
        let isNone = targets.allSatisfy { $0.weight <= 0 }
        if isNone {
            findings.tell(
                .refusedConfig, "no target has a weight above 0: every request fails with 500",
                at: items[0])
            return
        }
        for (target, item) in zip(targets, items) where target.weight == 0 {
            findings.tell(
                .zeroWeight, "a target of weight 0 is never asked, and no fallback either",
                at: item["weight"] ?? item)
        }
    }

    /// What is lent to targets and overridden by each of them.
    func checkLent(_ members: Members, to target: PortkeyTarget) {
        let below = members["targets"]?.items ?? []
        guard !below.isEmpty else { return }
        for name in ["retry", "request_timeout", "custom_host"] {
            guard let key = members.key(name),
                below.allSatisfy({ Members($0)[name] != nil })
            else { continue }
            findings.tell(
                .withoutEffect, "every target has a '\(name)' of its own: this one counts nowhere",
                at: key)
        }
    }
}

extension PortkeyTarget {
    /// Nobody can be asked here.
    var cannotAnswer: Bool { legs.isEmpty }
}
