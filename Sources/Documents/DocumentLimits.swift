/// What a user's file may take before it is refused. No honest suite comes near these; a hostile or
/// mistaken file must not take the machine with it.
public struct DocumentLimits: Sendable, Equatable {
    public var bytesMax: Int
    /// Lists and mappings inside each other.
    public var depthMax: Int
    /// Counted after aliases are expanded, so that a few lines cannot stand for a billion values.
    public var nodesMax: Int
    public var scalarBytesMax: Int

    public init(
        bytesMax: Int = 64 << 20, depthMax: Int = 100, nodesMax: Int = 1_000_000,
        scalarBytesMax: Int = 16 << 20
    ) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
        self.scalarBytesMax = scalarBytesMax
    }

    public static let standard = DocumentLimits()
}

/// `64 MB` for 67,108,864: messages name limits in the largest unit that divides them.
func sizeText(_ bytes: Int) -> String {
    for (shift, unit) in [(30, "GB"), (20, "MB"), (10, "KB")] {
        if bytes >= 1 << shift, bytes % (1 << shift) == 0 { return "\(bytes >> shift) \(unit)" }
    }
    return "\(bytes) bytes"
}
