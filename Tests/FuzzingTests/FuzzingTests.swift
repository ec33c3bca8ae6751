import Foundation
import TestSupport
import Testing

@testable import Fuzzing

private let seed: UInt64 = 2_026

/// A minute of what `scripts/fuzz` does for as long as it is asked to; two seconds of it always. What crashes
/// here is found again by the script with this seed, which tells the input.
@Test(.timeLimit(.minutes(4)))
func `no damaged answer or request breaks a promise of the readers or the doors`() throws {
    let corpus = try Corpus(withRecordings: Place.runsLongTests)
    let fuzzer = try #require(Fuzzer(seed: seed, corpus: corpus))
    var session = Session(fuzzer)
    print("fuzz: seed \(seed)")
    try session.run(seconds: Place.runsLongTests ? 60 : 2) { found in
        let name = ".build/fuzz-found/\(found.input.name)-\(seed)-\(found.number).json"
        try found.input.write(to: Place.root.appending(path: name))
        Issue.record(
            "\(found.fault.kind): \(found.fault.message); scripts/fuzz --replay \(name)")
    }
    #expect(session.inputs > 100)
    print("fuzz: \(session.inputs) inputs, \(session.bytes) bytes")
}

@Test func `the same seed and number give the same input, and a file keeps it`() throws {
    let corpus = try Corpus(withRecordings: false)
    let fuzzer = try #require(Fuzzer(seed: seed, corpus: corpus))
    let again = try #require(Fuzzer(seed: seed, corpus: corpus))
    let other = try #require(Fuzzer(seed: seed + 1, corpus: corpus))
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "input.json")
    var differing = 0
    for number in 0..<200 {
        let input = fuzzer.input(number)
        #expect(again.input(number) == input)
        if other.input(number) != input { differing += 1 }
        try input.write(to: file)
        #expect(try FuzzInput(file: file) == input)
    }
    #expect(differing > 190)
}

@Test func `the pieces of an answer are the whole answer`() throws {
    let corpus = try Corpus(withRecordings: false)
    let fuzzer = try #require(Fuzzer(seed: seed, only: "readers", corpus: corpus))
    for number in 0..<300 {
        guard case .answer(let input) = fuzzer.input(number) else {
            Issue.record("input \(number) is no answer")
            continue
        }
        #expect(Data(input.pieces.flatMap { input.body[$0] }) == input.body)
    }
}

/// The frames that come out of changed headers and payloads must be believed, or only checksums are tried.
@Test func `frames put together again are the frames that were taken apart`() throws {
    let place = Place.fixtures.appending(path: "providers/bedrock/stream.bin")
    let bytes = [UInt8](try Data(contentsOf: place))
    let frames = try #require(Frames.parts(of: bytes))
    #expect(frames.count > 3)
    #expect(frames.flatMap(\.bytes) == bytes)
    #expect(Frames.parts(of: bytes.dropLast()) == nil)
}

@Test func `a name narrows the inputs down to its readers and doors`() throws {
    let corpus = try Corpus(withRecordings: false)
    let fuzzer = try #require(Fuzzer(seed: seed, only: "anthropic", corpus: corpus))
    let names = Set((0..<100).map { fuzzer.input($0).name })
    #expect(names == ["reader-anthropic", "inquiry-anthropic", "door-anthropic"])
    #expect(Fuzzer(seed: seed, only: "no-such", corpus: corpus) == nil)
}
