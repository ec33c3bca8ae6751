package import Providers
package import Vocabulary

/// The gateway under test, as its callers see it.
package struct Target: Sendable {
    package var provider: any Provider
    package var endpoint: Endpoint
    package var limits: RequestLimits
    /// What is asked for in place of the route's name: the model of a leg that is asked directly.
    package var model: String?

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
