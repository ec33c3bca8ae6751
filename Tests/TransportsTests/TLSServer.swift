import CLinux
import Foundation
import TestSupport
import Testing

/// A certificate for 127.0.0.1 that is its own authority, made once for all tests of this run.
struct TestCertificate: Sendable {
    let certificate: String
    let key: String
    /// The same under its OpenSSL hash.
    let hashedDirectory: String

    /// Nil where there is no `openssl` program.
    static let shared: TestCertificate? = try? make()

    private static func make() throws -> TestCertificate {
        let folder = try TemporaryFolder()
        folder.keepUntilExit()
        let directory = folder.url
        try FileManager.default.createDirectory(
            at: directory.appending(path: "hashed"), withIntermediateDirectories: true)
        let (certificate, key) = (
            directory.appending(path: "cert.pem").path, directory.appending(path: "key.pem").path
        )
        try run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=pathproof-test -addext subjectAltName=IP:127.0.0.1"
                + " -keyout \(key) -out \(certificate) 2>/dev/null"
                + " && cp \(certificate) \(directory.path)/hashed/$(openssl x509 -hash -noout -in \(certificate)).0"
        )
        return TestCertificate(
            certificate: certificate, key: key,
            hashedDirectory: directory.appending(path: "hashed").path)
    }

    static func run(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        struct Failed: Error {}
        guard process.terminationStatus == 0 else { throw Failed() }
    }

    static func has(_ program: String) -> Bool {
        (try? run("command -v \(program) >/dev/null 2>&1")) != nil
    }
}

/// A child process that serves TLS and is ended with this object.
final class TLSServer: Sendable {
    let port: Int
    private let process: Process
    /// What the child writes goes with it.
    private let folder: TemporaryFolder?
    /// What keeps the port from others.
    private let reserved: HostileServer?

    var url: String { "https://127.0.0.1:\(port)/v1/chat/completions" }

    // Not SIGTERM: a child of a Swift task's thread begins with that signal blocked.
    deinit { kill(process.processIdentifier, SIGKILL) }

    private init(
        process: Process, port: Int, folder: TemporaryFolder? = nil, reserved: HostileServer? = nil
    ) {
        self.process = process
        self.port = port
        self.folder = folder
        self.reserved = reserved
    }

    static let hasPython = TestCertificate.shared != nil && TestCertificate.has("python3")
    static let hasNginx = TestCertificate.shared != nil && TestCertificate.has("nginx")

    /// HTTP/1.1 with keep-alive. A path that ends in `/cut` is answered by half a body and a closed
    /// socket, without TLS being told.
    static func python() throws -> TLSServer {
        let certificate = try #require(TestCertificate.shared)
        let script = """
            import socket, ssl, sys, threading
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            listener = socket.create_server(("127.0.0.1", 0), backlog=256)
            print(listener.getsockname()[1], flush=True)
            def serve(raw):
                try:
                    peer = context.wrap_socket(raw, server_side=True)
                    data = b""
                    while True:
                        while b"\\r\\n\\r\\n" not in data:
                            more = peer.recv(65536)
                            if not more: return
                            data += more
                        head, data = data.split(b"\\r\\n\\r\\n", 1)
                        length = 0
                        for line in head.split(b"\\r\\n"):
                            if line.lower().startswith(b"content-length:"): length = int(line.split(b":")[1])
                        while len(data) < length: data += peer.recv(65536)
                        data = data[length:]
                        if b"/cut " in head:
                            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\nhalf")
                            socket.socket(fileno=peer.detach()).close()
                            return
                        peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nsecret")
                except OSError:
                    pass
            while True:
                raw, _ = listener.accept()
                threading.Thread(target=serve, args=(raw,), daemon=True).start()
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, certificate.certificate, certificate.key]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        return TLSServer(process: process, port: port)
    }

    /// HTTP/2 and HTTP/1.1, as the client likes.
    static func nginx() throws -> TLSServer {
        let certificate = try #require(TestCertificate.shared)
        let folder = try TemporaryFolder()
        let directory = folder.url
        // nginx cannot tell a port that it chose itself: this one stays ours while it lives, and is shared.
        let reserved = HostileServer.refusing(sharesPort: true)
        let port = reserved.port
        let configuration = """
            daemon off; master_process off; pid \(directory.path)/pid; error_log stderr emerg;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path \(directory.path)/body; proxy_temp_path \(directory.path)/proxy;
                fastcgi_temp_path \(directory.path)/f; uwsgi_temp_path \(directory.path)/u;
                scgi_temp_path \(directory.path)/s;
                server {
                    listen 127.0.0.1:\(port) ssl http2 reuseport;
                    ssl_certificate \(certificate.certificate);
                    ssl_certificate_key \(certificate.key);
                    location / { default_type text/plain; return 200 "over $server_protocol"; }
                }
            }
            """
        let file = directory.appending(path: "nginx.conf")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["nginx", "-c", file.path, "-p", directory.path, "-e", "stderr"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<2000 where !isListening(port) { usleep(5000) }
        return TLSServer(process: process, port: port, folder: folder, reserved: reserved)
    }

    private static func isListening(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return HostileServer.connects(descriptor, toPort: port)
    }
}
