/// `/model/NAME/converse`, or its stream; the name may be percent-encoded, and an address of many parts.
struct BedrockPath {
    let model: String
    let isStreamed: Bool

    init?(_ path: String) {
        let parts = path.withoutQuery.split(separator: "/", omittingEmptySubsequences: true)
        guard let first = parts.lastIndex(of: "model"), parts.count > first + 2,
            let action = parts.last, action == "converse" || action == "converse-stream"
        else { return nil }
        isStreamed = action == "converse-stream"
        model = parts[(first + 1)..<(parts.count - 1)].joined(separator: "/").percentDecoded
    }
}
