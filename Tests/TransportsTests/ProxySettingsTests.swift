import Testing
import Vocabulary

@testable import Transports

@Suite struct ProxySettingsTests {
    private func settings(_ variables: [String: String]) -> ProxySettings {
        ProxySettings { variables[$0] }
    }

    @Test func `each scheme has its variable, in capitals or not, and one stands for all`() {
        let both = settings(["http_proxy": "http://a", "HTTPS_PROXY": "http://b"])
        #expect(both.proxy(isHTTPS: false) == "http://a")
        #expect(both.proxy(isHTTPS: true) == "http://b")
        let small = settings(["https_proxy": "http://c", "HTTPS_PROXY": "http://b"])
        #expect(small.proxy(isHTTPS: true) == "http://c")
        #expect(small.proxy(isHTTPS: false) == nil)
        let all = settings(["ALL_PROXY": "socks5://d", "HTTP_PROXY": "http://a"])
        #expect(all.proxy(isHTTPS: true) == "socks5://d")
        #expect(all.proxy(isHTTPS: false) == "http://a")
        #expect(settings([:]).proxy(isHTTPS: true) == nil)
    }

    @Test func `under CGI the variable that a client can set does not count`() {
        let cgi = settings(["HTTP_PROXY": "http://evil", "REQUEST_METHOD": "GET"])
        #expect(cgi.proxy(isHTTPS: false) == nil)
    }

    @Test func `this machine is never asked for through a proxy`() {
        for named in [nil, "example.com"] {
            let exceptions = settings(named.map { ["NO_PROXY": $0] } ?? [:]).exceptions
                .split(separator: ",")
            #expect(exceptions.contains("127.0.0.1") && exceptions.contains("localhost"))
            #expect(exceptions.contains("invalid"))
            #expect(exceptions.contains("example.com") == (named != nil))
        }
        #expect(settings(["no_proxy": "*"]).exceptions == "*")
    }

    private func transport(_ variables: [String: String]) -> Transport {
        .under(variables)
    }

    @Test func `a proxy is asked for the whole URL`() async {
        let proxy = HostileServer { peer in
            peer.readRequest()
            peer.answer("by proxy")
        }
        let sink = Collector()
        let exchange = await transport(["HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"])
            .send(.test("http://gateway.example/v1/x"), into: sink)
        #expect(exchange.breakage == nil && sink.answer.text == "by proxy")
        #expect(
            proxy.requests.first?.hasPrefix("POST http://gateway.example/v1/x HTTP/1.1\r\n") == true
        )
    }

    @Test func `a lane on this machine is asked directly whatever the environment says`() async {
        let server = HostileServer { peer in
            peer.readRequest()
            peer.answer("direct")
        }
        let proxy = HostileServer.refusing()
        let sink = Collector()
        let exchange = await transport(["ALL_PROXY": "http://127.0.0.1:\(proxy.port)"])
            .send(.test(server.url), into: sink)
        #expect(exchange.breakage == nil && sink.answer.text == "direct")
    }

    @Test func `the environment does not count where the options say so`() async {
        let proxy = HostileServer { peer in peer.readRequest() }
        let transport = Transport.under(
            ["http_proxy": "http://127.0.0.1:\(proxy.port)"],
            TransportOptions(proxyFromEnvironment: false))
        let name = String(repeating: "a", count: 64) + ".test"
        let exchange = await transport.send(.test("http://\(name)/"), into: Collector())
        #expect(exchange.breakage?.kind == .dnsFailure)
        #expect(proxy.connections == 0)
    }

    @Test func `what breaks at the proxy is the proxy's failure, and its password stays hidden`()
        async
    {
        let absent = HostileServer.refusing()
        let refusing = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        }
        let leaving = HostileServer { peer in
            peer.readRequest()
            peer.reset()
        }
        let unnamed = "http://user:hunter2@" + String(repeating: "a", count: 64) + ".test:1"
        let odd = "gopher://user:hunter2@127.0.0.1:1"
        let proxies = [absent, refusing, leaving].map { "http://user:hunter2@127.0.0.1:\($0.port)" }
        for proxy in proxies + [unnamed, odd] {
            let exchange = await transport(["https_proxy": proxy])
                .send(.test("https://gateway.example/"), into: Collector())
            #expect(
                exchange.breakage?.kind == .proxyFailure,
                "\(proxy): \(String(describing: exchange.breakage))")
            #expect(exchange.breakage?.reason.contains("hunter2") == false)
            #expect(exchange.status == nil)
        }
    }
}
