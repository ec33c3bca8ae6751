import Foundation
import Providers
import Statistics
import TestSupport
import Testing
import Transports
import Vocabulary

@testable import Benches

/// Who wants to know nothing of an answer.
private final class Nobody: ByteSink {
    func begin(status: Int, headers: Headers, at moment: Moment) {}
    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite { .enough }
}

/// Debian's nginx as the plainest hop there is: what it adds is the smallest that any gateway can add.
private final class Nginx {
    static let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let port: Int
    private let folder: TemporaryFolder
    private let process = Process()

    init(before origin: String) throws {
        folder = try TemporaryFolder()
        let free = try Origin()
        port = try #require(URL(string: free.url)?.port)
        withExtendedLifetime(free) {}
        let host = try #require(
            URL(string: origin).flatMap { url in url.port.map { "127.0.0.1:\($0)" } })
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(folder.path)/\($0);"
        }.joined(separator: " ")
        let text = """
            daemon off; worker_processes 1; pid \(folder.path)/pid; error_log \(folder.path)/error.log;
            events { worker_connections 64; }
            http { access_log off; \(temporary) keepalive_requests 1000000;
              upstream origin { server \(host); keepalive 4; keepalive_requests 1000000; }
              server { listen 127.0.0.1:\(port); location / { proxy_pass http://origin;
                proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } } }
            """
        let file = try folder.write("nginx.conf", Array(text.utf8))
        process.executableURL = URL(filePath: Self.program ?? "")
        process.arguments = ["-p", folder.path, "-c", file]
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
    }

    /// Its port answers.
    func isUp(_ transport: Transport) async throws -> Bool {
        for _ in 0..<500 {
            let request = Request(method: "GET", url: contender.endpoint.baseURL)
            if await transport.send(request, into: Nobody()).status != nil { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    var contender: Contender {
        Contender(
            name: "nginx", kind: .gateway, provider: Generic(),
            endpoint: Endpoint(baseURL: "http://127.0.0.1:\(port)/v1", key: nil), model: "m")
    }
}

@Test(.enabled(if: Place.runsLongTests && Nginx.program != nil))
func `400 pairs show that nginx as a hop adds something, however noisy the machine`() async throws {
    let origin = try Origin()
    let nginx = try Nginx(before: origin.url)
    let transport = try Transport()
    try #require(await nginx.isUp(transport))
    let contest = pair(origin.contender("origin"), nginx.contender)
    var seen: [TimeFigure] = []
    for seed in 1...3 {
        let run = BenchRun(BenchRun.Options(seed: UInt64(seed)), over: transport)
        let figures = await Task(executorPreference: transport.taskExecutor) {
            await run.carryOut(contest)
        }.value
        #expect(figures.unreached == nil)
        let added = try #require(figures.comparisons.first?.added[.plainAnswer])
        #expect(added.count == 400)
        seen.append(added)
        if added.p50.interval.low > 0 { break }
    }
    await transport.close()
    #expect((seen.last?.p50.interval.low ?? 0) > 0, "\(seen)")
    withExtendedLifetime(nginx) {}
}
