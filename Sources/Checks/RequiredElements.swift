import Documents
import Vocabulary

/// Paths of elements that XML must have, from its root on: `order.item.name`.
///
/// Among elements of one name a number picks one, from 0, as promptfoo has it; without a number any will do.
struct RequiredElements: Sendable {
    static let summary =
        "paths of elements that must be there, as in order.item: a list, a text with commas, or "
        + "{ requiredElements: [...] }"

    private(set) var paths: [TemplateText] = []

    init(_ arguments: CheckArguments) throws(Diagnostic) {
        guard let value = arguments.optional("value") else { return }
        if let text = value.text {
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                var part = part.drop(while: \.isWhitespace)
                while part.last?.isWhitespace == true { part.removeLast() }
                paths.append(try Self.path(String(part), at: value, of: arguments.name))
            }
            return
        }
        var list = value
        if let entries = value.entries {
            for (key, items) in entries {
                guard key.text == "requiredElements" else {
                    throw key.diagnostic(
                        "unknown key \(key.shown) in 'value' of '\(arguments.name)'",
                        hint: "known keys: requiredElements")
                }
                list = items
            }
        }
        guard let items = list.items else {
            throw list.diagnostic(
                "'value' of '\(arguments.name)' must be a list of paths, found \(list.kindWord)",
                hint: "write [order.item, order.total]")
        }
        for item in items {
            guard let text = item.text else {
                throw item.diagnostic(
                    "a path of elements must be text, found \(item.kindWord)",
                    hint: "write order.item")
            }
            paths.append(try Self.path(text, at: item, of: arguments.name))
        }
    }

    private static func path(
        _ text: String, at node: Node, of name: String
    ) throws(Diagnostic) -> TemplateText {
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        guard !names.contains(where: \.isEmpty) || TemplateText(text).isTemplate else {
            throw node.diagnostic(
                "'\(name)' cannot look for \(Excerpt.quoted(text)): a name between dots is missing",
                hint: "write the names from the root on: order.item")
        }
        return TemplateText(text)
    }

    func rendered(in context: CheckContext) throws(Diagnostic) -> RequiredElements {
        var rendered = self
        rendered.paths = []
        for path in paths { rendered.paths.append(try path.rendered(in: context)) }
        return rendered
    }

    var words: String {
        guard !paths.isEmpty else { return "" }
        let shown = paths.prefix(8).map { Excerpt.quoted($0.text, scalarsMax: 60) }
        let rest = paths.count > shown.count ? ["\(paths.count - shown.count) more"] : []
        return " with \(Excerpt.list(shown + rest))"
    }

    /// The paths that none of these elements, and what is in them, has.
    func missing(from roots: [XMLNode]) -> [String] {
        paths.map(\.text).filter { path in
            !Self.isThere(path.split(separator: ".").map(String.init)[...], among: roots)
        }
    }

    private static func isThere(_ names: ArraySlice<String>, among elements: [XMLNode]) -> Bool {
        guard let name = names.first else { return true }
        let rest = names.dropFirst()
        var found = elements.filter { $0.name == name }
        if let next = rest.first, let place = Int(next), place >= 0 {
            guard found.indices.contains(place) else { return false }
            found = [found[place]]
            return isThere(rest.dropFirst(), among: found.flatMap(\.elements)) || rest.count == 1
        }
        if rest.isEmpty { return !found.isEmpty }
        if let attribute = rest.first, rest.count == 1, attribute.hasPrefix("@_") {
            return found.contains { $0[String(attribute.dropFirst(2))] != nil }
        }
        return isThere(rest, among: found.flatMap(\.elements))
    }
}
