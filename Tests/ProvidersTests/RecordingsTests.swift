import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// Every recorded answer of the dialects that this room reads, against the oracle's reading of it.
@Suite(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
struct RecordingsTests {
    static let read = (try? recordings(of: Set(allDialects.map(\.name)))) ?? []

    @Test(arguments: [Int.max, 4096, 7])
    func `recorded answers are read as the oracle reads them`(pieceSize: Int) async throws {
        try await compare(Self.read, pieceSize)
    }

    /// Each fifth of them; all where long tests run.
    @Test(.timeLimit(.minutes(1)))
    func `recorded answers that come byte by byte are read the same`() async throws {
        let some = Self.read.indices.filter { $0 % 5 == 2 }.map { Self.read[$0] }
        try await compare(Place.runsLongTests ? Self.read : some, 1)
    }

    @Test func `no recorded provider is left out`() {
        let counts = Dictionary(grouping: Self.read, by: { "\($0.provider) \($0.dialect)" })
            .mapValues(\.count)
        for (provider, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("recordings: \(provider) \(count)")
        }
        // All that the reference holds of the dialects listed: a new one brings its own.
        let wanted = [
            "openai-chat": 509, "anthropic-messages": 68, "openai-responses": 99,
            "gemini-generate": 86, "mistral-chat": 40, "ollama-chat": 18,
            "dashscope-native": 2, "cohere-chat": 32, "bedrock-converse": 26,
        ]
        let found = Dictionary(grouping: Self.read, by: \.dialect).mapValues(\.count)
        for (dialect, count) in wanted { #expect(found[dialect] == count, "\(dialect)") }
    }

    private func compare(_ recordings: [Recording], _ pieceSize: Int) async throws {
        try #require(!recordings.isEmpty)
        let differing = await withTaskGroup(of: [String].self) { group in
            for share in 0..<4 {
                group.addTask {
                    recordings.indices.filter { $0 % 4 == share }.compactMap { index in
                        let recording = recordings[index]
                        do {
                            let found = try recording.differences(
                                from: reading(recording, pieceSize))
                            return found.isEmpty ? nil : "\(recording): \(found)"
                        } catch {
                            return "\(recording): \(error)"
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(differing.sorted() == [])
    }
}

func reading(_ recording: Recording, _ pieceSize: Int = .max) -> Reading {
    let contract = AnswerContract(isStreamed: recording.isStream)
    guard let reader = dialect(named: recording.dialect)?.reader(contract, .standard) else {
        preconditionFailure("no reader for \(recording.dialect)")
    }
    return read(
        reader, recording.body, status: recording.status, headers: recording.headers,
        pieces: pieceSize)
}
