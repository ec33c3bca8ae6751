import Documents
public import Vocabulary

/// Where a provider tells which models it has, the cheapest question there is, and what its answer says.
///
/// It sends nothing: whoever connects sends the request and hands over what came.
public struct ModelListing: Sendable {
    private let provider: any Provider
    /// How long a list may take that is asked for before anything else is.
    public static let patience: Duration = .seconds(20)

    public init(of provider: any Provider) { self.provider = provider }

    /// Nil where the address of its answers has no such list: Bedrock's stands on another host, Vertex AI's nowhere.
    ///
    /// Sources: the providers' own references of November 2026.
    public func request(at endpoint: Endpoint, within time: Duration) -> Request? {
        step(at: endpoint).map { request($0, at: endpoint, within: time) }
    }

    /// Where only a key's owner is answered, since the list of models is for everybody; nil elsewhere.
    public func keyRequest(at endpoint: Endpoint, within time: Duration) -> Request? {
        guard provider.name == OpenRouter.name, endpoint.key != nil else { return nil }
        return request(Step("/key"), at: endpoint, within: time)
    }

    private func request(_ step: Step, at endpoint: Endpoint, within time: Duration) -> Request {
        var headers = [Request.Field("Accept", "application/json")]
        if provider.dialect.name == AnthropicMessages.name {
            headers.append(Request.Field("anthropic-version", AnthropicMessages.version))
        }
        return Request(
            method: "GET", url: step.url(at: endpoint), headers: headers,
            secretHeaders: provider.authorization.fields(at: endpoint),
            limits: RequestLimits(
                total: time, firstByte: time, idle: time, connect: time, bodyBytesMax: 8 << 20))
    }

    private func step(at endpoint: Endpoint) -> Step? {
        switch provider.dialect.name {
        case AnthropicMessages.name:
            return Step(endpoint.lastStep == "v1" ? "/models" : "/v1/models", "limit=1000")
        case GeminiGenerate.name:
            if endpoint.place.hasSuffix("/publishers/google") { return nil }
            let isWhole = ["v1beta", "v1", "v1beta1"].contains(endpoint.lastStep)
            return Step(isWhole ? "/models" : "/v1beta/models", "pageSize=1000")
        case OllamaChat.name:
            return Step(endpoint.lastStep == "api" ? "/tags" : "/api/tags")
        case CohereChat.name:
            // Its chat has a second version, its list of models has none.
            let isVersioned = ["v1", "v2"].contains(endpoint.lastStep)
            return Step("/v1/models", "page_size=1000", above: isVersioned ? 1 : 0)
        case DashScopeNative.name:
            let isVersioned = endpoint.place.hasSuffix("/api/v1")
            return Step("/compatible-mode/v1/models", above: isVersioned ? 2 : 0)
        case BedrockConverse.name: return nil
        default: return Step("/models")
        }
    }

    /// A path behind a base.
    private struct Step {
        var path: String
        var query: String?
        /// So many steps of the base are not for it.
        var above: Int

        init(_ path: String, _ query: String? = nil, above: Int = 0) {
            (self.path, self.query, self.above) = (path, query, above)
        }

        func url(at endpoint: Endpoint) -> String {
            var place = endpoint.place[...]
            for _ in 0..<above {
                guard let slash = place.lastIndex(of: "/") else { break }
                place = place[..<slash]
            }
            let own = endpoint.baseURL.split(separator: "?", maxSplits: 1).dropFirst()
            let items = [query].compactMap(\.self) + own.map(String.init)
            return place + path + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
        }
    }

    /// What names of its models are not: Azure's are its customer's deployments, Portkey's depend on what a
    /// configuration leads to.
    public var tellsNames: Bool {
        ![Azure.name, AzureResponses.name, Portkey.name].contains(provider.name)
    }

    /// The names in its answer: `{"data":[{"id":…}]}`, `{"models":[{"name":…}]}`, or the bare list; nil where it is
    /// none of them.
    public func names(in body: [UInt8]) -> [String]? {
        var tape = JSONTape()
        guard (try? tape.read(body)) != nil else { return nil }
        let root = tape.root
        var list: JSONTape.Node? = tape.kind(root) == .array ? root : nil
        if list == nil { list = tape.member("data", of: root) }
        if list == nil { list = tape.member("models", of: root) }
        guard let list, tape.kind(list) == .array else { return nil }
        var names: [String] = []
        for model in tape.elements(list) {
            var name = tape.string("id", of: model)
            if name == nil { name = tape.string("name", of: model) }
            guard let name else { return nil }
            names.append(name.hasPrefix("models/") ? String(name.dropFirst(7)) : name)
        }
        return names
    }

    /// Whether one of the names is this model: itself, a dated snapshot of it, or what a tag stands behind.
    public func has(_ model: String, among names: [String]) -> Bool {
        if names.contains(model) { return true }
        let folded = model.lowercased()
        // `llama3` is `llama3:latest` to Ollama; `:free` and its like choose among OpenRouter's hosts of one model.
        let base = folded.prefix { $0 != ":" }
        return names.contains { name in
            let name = name.lowercased()
            return name == folded || name == "\(folded):latest"
                || provider.name == OpenRouter.name && name == base
                || ModelName.isSnapshot(name, of: folded)
                || ModelName.isShortSnapshot(name, of: folded)
        }
    }
}
