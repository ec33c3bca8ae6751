public import Providers
public import Vocabulary

/// Requests that go over one route and make the same legs fail: what a target may be for.
public struct PathTarget: Hashable, Sendable {
    let route: String
    let failing: Set<LegID>

    public init(_ path: Path) {
        route = path.route
        failing = Set(path.causes.keys)
    }
}

/// The gateway under test, as its callers see it.
public struct Target: Sendable {
    public var provider: any Provider
    public var endpoint: Endpoint
    public var limits: RequestLimits
    /// What is asked for in place of the route's name: the model of a leg that is asked directly.
    public var model: String?
    /// What goes with each request beside what its provider writes: fields of the head, and members of the body
    /// as JSON has them, with commas between.
    public var headers: [Request.Field] = []
    public var secretHeaders: [Request.SecretField] = []
    public var members = ""
    /// A member that says how long an answer may be, for prompts that do not.
    public var limitMember = ""

    public init(
        provider: any Provider, endpoint: Endpoint, limits: RequestLimits, model: String? = nil
    ) {
        self.model = model
        self.provider = provider
        self.endpoint = endpoint
        self.limits = limits
    }
}

extension Target {
    public func request(for prompt: Prompt, route: String, isStreamed: Bool) -> Request {
        var request = provider.request(
            for: prompt, to: model ?? route, stream: isStreamed, at: endpoint)
        request.limits = limits
        if hasMore { addMore(to: &request) }
        if !limitMember.isEmpty, prompt.parameters.maxTokens == nil {
            Self.add(limitMember, to: &request)
        }
        return request
    }

    private var hasMore: Bool {
        !headers.isEmpty || !secretHeaders.isEmpty || !members.isEmpty
    }

    private static func add(_ members: String, to request: inout Request) {
        guard request.body.first == UInt8(ascii: "{") else { return }
        request.body.insert(contentsOf: Array("\(members),".utf8), at: 1)
    }

    /// What goes with it beside what its provider wrote.
    private func addMore(to request: inout Request) {
        for field in headers {
            // A field that it has already is replaced.
            request.headers.removeAll { $0.name.lowercased() == field.name.lowercased() }
            request.headers.append(field)
        }
        request.secretHeaders += secretHeaders
        if !members.isEmpty { Self.add(members, to: &request) }
    }
}
