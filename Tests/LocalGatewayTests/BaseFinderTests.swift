import Lanes
import Providers
import Servers
import Testing
import Vocabulary

@testable import LocalGateway

/// Plays a provider that is at one base only, and counts who shows which key where.
private func server(
    at base: String, status: Int = 200, body: String = #"{"object":"list","data":[{"id":"m"}]}"#
) throws -> Server {
    try Server { request, responder in
        let isThere = request.path == base + "/models"
        let knows = request.headers["authorization"] == "Bearer sk-nova"
        responder.reply(
            status: !isThere ? 404 : knows ? status : 401,
            headers: [("content-type", "application/json")],
            body: Array((isThere ? body : "<html>not found</html>").utf8))
    }
}

private func find(
    _ provider: any Provider, _ server: Server, given path: String = "/v1",
    key: String = "sk-nova"
) async throws -> String {
    let origin = "http://127.0.0.1:\(server.port)"
    let base = try await BaseFinder.base(
        of: provider, given: origin + path, key: Secret(key), over: upstream)
    return base.replacing(origin, with: "")
}

@Test(arguments: ["/router/v1", "/v1"], ["/router/v1", "/v1", ""])
func `NovaStack is found under either base, whichever the user names`(base: String, given: String)
    async throws
{
    let server = try server(at: base)
    defer { server.stop() }
    #expect(try await find(NovaStack(), server, given: given) == base)
    // A key that may not list is no reason to look elsewhere.
    #expect(try await find(NovaStack(), server, given: given, key: "sk-other") == base)
}

@Test(arguments: ["/v1", ""], ["/v1", ""])
func `TokenMix is found with and without the version`(base: String, given: String) async throws {
    let server = try server(at: base)
    defer { server.stop() }
    #expect(try await find(TokenMix(), server, given: given) == base)
}

@Test(arguments: ["novastack", "tokenmix"])
func `a lane that stands in for the provider is found by the base of its door`(name: String)
    async throws
{
    let leg = Leg(
        id: LegID(route: "chat", index: 0), provider: name, model: "kimi-2.6", pin: "kimi-2.6",
        timeout: .seconds(20))
    let lanes = try LaneSet(legs: [leg])
    defer { lanes.stop() }
    let there = lanes.baseURL(of: leg.id)
    let tongue = try #require(provider(named: name))
    // A lane lists its models below any prefix, and the user's own base is asked first.
    for given in [there, there.replacing("/router", with: "")] {
        let base = try await BaseFinder.base(
            of: tongue, given: given, key: Secret("sk-lane"), over: upstream)
        #expect(base == given)
    }
}

@Test func `where no base answers, each is told with what came, and no key`() async throws {
    let server = try server(at: "/elsewhere")
    let error = try await #require(throws: Diagnostics.self) {
        try await find(NovaStack(), server)
    }
    let message = error.items[0].message
    #expect(message.hasPrefix("provider 'novastack' lists its models at none of its bases: http:"))
    #expect(message.ranges(of: "has no list of models (status 404)").count == 3)
    #expect(!message.contains("sk-nova"))
    server.stop()
    let gone = try await #require(throws: Diagnostics.self) { try await find(TokenMix(), server) }
    #expect(gone.items[0].message.contains("/v1 does not answer ("))
}
