import Glibc
import Testing
import Vocabulary

@testable import Transports

@Suite struct CurlFailureTests {
    @Test func `every code of libcurl has a name and words`() {
        for code in UInt32(1)...120 {
            let breakage = Breakage(CurlFailure(code: code, reason: ""))
            #expect(!breakage.reason.isEmpty, "code \(code)")
            #expect(breakage.kind != .cancelled, "code \(code)")
        }
    }

    @Test(arguments: [
        (ECONNREFUSED, Breakage.Kind.refused), (ENETUNREACH, .unreachable),
        (EHOSTUNREACH, .unreachable), (EADDRNOTAVAIL, .unreachable),
        (ETIMEDOUT, .connectTimeout), (ECONNRESET, .reset), (EMFILE, .other),
    ])
    func `a connection that fails is told by the system's error`(
        error: Int32, kind: Breakage.Kind
    ) {
        #expect(Breakage.kind(of: CurlFailure(code: 7, reason: "", systemError: error)) == kind)
        let throughProxy = CurlFailure(code: 7, reason: "", systemError: error, usesProxy: true)
        #expect(Breakage.kind(of: throughProxy) == .proxyFailure)
    }

    @Test(arguments: [
        ("Recv failure: Connection reset by peer", Breakage.Kind.reset),
        ("Malformed encoding found in chunked-encoding", .malformedHTTP),
        ("Too large response headers: 307201 > 307200", .headersTooLarge),
        (
            "OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0",
            .cut
        ),
        (
            "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required",
            .tlsFailure
        ),
    ])
    func `what goes wrong while reading is told by libcurl's words`(
        words: String, kind: Breakage.Kind
    ) {
        let failure = CurlFailure(code: 56, reason: words, wasSent: true, hasFirstLine: true)
        #expect(Breakage(failure) == Breakage(kind, words))
    }

    @Test func `a key that a text repeats is taken out of it`() {
        let request = Request.test("http://127.0.0.1/")
        let shown = request.redacting("odd header: Bearer \(Request.key)!")
        #expect(shown == "odd header: [secret]!")
    }
}
