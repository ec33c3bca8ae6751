import Glibc
import Testing
import Transports
import Vocabulary

@Suite struct TLSTests {
    /// Trusts the test's own authority in the one way or the other.
    private func trusting(
        _ authority: TransportOptions.CertificateAuthority? = nil,
        version: TransportOptions.HTTPVersion = .http1
    ) throws -> Transport {
        let certificate = try #require(TestCertificate.shared)
        return Transport.plain(
            TransportOptions(
                certificateAuthority: authority ?? .file(certificate.certificate),
                httpVersion: version))
    }

    @Test(.enabled(if: TLSServer.hasPython, "needs python3 and openssl"))
    func `a user's own authority is accepted as a file, as a directory and from the environment`()
        async throws
    {
        let server = try TLSServer.python()
        let certificate = try #require(TestCertificate.shared)
        let fromEnvironment = Transport.under(["SSL_CERT_FILE": certificate.certificate])
        let transports = [
            try trusting(.file(certificate.certificate)),
            try trusting(.directory(certificate.hashedDirectory)),
            fromEnvironment,
        ]
        for transport in transports {
            let sink = Collector()
            let exchange = await transport.send(.test(server.url), into: sink)
            #expect(exchange.breakage == nil, "\(String(describing: exchange.breakage))")
            #expect(sink.answer.text == "secret")
            let moments = [
                exchange.started, exchange.connected, exchange.secured, exchange.sent,
                exchange.firstByte,
            ].compactMap(\.self)
            #expect(moments.count == 5 && moments == moments.sorted())
            let again = await transport.send(.test(server.url), into: Collector())
            #expect(again.breakage == nil && again.reusedConnection)
        }
    }

    @Test(.enabled(if: TLSServer.hasPython, "needs python3 and openssl"))
    func `a certificate of an unknown authority is not trusted`() async throws {
        let server = try TLSServer.python()
        let sink = Collector()
        let exchange = await Transport.plain().send(.test(server.url), into: sink)
        #expect(exchange.breakage?.kind == .tlsUntrusted)
        #expect(exchange.breakage?.reason.contains("certificate") == true)
        #expect(exchange.sent == nil && sink.answer.begun == 0)
    }

    @Test(.enabled(if: TLSServer.hasPython, "needs python3 and openssl"))
    func `a certificate for another host is not trusted`() async throws {
        let server = try TLSServer.python()
        let exchange = await (try trusting()).send(
            .test("https://localhost:\(server.port)/"), into: Collector())
        #expect(exchange.breakage?.kind == .tlsUntrusted)
        #expect(exchange.sent == nil)
    }

    @Test func `an authority's file that does not exist is told`() async throws {
        let server = HostileServer { $0.waitUntilLeft() }
        let exchange = await (try? trusting(.file("/nowhere/ca.pem")))?.send(
            .test("https://127.0.0.1:\(server.port)/"), into: Collector())
        guard let exchange else { return }
        #expect(exchange.breakage?.kind == .tlsFailure)
        #expect(exchange.breakage?.reason.contains("/nowhere/ca.pem") == true)
    }

    @Test func `a server that speaks no TLS fails the handshake`() async {
        let server = HostileServer { peer in
            _ = peer.read()
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            // Closed on a hello of which something is unread, the connection would be reset.
            peer.waitUntilLeft()
        }
        let exchange = await Transport.plain().send(
            .test("https://127.0.0.1:\(server.port)/"), into: Collector())
        #expect(exchange.breakage?.kind == .tlsFailure)
    }

    @Test func `a fatal alert fails the handshake`() async {
        let server = HostileServer { peer in
            _ = peer.read()
            peer.send([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
            peer.waitUntilLeft()
        }
        let exchange = await Transport.plain().send(
            .test("https://127.0.0.1:\(server.port)/"), into: Collector())
        #expect(exchange.breakage?.kind == .tlsFailure)
        #expect(exchange.breakage?.reason.isEmpty == false)
    }

    @Test(.enabled(if: TLSServer.hasPython, "needs python3 and openssl"))
    func `a TLS connection that ends in mid-body is cut`() async throws {
        let server = try TLSServer.python()
        let sink = Collector()
        let exchange = await (try trusting()).send(.test(server.url + "/cut"), into: sink)
        #expect(exchange.breakage?.kind == .cut, "\(String(describing: exchange.breakage))")
        #expect(sink.answer.text == "half")
    }

    @Test(.enabled(if: TLSServer.hasPython, "needs python3 and openssl"))
    func `a proxy carries TLS without seeing it`() async throws {
        let server = try TLSServer.python()
        let proxy = HostileServer { peer in
            peer.readRequest()
            peer.send("HTTP/1.1 200 Connection established\r\nx-proxy: 1\r\n\r\n")
            peer.relay(toPort: server.port)
        }
        let certificate = try #require(TestCertificate.shared)
        // An address of this machine that is not on the list of those asked for directly.
        let url = "https://[::ffff:127.0.0.1]:\(server.port)/"
        let transport = Transport.under(
            ["https_proxy": "http://127.0.0.1:\(proxy.port)"],
            TransportOptions(certificateAuthority: .file(certificate.certificate)))
        let sink = Collector()
        let exchange = await transport.send(.test(url), into: sink)
        // The certificate names 127.0.0.1 in four bytes, this URL in sixteen: the tunnel stands, and
        // verification goes on as it does without one.
        #expect(exchange.breakage?.kind == .tlsUntrusted)
        let seen = proxy.requests.first ?? ""
        #expect(seen.hasPrefix("CONNECT [::ffff:127.0.0.1]:\(server.port) HTTP/1.1"))
        #expect(!seen.contains(Request.key), "the key is for the gateway alone")
    }

    @Test(.enabled(if: TLSServer.hasNginx, "needs nginx and openssl"))
    func `HTTP/2 carries many requests over one connection`() async throws {
        let server = try TLSServer.nginx()
        let transport = try trusting(version: .http2)
        let exchanges = await withTaskGroup(of: (Exchange, String).self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let sink = Collector()
                    let exchange = await transport.send(
                        .test(server.url, method: "GET", body: ""), into: sink)
                    return (exchange, sink.answer.text)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (exchange, text) in exchanges {
            #expect(exchange.breakage == nil, "\(String(describing: exchange.breakage))")
            #expect(exchange.httpVersion == .http2 && exchange.status == 200)
            #expect(text == "over HTTP/2.0")
        }
        #expect(exchanges.filter { !$0.0.reusedConnection }.count == 1)
    }

    @Test(.enabled(if: TLSServer.hasNginx, "needs nginx and openssl"))
    func `HTTP/1.1 is spoken where HTTP/2 is not asked for`() async throws {
        let server = try TLSServer.nginx()
        let sink = Collector()
        let exchange = await (try trusting()).send(
            .test(server.url, method: "GET", body: ""), into: sink)
        #expect(exchange.httpVersion == .http1_1 && sink.answer.text == "over HTTP/1.1")
    }
}
