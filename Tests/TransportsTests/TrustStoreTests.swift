import Foundation
import Testing

@testable import Transports

@Suite struct TrustStoreTests {
    private func chosen(
        _ option: TransportOptions.CertificateAuthority = .system,
        _ variables: [String: String] = [:]
    ) -> TrustStore {
        TrustStore.chosen(by: option) { variables[$0] }
    }

    @Test func `what the user names counts, the option before the environment`() {
        let variables = [
            "CURL_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c",
        ]
        #expect(chosen(.file("/x"), variables) == .file("/x"))
        #expect(chosen(.directory("/x"), variables) == .directory("/x"))
        #expect(chosen(.system, variables) == .file("/a"))
        #expect(chosen(.system, ["SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c"]) == .file("/b"))
        #expect(chosen(.system, ["SSL_CERT_DIR": "/c"]) == .directory("/c"))
    }

    @Test func `a directory counts only where it holds hashes`() throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "pathproof-trust-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(!TrustStore.holdsHashes(directory.path))
        #expect(!TrustStore.holdsHashes("/nowhere/at/all"))
        for name in ["ca.pem", "12345678.pem", "1234567g.0", "123456789.0", "12345678."] {
            try Data().write(to: directory.appending(path: name))
        }
        #expect(!TrustStore.holdsHashes(directory.path))
        try Data().write(to: directory.appending(path: "0a1b2c3d.0"))
        #expect(TrustStore.holdsHashes(directory.path))
    }

    @Test(.enabled(if: TrustStore.holdsHashes("/etc/ssl/certs"), "no hashed /etc/ssl/certs here"))
    func `a hashed directory of the system is taken alone`() {
        #expect(chosen() == .directory("/etc/ssl/certs"))
    }
}
