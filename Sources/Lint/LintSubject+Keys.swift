import Documents
import GatewayMaps

extension LintSubject {
    /// Where what is called `key` or `token` is a key. Of a suite that is neither its own `key:`, which is the name of a
    /// client, nor what its variables are called; an address among their values is one all the same.
    var keyHolders: [Node] {
        [document, gateway?.document].compactMap { $0 }
            + suites.map { Self.holder(of: $0.document) }
    }

    private static func holder(of suite: Node) -> Node {
        mapped(suite) { key, value in
            switch key {
            case "key": nil
            case "defaultTest": nameless(value)
            case "tests": tests(value)
            default: value
            }
        }
    }

    private static func tests(_ node: Node) -> Node {
        guard let items = node.items else { return nameless(node) }
        var tests = node
        tests.value = .sequence(items.map(tests(_:)))
        return tests
    }

    /// A test whose variables have no names.
    private static func nameless(_ test: Node) -> Node {
        mapped(test) { key, value in key == "vars" ? values(value) : value }
    }

    private static func values(_ node: Node) -> Node {
        guard let items = node.items ?? node.entries?.map(\.value) else { return node }
        var values = node
        values.value = .sequence(items.map(Self.values))
        return values
    }

    private static func mapped(_ node: Node, _ change: (String, Node) -> Node?) -> Node {
        guard let entries = node.entries else { return node }
        var mapped = node
        mapped.value = .mapping(
            entries.compactMap { key, value in change(key.text ?? "", value).map { (key, $0) } })
        return mapped
    }
}
