/// Paths as text: what a suite says of other files is relative to its own folder.
public enum FilePath {
    /// Without the last part; empty for a bare name.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    public static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    /// The name without its ending.
    public static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// The ending in lower case, without its dot.
    public static func ending(of path: String) -> String {
        let name = name(of: path)
        return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }

    public static func joined(_ folder: String, _ name: String) -> String {
        if name.hasPrefix("/") || folder.isEmpty { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The path that `file://…` names; nil where the text is no such reference.
    public static func reference(in text: String, from folder: String) -> String? {
        let scheme = "file://"
        guard text.hasPrefix(scheme) else { return nil }
        return joined(folder, String(text.dropFirst(scheme.count)))
    }
}

/// A test without a description is called after its values, so that its name survives a reordering.
enum TestName {
    static let lengthMax = 60

    static func made(from variables: [String: Variable], index: Int) -> String {
        guard !variables.isEmpty else { return "test \(index + 1)" }
        let values = variables.sorted { $0.key < $1.key }.map(\.value.shown)
        var name = values.joined(separator: ", ")
        name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return name.count <= lengthMax ? name : name.prefix(lengthMax - 1) + "…"
    }
}
