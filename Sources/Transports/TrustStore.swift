import CCurl
import Glibc

/// Where libcurl finds the certificates it trusts: a hashed directory or a file, never both.
///
/// With both, as Debian's libcurl is built, it cannot keep the parsed file and reads all 140 certificates
/// anew for each connection, inside the event loop: 16 ms in which every other stream stands still. A
/// directory of hashes costs one small file a connection, a file alone one parse for all.
enum TrustStore: Equatable, Sendable {
    case file(String)
    case directory(String)
    /// Nothing was found: libcurl's own settings stand.
    case builtIn

    static func chosen(
        by option: TransportOptions.CertificateAuthority, environment: (String) -> String?
    ) -> TrustStore {
        switch option {
        case .file(let path): .file(path)
        case .directory(let path): .directory(path)
        case .system: fromEnvironment(environment) ?? ofSystem()
        }
    }

    /// A user's own file counts for more than a directory: setting both would bring the slow way back.
    private static func fromEnvironment(_ environment: (String) -> String?) -> TrustStore? {
        if let path = environment("CURL_CA_BUNDLE") ?? environment("SSL_CERT_FILE") {
            return .file(path)
        }
        return environment("SSL_CERT_DIR").map(TrustStore.directory)
    }

    private static func ofSystem() -> TrustStore {
        let (file, directory) = Self.builtIntoLibcurl()
        let directories = [directory, "/etc/ssl/certs", "/etc/pki/tls/certs"].compactMap(\.self)
        if let hashed = directories.first(where: holdsHashes) { return .directory(hashed) }
        let files = [
            file, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
        ].compactMap(\.self)
        return files.first(where: isReadable).map(TrustStore.file) ?? .builtIn
    }

    private static func builtIntoLibcurl() -> (file: String?, directory: String?) {
        guard let info = unsafe pp_curl_version() else { return (nil, nil) }
        let file = unsafe info.pointee.cainfo.map { unsafe String(cString: $0) }
        let directory = unsafe info.pointee.capath.map { unsafe String(cString: $0) }
        return (file, directory)
    }

    private static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// Whether OpenSSL would find anything there: it looks for `<8 hex digits>.<number>`.
    static func holdsHashes(_ path: String) -> Bool {
        guard let directory = unsafe opendir(path) else { return false }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isHash(name) { return true }
        }
        return false
    }

    private static func isHash(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].count == 8
            && parts[0].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
            && !parts[1].isEmpty
            && parts[1].allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
