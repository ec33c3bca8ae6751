import Documents
import Vocabulary

/// The fields of all requests in one wire language: made once, since every request has them.
struct RequestHeads: Sendable {
    private let plain: [Request.Field]
    private let streamed: [Request.Field]

    /// The kind of stream that is asked for, and what else is sent with either.
    init(stream: String = "text/event-stream", also: [Request.Field] = []) {
        let json = Request.Field("Content-Type", "application/json")
        plain = [json, Request.Field("Accept", "application/json")] + also
        streamed = [json, Request.Field("Accept", stream)] + also
    }

    func fields(stream: Bool) -> [Request.Field] { stream ? streamed : plain }
}

/// Members that requests of several wire languages have; where the prompt says nothing, nothing is written.
extension JSONWriter {
    /// A number as the user wrote it.
    mutating func number(_ key: String, _ text: String?) {
        guard let text else { return }
        self.key(key)
        number(text: text)
    }

    mutating func texts(_ key: String, _ texts: some Collection<String>) {
        guard !texts.isEmpty else { return }
        self.key(key)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// The first of these pairs by name.
    mutating func pairs(_ key: String, _ pairs: [String: String], atMost max: Int = .max) {
        guard !pairs.isEmpty else { return }
        self.key(key)
        beginObject()
        for (name, value) in pairs.sorted(by: { $0.key < $1.key }).prefix(max) {
            member(name, value)
        }
        endObject()
    }

    /// A value that is JSON already.
    mutating func raw(_ key: String, _ text: String) {
        self.key(key)
        raw(text)
    }

    /// An object of one member.
    mutating func object(_ key: String, _ inner: String, _ value: String) {
        self.key(key)
        beginObject()
        member(inner, value)
        endObject()
    }

    /// A message that is one text, as nearly all are.
    mutating func message(_ role: String, _ text: String) {
        beginObject()
        member("role", role)
        member("content", text)
        endObject()
    }
}

extension Message {
    /// The text of a message that is nothing else.
    var onlyText: String? {
        guard parts.count == 1, case .text(let text) = parts[0] else { return nil }
        return text
    }

    /// A turn that holds tool results is the user's where those are messages of their own.
    var speaker: String {
        switch role {
        case .system: "system"
        case .user, .tool: "user"
        case .assistant: "assistant"
        }
    }
}

/// What one of the two speakers says at a stretch.
struct Turn {
    let isAssistant: Bool
    var parts: [Message.Part] = []
    /// After which of the parts a mark for the cache stands.
    var kept: [Int] = []

    mutating func take(_ message: Message) {
        parts += message.parts
        if message.isKept, !parts.isEmpty { kept.append(parts.count - 1) }
    }
}

extension [Message] {
    /// What the system says, for languages where that stands beside the messages.
    var systemTexts: [String] {
        var texts: [String] = []
        for message in self where message.role == .system {
            for case .text(let text) in message.parts { texts.append(text) }
        }
        return texts
    }

    /// The two speakers in turn, the system left out: neighbours of one role become one turn, since results of
    /// parallel calls must stand together.
    func forEachTurn(_ body: (Turn) -> Void) {
        var turn: Turn?
        for message in self where message.role != .system {
            let isAssistant = message.role == .assistant
            if let turn, turn.isAssistant != isAssistant { body(turn) }
            if turn?.isAssistant != isAssistant { turn = Turn(isAssistant: isAssistant) }
            turn?.take(message)
        }
        if let turn { body(turn) }
    }

    /// A text that is the same wherever the marked beginning is: for providers that find what they keep by a name.
    var cacheName: String? {
        guard let end = lastIndex(where: \.isKept) else { return nil }
        let texts = self[...end].flatMap(\.parts).map { part in
            if case .text(let text) = part { text } else { "" }
        }
        return SHA256.hexadecimal(of: texts.joined(separator: "\0"), digits: 32)
    }
}
