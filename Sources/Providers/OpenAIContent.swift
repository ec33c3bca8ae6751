import Documents

/// Text and reasoning of a message or delta, wherever its maker put them.
enum OpenAIContent {
    /// The text parts of a content list, joined.
    static func text(_ tape: borrowing JSONTape, _ content: JSONTape.Node) -> String {
        var text = ""
        for part in tape.elements(content) {
            if let plain = tape.string(part) {
                text += plain
            } else if !isThinking(tape, part), let piece = tape.string("text", of: part) {
                text += piece
            }
        }
        return text
    }

    /// The first of these that is not empty: `reasoning_content`, `reasoning`, thinking parts of the content,
    /// the readable parts of `reasoning_details`. Some send the same thought in two of them.
    static func reasoning(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ content: JSONTape.Node?
    ) -> (text: String, quoted: Range<Int>?) {
        if let node = tape.member("reasoning_content", of: message),
            let text = tape.string(node), !text.isEmpty
        {
            return (text, tape.range(node))
        }
        if let node = tape.member("reasoning", of: message), let text = tape.string(node),
            !text.isEmpty
        {
            return (text, tape.range(node))
        }
        if let content, tape.kind(content) == .array {
            let text = thinking(tape, content)
            if !text.isEmpty { return (text, nil) }
        }
        guard let details = tape.member("reasoning_details", of: message) else { return ("", nil) }
        var text = ""
        for detail in tape.elements(details) {
            if let piece = tape.string("text", of: detail), !piece.isEmpty {
                text += piece
            } else if let piece = tape.string("summary", of: detail) {
                text += piece
            }
        }
        return (text, nil)
    }

    private static func thinking(
        _ tape: borrowing JSONTape, _ content: JSONTape.Node
    ) -> String {
        var text = ""
        for part in tape.elements(content) where isThinking(tape, part) {
            guard let thought = tape.member("thinking", of: part) else { continue }
            text += tape.string(thought) ?? Self.text(tape, thought)
        }
        return text
    }

    private static func isThinking(_ tape: borrowing JSONTape, _ part: JSONTape.Node) -> Bool {
        tape.member("type", of: part).map { tape.equals($0, "thinking") } ?? false
    }
}
