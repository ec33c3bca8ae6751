public import Vocabulary

/// A user's file as nodes, whatever it is written in.
public enum Document {
    public static func read(
        path: String, limits: DocumentLimits = .standard, environment: ((String) -> String?)? = nil,
        askedBy asker: Node? = nil
    ) throws(Diagnostics) -> Node {
        let source = try SourceText.load(path: path, limits: limits, askedBy: asker)
        return try read(source, limits: limits, environment: environment)
    }

    /// `.json` by the name of the file, else YAML.
    public static func read(
        _ source: SourceText, limits: DocumentLimits = .standard,
        environment: ((String) -> String?)? = nil
    ) throws(Diagnostics) -> Node {
        source.file.lowercased().hasSuffix(".json")
            ? try JSONReader.read(source, limits: limits, environment: environment)
            : try YAMLReader.read(source, limits: limits, environment: environment)
    }
}
