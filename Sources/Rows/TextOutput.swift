/// Where a report's text goes, with scratch space for what must be written later than it is known.
///
/// Counts stand in front of what they count in most formats; a report that holds its text back in
/// scratch space needs no memory for it, however many rows there are.
public protocol TextOutput: AnyObject {
    func write(_ bytes: Span<UInt8>) throws(OutputFailure)

    /// Puts bytes aside; the piece is good until the output ends.
    ///
    /// - Parameter room: about how much will be written in front of it, in a format where spaces at the end of
    ///   that mean nothing: then a long piece may stay where it is.
    func putAside(_ bytes: Span<UInt8>, room: Int) throws(OutputFailure) -> Aside

    /// Writes what was put aside.
    func write(_ piece: Aside) throws(OutputFailure)
}

/// A piece of an output's scratch space.
public struct Aside: Sendable, Equatable {
    public var offset: Int
    public var count: Int
    /// What was left blank in front of it.
    public var room: Int

    public init(offset: Int, count: Int, room: Int = 0) {
        self.offset = offset
        self.count = count
        self.room = room
    }

    public var end: Int { offset + count }
}

/// The disk is full, the folder is gone, the reader of a pipe has left: the world's fault, in its words.
public struct OutputFailure: Error, Sendable, Equatable {
    public var reason: String
    /// What to do about it, where that is known.
    public var hint: String?

    public init(_ reason: String, hint: String? = nil) {
        self.reason = reason
        self.hint = hint
    }
}

extension TextOutput {
    public func putAside(_ bytes: Span<UInt8>) throws(OutputFailure) -> Aside {
        try putAside(bytes, room: 0)
    }

    public func write(_ bytes: [UInt8]) throws(OutputFailure) { try write(bytes.span) }

    public func write(_ text: String) throws(OutputFailure) { try write(text.utf8.span) }
}

/// An output in memory, for what is small.
public final class MemoryOutput: TextOutput {
    public private(set) var bytes: [UInt8] = []
    private var aside: [UInt8] = []

    public init() {}

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    public func write(_ bytes: Span<UInt8>) throws(OutputFailure) {
        for index in 0..<bytes.count { self.bytes.append(bytes[index]) }
    }

    public func putAside(_ bytes: Span<UInt8>, room: Int) throws(OutputFailure) -> Aside {
        let piece = Aside(offset: aside.count, count: bytes.count)
        for index in 0..<bytes.count { aside.append(bytes[index]) }
        return piece
    }

    public func write(_ piece: Aside) throws(OutputFailure) {
        bytes += aside[piece.offset..<piece.end]
    }
}
