import Vocabulary

/// Finds requests that meet the conditions of a configuration, each branch once: the routes to prove.
///
/// The values that conditions name, their neighbours and none of them stand for all values there are.
struct PortkeyRoutes {
    /// Combinations beyond that are not looked through.
    static let combinationsMax = 20_000
    static let routesMax = 64

    let routes: [PortkeyRoute]

    init(_ root: PortkeyTarget) {
        var routes: [PortkeyRoute] = []
        let choices = Self.choices(in: root)
        _ = Self.requests(for: choices, alsoOtherPaths: false) { request in
            guard let labels = Self.labels(root, request) else { return true }
            let name = PortkeyConfig.routeName + labels.joined()
            if !routes.contains(where: { $0.name == name }) {
                routes.append(PortkeyRoute(name: name, request: request))
            }
            return routes.count < Self.routesMax
        }
        self.routes = routes.sorted { Self.order($0.name) < Self.order($1.name) }
    }

    /// The conditions of a choice that no request meets first, or none at all; nil where that cannot be said.
    static func dead(in choice: PortkeyChoice) -> (conditions: [Int], otherwise: Bool)? {
        var met: Set<Int> = []
        var isOpen = false
        let isWhole = requests(for: [choice], alsoOtherPaths: true) { request in
            switch choice.outcome(for: request) {
            case .condition(let index): met.insert(index)
            case .otherwise: isOpen = true
            case nil: return false
            }
            return true
        }
        guard isWhole else { return nil }
        return (choice.conditions.indices.filter { !met.contains($0) }, !isOpen)
    }

    /// `config[10]` behind `config[9]`, and what takes all others last.
    private static func order(_ name: String) -> String {
        name.split(separator: "[").dropFirst().map { part in
            let number = part.dropLast()
            return number.first?.isNumber == true
                ? String(repeating: "0", count: max(0, 4 - number.count)) + number : "~"
        }.joined(separator: "[")
    }

    private static func choices(in target: PortkeyTarget) -> [PortkeyChoice] {
        var found: [PortkeyChoice] = []
        if case .conditional(_, let choice) = target.kind { found.append(choice) }
        return found + target.targets.flatMap(choices)
    }

    /// Which conditions a request meets on its way; nil where that is not known, or it is refused.
    private static func labels(
        _ target: PortkeyTarget, _ request: PortkeyRequest
    ) -> [String]? {
        switch target.kind {
        case .leg: return []
        case .single(let targets): return targets.first.map { labels($0, request) } ?? []
        case .fallback(let targets, _), .loadBalance(let targets):
            var all: [String] = []
            for target in targets {
                guard let labels = labels(target, request) else { return nil }
                all += labels
            }
            return all
        case .conditional(let targets, let choice):
            guard let outcome = choice.outcome(for: request),
                let next = choice.target(of: outcome),
                let further = labels(targets[next], request)
            else { return nil }
            let label =
                switch outcome {
                case .condition(let index): "[\(index + 1)]"
                case .otherwise: "[default]"
                }
            return [label] + further
        }
    }

    /// Calls `body` with each combination of values until it returns false; false where not all were shown.
    private static func requests(
        for choices: [PortkeyChoice], alsoOtherPaths: Bool, _ body: (PortkeyRequest) -> Bool
    ) -> Bool {
        let keys = choices.reduce(into: Set()) { $0.formUnion($1.keys) }.sorted()
        let candidates = keys.map { key in
            Self.candidates(for: key, in: choices, alsoOtherPaths: alsoOtherPaths)
        }
        var places = Array(repeating: 0, count: keys.count)
        for _ in 0..<combinationsMax {
            var values: [PortkeyRequest.Key: PortkeyRequest.Value] = [:]
            for (key, (place, all)) in zip(keys, zip(places, candidates)) {
                values[key] = all[place]
            }
            if !body(PortkeyRequest(values)) { return false }
            var wheel = 0
            while wheel < places.count {
                places[wheel] += 1
                if places[wheel] < candidates[wheel].count { break }
                places[wheel] = 0
                wheel += 1
            }
            if wheel == places.count { return true }
        }
        return false
    }

    /// Nothing first: a route is asked for with no more than it takes.
    private static func candidates(
        for key: PortkeyRequest.Key, in choices: [PortkeyChoice], alsoOtherPaths: Bool
    ) -> [PortkeyRequest.Value?] {
        if key == .stream { return [.bool(false), .bool(true)] }
        if key == .path, !alsoOtherPaths { return [.text(PortkeyRequest.chatPath)] }
        guard PortkeyRequest.Key.parts.contains(key.part) else { return [nil] }
        var found: [PortkeyRequest.Value?] = [nil]
        func add(_ value: PortkeyRequest.Value) {
            if !found.contains(value) { found.append(value) }
        }
        for condition in choices.flatMap(\.conditions) {
            for operation in condition.query.operations(on: key) {
                for operand in operation.operands {
                    switch (operation.name, operand) {
                    case (.matches, .text(let pattern)):
                        if let pattern = SimplePattern(pattern) { add(.text(pattern.example)) }
                    case (.greater, _), (.atLeast, _), (.less, _), (.atMost, _):
                        guard let number = operand.leadingNumber else { continue }
                        for near in [number, number - 1, number + 1] { add(.number(near)) }
                    default: add(operand)
                    }
                }
            }
        }
        add(.text("other"))
        return found
    }
}
