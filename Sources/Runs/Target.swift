package import Providers
package import Vocabulary

/// The gateway under test, as its callers see it: an object, since every case is told whom to ask.
package final class Target: Sendable {
    package let provider: any Provider
    package let endpoint: Endpoint
    package let limits: RequestLimits
    /// What is asked for in place of the route's name: the model of a leg that is asked directly.
    package let model: String?

    package init(
        provider: any Provider, endpoint: Endpoint, limits: RequestLimits, model: String? = nil
    ) {
        self.model = model
        self.provider = provider
        self.endpoint = endpoint
        self.limits = limits
    }
}

extension Target {
    func request(for prompt: Prompt, route: String, isStreamed: Bool) -> Request {
        var request = provider.request(
            for: prompt, to: model ?? route, stream: isStreamed, at: endpoint)
        request.limits = limits
        return request
    }
}
