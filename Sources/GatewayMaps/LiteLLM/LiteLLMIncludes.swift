import Documents
import Vocabulary

/// Puts included files into a configuration as LiteLLM does: lists are joined, all else is replaced.
enum LiteLLMIncludes {
    /// Deeper than anybody nests; a file that includes itself ends here with a message.
    private static let depthMax = 16

    static func resolved(
        _ node: Node, load: (String, Node) throws(Diagnostics) -> Node
    ) throws(Diagnostics) -> Node {
        try resolved(node, depth: 0, load: load)
    }

    private static func resolved(
        _ node: Node, depth: Int, load: (String, Node) throws(Diagnostics) -> Node
    ) throws(Diagnostics) -> Node {
        guard var entries = node.entries, let include = node["include"], !include.isNull else {
            return node
        }
        guard let files = include.items else {
            throw Diagnostics([
                include.diagnostic(
                    "`include` is a list of files, found \(include.kindWord)",
                    hint: "include: [models.yaml]")
            ])
        }
        guard depth < depthMax else {
            throw Diagnostics([
                include.diagnostic("files include each other more than \(depthMax) deep")
            ])
        }
        entries.removeAll { $0.key.text == "include" }
        let folder = self.folder(of: node.location.file)
        for file in files {
            guard let name = file.asString else {
                throw Diagnostics([
                    file.diagnostic("expected the name of a file, found \(file.kindWord)")
                ])
            }
            let path = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
            let included = try resolved(try load(path, file), depth: depth + 1, load: load)
            guard let more = included.entries else {
                throw Diagnostics([
                    file.diagnostic("the file '\(path)' is no mapping, so it cannot be included")
                ])
            }
            for entry in more { merge(entry, into: &entries) }
        }
        var whole = node
        whole.value = .mapping(entries)
        return whole
    }

    private static func merge(
        _ entry: (key: Node, value: Node), into entries: inout [(key: Node, value: Node)]
    ) {
        guard let place = entries.firstIndex(where: { $0.key.text == entry.key.text }) else {
            entries.append(entry)
            return
        }
        if let items = entry.value.items, let standing = entries[place].value.items {
            entries[place].value.value = .sequence(standing + items)
        } else {
            entries[place] = entry
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
