package import Foundation
import Vocabulary

/// One thing that is tried, with all that its outcome depends on: as a file it can be tried again.
package enum FuzzInput: Codable, Sendable, Equatable {
    case answer(AnswerInput)
    case inquiry(InquiryInput)
    case rendering(RenderingInput)

    package struct Field: Codable, Sendable, Equatable {
        package var name: String
        package var value: String
    }

    /// Whom it is for.
    package var name: String {
        switch self {
        case .answer(let input): "reader-\(input.provider)"
        case .inquiry(let input): "inquiry-\(input.provider)"
        case .rendering(let input): "door-\(input.question.provider)"
        }
    }

    package var byteCount: Int {
        switch self {
        case .answer(let input): input.byteCount
        case .inquiry(let input): input.byteCount
        case .rendering(let input): input.byteCount
        }
    }

    package init(file: URL) throws {
        self = try JSONDecoder().decode(FuzzInput.self, from: Data(contentsOf: file))
    }

    package func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try encoder.encode(self).write(to: file)
    }
}

/// An answer for the reader of one provider, and how the network cuts it.
package struct AnswerInput: Codable, Sendable, Equatable {
    package var provider: String
    package var isStreamed: Bool
    package var status: Int
    package var headers: [FuzzInput.Field]
    package var body: Data
    package var isBroken: Bool
    /// Small limits, or the usual ones.
    package var limits: Limits?
    package var cutSeed: UInt64
    package var pieceBytesMax: Int

    package struct Limits: Codable, Sendable, Equatable {
        package var bodyBytesMax: Int
        package var eventBytesMax: Int
        package var eventsMax: Int
        package var depthMax: Int
    }

    package var byteCount: Int { body.count + headers.byteCount }

    /// The pieces in which the body comes, some of them empty.
    package var pieces: [Range<Int>] {
        var chance = Chance(cutSeed)
        var pieces: [Range<Int>] = []
        var start = 0
        while start < body.count {
            let length = chance.oneIn(50) ? 0 : 1 + chance.below(pieceBytesMax)
            let end = min(body.count, start + length)
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }
}

/// A request for one door.
package struct InquiryInput: Codable, Sendable, Equatable {
    package var provider: String
    package var method: String
    package var path: String
    package var headers: [FuzzInput.Field]
    package var body: Data
    /// For ids and padding.
    package var stamp: UInt64

    package var byteCount: Int { body.count + headers.byteCount + path.utf8.count }
}

/// What a door is to say, to a question that it understood.
package struct RenderingInput: Codable, Sendable, Equatable {
    package var question: InquiryInput
    package var words: [Word]
    /// Before which word the answer breaks off with an error; never if there is none.
    package var failsBefore: Int?

    package var byteCount: Int { question.byteCount + words.reduce(0) { $0 + $1.byteCount } }
}

extension [FuzzInput.Field] {
    var headers: Headers { Headers(map { ($0.name, $0.value) }) }
    var byteCount: Int { reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}
