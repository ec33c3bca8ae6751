public import Documents
public import Vocabulary

/// What was read of a gateway's own configuration, whoever's it is: routes, how far each construct is
/// understood, what is wrong with it, and where the file names each leg's model.
public struct GatewayExamination: Sendable {
    public var kind: GatewaySettings.Kind
    public var document: Node
    public var map: RouteMap
    public var constructs: [Construct]
    /// Each with the code of the lint rule that files it.
    public var mistakes: [Diagnostic]
    public var places: [LegID: Node]

    public var hasErrors: Bool { mistakes.contains { $0.severity == .error } }

    /// Throws all mistakes where one of them is an error.
    public func checkSound() throws(Diagnostics) {
        guard hasErrors else { return }
        throw Diagnostics(mistakes)
    }

    /// What a reader finds, by the names under which `lint` files it.
    public enum Code: String, Sendable, CaseIterable {
        case refusedConfig = "refused-config"
        case unknownName = "unknown-name"
        case unknownKey = "unknown-key"
        case unknownProvider = "unknown-provider"
        case withoutEffect = "without-effect"
        case lostFallback = "lost-fallback"
        case unreachableFallback = "unreachable-fallback"
        case zeroWeight = "zero-weight"
        case wrongStatus = "wrong-status"
        case wrongUnit = "wrong-unit"
        case deadCondition = "dead-condition"
        case noDefault = "no-default"
        case untimedLeg = "untimed-leg"
        case missingVersion = "missing-version"
        case manyCalls = "many-calls"
        case oneProvider = "one-provider"
        case repeatedLeg = "repeated-leg"
        case unpinnedModel = "unpinned-model"
        case droppedParameter = "dropped-parameter"

        /// The gateway refuses the file, or every request that meets what it says.
        var isError: Bool { self == .refusedConfig }
    }
}

/// Collects what a reader finds, and how far it understands what it reads.
final class GatewayFindings {
    private(set) var constructs: [Construct] = []
    private let mistakes = Mistakes()

    var sorted: [Diagnostic] { mistakes.sorted.items }
    var errors: Int { mistakes.items.count { $0.severity == .error } }

    func tell(
        _ code: GatewayExamination.Code, _ message: String, at node: Node, hint: String? = nil
    ) {
        var told = node.diagnostic(
            message, hint: hint, severity: code.isError ? .error : .warning)
        told.code = code.rawValue
        mistakes.add(told)
    }

    func note(
        _ path: String, _ exactness: Construct.Exactness, _ note: String, at node: Node
    ) {
        constructs.append(Construct(path, exactness, note, at: node.location))
    }
}

/// The members of a JSON object that its reader knows, by their names in snake case: camel case is the same
/// to those who read both.
struct Members {
    let node: Node
    private let values: [String: (key: Node, value: Node)]

    init(_ node: Node) {
        self.node = node
        let pairs = (node.entries ?? []).compactMap { entry in
            entry.key.text.map { (Self.snake($0), entry) }
        }
        values = Dictionary(pairs) { first, _ in first }
    }

    /// A member that is null is not there.
    subscript(_ name: String) -> Node? {
        guard let value = values[name]?.value, !value.isNull else { return nil }
        return value
    }

    func key(_ name: String) -> Node? { self[name] == nil ? nil : values[name]?.key }

    /// The members as they stand in the file.
    var entries: [(name: String, key: Node, value: Node)] {
        (node.entries ?? []).compactMap { key, value in
            key.text.map { (Self.snake($0), key, value) }
        }
    }

    private static func snake(_ name: String) -> String {
        var snake = ""
        for character in name {
            if character.isUppercase, !snake.isEmpty { snake.append("_") }
            snake += character.lowercased()
        }
        return snake
    }
}
