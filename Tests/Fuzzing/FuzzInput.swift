public import Foundation
import Vocabulary

/// One thing that is tried, with all that its outcome depends on: as a file it can be tried again.
public enum FuzzInput: Codable, Sendable, Equatable {
    case answer(AnswerInput)
    case inquiry(InquiryInput)
    case rendering(RenderingInput)

    public struct Field: Codable, Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// Whom it is for.
    public var name: String {
        switch self {
        case .answer(let input): "reader-\(input.provider)"
        case .inquiry(let input): "inquiry-\(input.provider)"
        case .rendering(let input): "door-\(input.question.provider)"
        }
    }

    public var byteCount: Int {
        switch self {
        case .answer(let input): input.byteCount
        case .inquiry(let input): input.byteCount
        case .rendering(let input): input.byteCount
        }
    }

    public init(file: URL) throws {
        self = try JSONDecoder().decode(FuzzInput.self, from: Data(contentsOf: file))
    }

    public func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try encoder.encode(self).write(to: file)
    }
}

/// An answer for the reader of one provider, and how the network cuts it.
public struct AnswerInput: Codable, Sendable, Equatable {
    public var provider: String
    public var isStreamed: Bool
    public var status: Int
    public var headers: [FuzzInput.Field]
    public var body: Data
    public var isBroken: Bool
    /// Small limits, or the usual ones.
    public var limits: Limits?
    public var cutSeed: UInt64
    public var pieceBytesMax: Int

    public struct Limits: Codable, Sendable, Equatable {
        public var bodyBytesMax: Int
        public var eventBytesMax: Int
        public var eventsMax: Int
        public var depthMax: Int
    }

    public var byteCount: Int { body.count + headers.byteCount }

    /// The pieces in which the body comes, some of them empty.
    public var pieces: [Range<Int>] {
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
public struct InquiryInput: Codable, Sendable, Equatable {
    public var provider: String
    public var method: String
    public var path: String
    public var headers: [FuzzInput.Field]
    public var body: Data
    /// For ids and padding.
    public var stamp: UInt64

    public var byteCount: Int { body.count + headers.byteCount + path.utf8.count }
}

/// What a door is to say, to a question that it understood.
public struct RenderingInput: Codable, Sendable, Equatable {
    public var question: InquiryInput
    public var words: [Word]
    /// Before which word the answer breaks off with an error; never if there is none.
    public var failsBefore: Int?

    public var byteCount: Int { question.byteCount + words.reduce(0) { $0 + $1.byteCount } }
}

extension [FuzzInput.Field] {
    var headers: Headers { Headers(map { ($0.name, $0.value) }) }
    var byteCount: Int { reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}
