import Foundation
import TestSupport
import Vocabulary

@testable import Providers

/// The bytes of a file below `fixtures/providers`.
func fixture(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Place.fixtures.appending(path: "providers/\(path)")))
}

/// Which fixtures are streams that were asked for, and under which content type they come.
enum StreamFixture {
    static let endings = [".sse", ".ndjson", ".bin"]

    static func head(_ path: String) -> Headers? {
        if path.hasSuffix(".sse") { return streamHead }
        if path.hasSuffix(".ndjson") { return ["content-type": "application/x-ndjson"] }
        return path.hasSuffix(".bin")
            ? ["content-type": "application/vnd.amazon.eventstream"] : nil
    }
}

/// Reads a fixture as its provider would be read.
func readFixture(_ path: String, status: Int = 200, pieces size: Int = .max) throws -> Reading {
    let owner = path.prefix { $0 != "/" }
    guard let provider = provider(named: String(owner)) else {
        throw MissingProvider(name: String(owner))
    }
    let head = StreamFixture.head(path)
    return read(
        provider.reader(isStreamed: head != nil), try fixture(path), status: status,
        headers: head ?? jsonHead, pieces: size)
}

/// The provider of that name, which must be one.
func listed(_ name: String) throws -> any Provider {
    guard let provider = provider(named: name) else { throw MissingProvider(name: name) }
    return provider
}

struct MissingProvider: Error { var name: String }

func fixtures(of provider: String, endingIn suffix: String) throws -> [String] {
    let place = Place.fixtures.appending(path: "providers/\(provider)")
    return try FileManager.default.contentsOfDirectory(atPath: place.path)
        .filter { $0.hasSuffix(suffix) }.sorted().map { "\(provider)/\($0)" }
}

func streamFixtures(of provider: String) throws -> [String] {
    try StreamFixture.endings.flatMap { try fixtures(of: provider, endingIn: $0) }
}

/// Numbers that look random and are the same on every machine.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
