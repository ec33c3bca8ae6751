import Foundation
import Lanes
import Testing
import Vocabulary

@testable import LocalGateway

/// Sends bytes as they are and gives what came until the server closed: no client library asks like this.
private func raw(_ port: Int, _ text: String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        // Blocking, hence on a thread of its own.
        Thread.detachNewThread {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var time = timeval(tv_sec: 10, tv_usec: 0)
            unsafe setsockopt(
                socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            let bytes = Array(text.utf8)
            guard isConnected, unsafe send(socket, bytes, bytes.count, 0) == bytes.count else {
                return continuation.resume(throwing: POSIXError(.ECONNREFUSED))
            }
            var all: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = unsafe recv(socket, &piece, piece.count, 0)
                guard count > 0 else { break }
                all += piece[..<count]
            }
            continuation.resume(returning: String(decoding: all, as: UTF8.self))
        }
    }
}

private func request(version: String, isStreamed: Bool, model: String) -> String {
    let body =
        #"{"model":"\#(model)","stream":\#(isStreamed),"messages":[{"role":"user","content":"hi"}]}"#
    return "POST /v1/chat/completions HTTP/\(version)\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

private func port(of url: String) throws -> Int {
    try #require(URL(string: url)?.port)
}

@Test func `a client of HTTP 1.0 gets a stream without chunks, from a lane and from the gateway`()
    async throws
{
    let house = try House()
    let lane = try port(of: house.lanes.baseURL(of: house.legs[0].id))
    let gateway = try port(of: house.gateway.url)
    for (port, model) in [(lane, house.legs[0].pin), (gateway, "chat")] {
        let answer = try await raw(port, request(version: "1.0", isStreamed: true, model: model))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(!answer.lowercased().contains("transfer-encoding"))
        #expect(answer.hasSuffix("data: [DONE]\n\n"))
        #expect(answer.contains("\r\n\r\ndata: {"), "no chunk sizes before the events")
    }
}

@Test func `a client that wants no other answer on its connection is told that it ends`()
    async throws
{
    let house = try House()
    let lane = try port(of: house.lanes.baseURL(of: house.legs[0].id))
    let gateway = try port(of: house.gateway.url)
    for (port, model) in [(lane, house.legs[0].pin), (gateway, "chat")] {
        for isStreamed in [false, true] {
            let answer = try await raw(
                port, request(version: "1.1", isStreamed: isStreamed, model: model))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"), "\(answer)")
            #expect(answer.hasSuffix(isStreamed ? "0\r\n\r\n" : "}"))
        }
    }
}

@Test func `HEAD gets the head of the list of models alone`() async throws {
    let house = try House()
    for url in [house.lanes.baseURL(of: house.legs[0].id), house.gateway.url] {
        let answer = try await raw(
            try port(of: url),
            "HEAD /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\n"))
        #expect(answer.lowercased().contains("content-length: "))
    }
}
