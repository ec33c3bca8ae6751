/// `…/v1beta/models`, `…/models/NAME`, `…/models/NAME:generateContent`, whatever publisher or project
/// stands before; and what stands behind the question mark.
struct GeminiPath {
    enum Action: Equatable {
        case list, model, generate, stream, count
        case other(String)
    }

    let action: Action
    /// Empty for the list.
    let model: String
    let query: [String: String]

    init?(_ path: String) {
        let halves = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let plain = String(halves[0].prefix { $0 != "#" }).percentDecoded
        query = halves.count > 1 ? Self.query(halves[1]) : [:]
        let parts = plain.split(separator: "/", omittingEmptySubsequences: true)
        guard let place = parts.lastIndex(where: { ["models", "tunedModels"].contains($0) })
        else { return nil }
        let rest = parts[(place + 1)...].joined(separator: "/")
        // Names of other providers' models have colons, too: only known methods are taken for ones.
        if let colon = rest.lastIndex(of: ":"),
            let method = Self.methods[String(rest[rest.index(after: colon)...])]
        {
            action = method
            model = String(rest[..<colon])
            guard !model.isEmpty else { return nil }
            return
        }
        guard place > 0, Self.versions.contains(String(parts[place - 1])) else { return nil }
        action = rest.isEmpty ? .list : .model
        model = rest
    }

    private static let versions: Set<String> = ["v1beta", "v1beta1", "v1alpha", "google"]

    private static let methods: [String: Action] = [
        "generateContent": .generate, "streamGenerateContent": .stream, "countTokens": .count,
        "embedContent": .other("embedContent"),
        "batchEmbedContents": .other("batchEmbedContents"),
        "batchGenerateContent": .other("batchGenerateContent"), "predict": .other("predict"),
        "predictLongRunning": .other("predictLongRunning"),
    ]

    private static func query(_ text: Substring) -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(halves[0]).percentDecoded
            query[name] = halves.count > 1 ? String(halves[1]).percentDecoded : ""
        }
        return query
    }
}

extension String {
    /// `%3A` as `:`; what is no such code stays as it is.
    var percentDecoded: String {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        let bytes = Array(utf8)
        var decoded: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
                let high = bytes[place + 1].hexadecimal, let low = bytes[place + 2].hexadecimal
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexadecimal: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
