import Vocabulary

extension WireContext {
    /// What is amiss with a stream before its first event: how it is labelled and framed, and that nobody asked.
    mutating func judgeStream(
        _ found: StreamFacts.Framing, _ framings: [StreamFacts.Framing], isAsked: Bool
    ) {
        let mediaType = head.mediaType
        if mediaType != found.mediaType {
            notes.add(
                "wire.content-type", .warning, at: 0,
                "\(found.title) under content type '\(mediaType?.description ?? "none")'")
        }
        if let usual = framings.first, !framings.contains(found) {
            notes.add(
                "wire.stream.framing", .warning, at: 0,
                "\(found.title), where this language has \(usual.title)")
        }
        if !isAsked {
            notes.add(
                "wire.stream.unasked", .error, at: 0, "a stream, where a plain answer was asked for"
            )
        }
    }

    /// `[DONE]` came: the end mark itself, or one behind the dialect's own.
    mutating func takeDone(isLastMark: Bool) {
        switch terminator {
        case nil: terminator = "[DONE]"
        case "[DONE]":
            notes.add("wire.stream.duplicate-done", .warning, at: offset, "[DONE] a second time")
        default:
            guard isLastMark else { break }
            notes.add(
                "wire.stream.foreign-done", .note, at: offset,
                "[DONE] after the dialect's own end mark")
        }
    }
}

extension Span<UInt8> {
    /// Like the official clients: what starts so is the end mark.
    var isDone: Bool {
        count >= 6 && self[0] == UInt8(ascii: "[") && self[1] == UInt8(ascii: "D")
            && self[2] == UInt8(ascii: "O") && self[3] == UInt8(ascii: "N")
            && self[4] == UInt8(ascii: "E") && self[5] == UInt8(ascii: "]")
    }
}
