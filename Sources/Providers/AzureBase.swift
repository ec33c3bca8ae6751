/// Which of Azure's two families of addresses a base means.
///
/// A base that names a version or a deployment is taken as it stands. One that ends at the resource is led on:
/// with a dated `api-version` to the deployment, for that family knows no other place, else to `/openai/v1`.
enum AzureBase {
    static func deployment(_ model: String, at endpoint: Endpoint) -> Endpoint {
        guard let open = openEnd(of: endpoint) else { return endpoint }
        return open.isDated
            ? open.ended(by: "/openai/deployments/\(PathSegment.escaped(model))", endpoint)
            : open.ended(by: "/openai/v1", endpoint)
    }

    /// Responses has no deployments in its path, in neither family.
    static func resource(_ endpoint: Endpoint) -> Endpoint {
        guard let open = openEnd(of: endpoint) else { return endpoint }
        return open.ended(by: open.isDated ? "/openai" : "/openai/v1", endpoint)
    }

    private struct OpenEnd {
        var resource: Substring
        var isDated: Bool

        func ended(by path: String, _ endpoint: Endpoint) -> Endpoint {
            let query = endpoint.baseURL.firstIndex(of: "?").map { endpoint.baseURL[$0...] } ?? ""
            return Endpoint(baseURL: resource + path + query, key: endpoint.key)
        }
    }

    /// Nil for a base that has a path of its own.
    private static func openEnd(of endpoint: Endpoint) -> OpenEnd? {
        var resource = endpoint.place[...]
        if resource.hasSuffix("/openai") { resource = resource.dropLast(7) }
        let slashes = resource.utf8.reduce(into: 0) { if $1 == UInt8(ascii: "/") { $0 += 1 } }
        guard slashes == 2, resource.contains("://") else { return nil }
        return OpenEnd(resource: resource, isDated: isDated(endpoint.baseURL))
    }

    /// `api-version=2024-10-21`; `preview` belongs to the other family.
    private static func isDated(_ base: String) -> Bool {
        guard let query = base.split(separator: "?", maxSplits: 1).dropFirst().first else {
            return false
        }
        return query.split(separator: "&").contains {
            $0.hasPrefix("api-version=") && $0.dropFirst(12).first?.isNumber == true
        }
    }
}
