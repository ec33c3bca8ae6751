import Documents
import Servers
import Synchronization
import Vocabulary

/// A leg's answer in the hands of a gateway.
struct Relayed: Sendable {
    /// 0 where none came.
    var status = 0
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    /// It did not come to its end.
    var isBroken = false
    var isStreamed = false
    /// What the caller asked for, and in how many bytes.
    var route = ""
    var requestBytes = 0
    /// By the name that a model has in its answers.
    var prices: [String: VicedPrice] = [:]

    var isAnswer: Bool { status / 100 == 2 && !isBroken }

    /// Changes each JSON in it: the body of a plain answer, every event of a stream.
    mutating func edit(_ change: (_ text: inout JSONText, _ number: Int) -> Void) {
        guard isStreamed else {
            var text = JSONText(body)
            change(&text, 0)
            body = text.bytes
            return
        }
        var number = 0
        let lines = body.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            line -> [UInt8] in
            guard line.starts(with: Self.prefix), line.last == 0x7D else { return Array(line) }
            var text = JSONText(Array(line.dropFirst(Self.prefix.count)))
            change(&text, number)
            number += 1
            return Self.prefix + text.bytes
        }
        body = Array(lines.joined(separator: [0x0A]))
    }

    /// A gateway before this one may tell of a break in an event of the stream: without it, the stream is just
    /// broken off.
    mutating func forgetError() {
        guard isStreamed, let event = body.firstRange(of: Self.prefix + Array("{\"error\"".utf8))
        else { return }
        body.removeSubrange(event.lowerBound...)
        isBroken = true
    }

    /// Behind all that came.
    mutating func append(event data: String) { body += Array("data: \(data)\n\n".utf8) }

    private static let prefix = Array("data: ".utf8)

    mutating func replace(status: Int, body: String, type: String = "application/json") {
        self.status = status
        self.body = Array(body.utf8)
        headers = [("content-type", type)]
        isBroken = false
    }

    /// Who answered, by the first JSON that names it.
    var model: String? {
        var found: String?
        var copy = self
        copy.edit { text, _ in found = found ?? text["/model"].flatMap { $0.isEmpty ? nil : $0 } }
        return found
    }

    /// The token counts of the last JSON that has them.
    var usage: (input: Int, cached: Int, output: Int)? {
        var found: (input: Int, cached: Int, output: Int)?
        var copy = self
        copy.edit { text, _ in
            guard let input = text["/usage/prompt_tokens"].flatMap({ Int($0) }),
                let output = text["/usage/completion_tokens"].flatMap({ Int($0) })
            else { return }
            let cached = text["/usage/prompt_tokens_details/cached_tokens"].flatMap { Int($0) }
            found = (input, cached ?? 0, output)
        }
        return found
    }
}

/// JSON that is changed in places, all else left as it was written.
struct JSONText: Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A text without its quotes, a number or a flag as written; nil where nothing stands at the pointer.
    subscript(_ pointer: String) -> String? {
        guard let (tape, node, _) = find(pointer) else { return nil }
        return tape.string(node) ?? tape.text(node)
    }

    mutating func replace(_ pointer: String, with text: String) {
        guard let (tape, node, _) = find(pointer) else { return }
        var writer = JSONWriter()
        writer.string(text)
        bytes.replaceSubrange(tape.range(node), with: writer.bytes)
    }

    mutating func replace(_ pointer: String, withNumber number: Int) {
        guard let (tape, node, _) = find(pointer) else { return }
        bytes.replaceSubrange(tape.range(node), with: Array(String(number).utf8))
    }

    /// A member or an element, with one of the commas beside it.
    mutating func remove(_ pointer: String) {
        guard let (tape, node, key) = find(pointer) else { return }
        var range = tape.range(node)
        if let key { range = tape.range(key).lowerBound..<range.upperBound }
        if let next = bytes[range.upperBound...].first, next == 0x2C {
            range = range.lowerBound..<(range.upperBound + 1)
        } else if range.lowerBound > 0, bytes[range.lowerBound - 1] == 0x2C {
            range = (range.lowerBound - 1)..<range.upperBound
        }
        bytes.removeSubrange(range)
    }

    private func find(
        _ pointer: String
    ) -> (tape: JSONTape, node: JSONTape.Node, key: JSONTape.Node?)? {
        var tape = JSONTape()
        guard (try? tape.read(bytes)) != nil else { return nil }
        var (node, key): (JSONTape.Node, JSONTape.Node?) = (tape.root, nil)
        for token in JSONPointer.tokens(of: pointer) ?? [] {
            if tape.kind(node) == .array, let index = Int(token) {
                guard let element = tape.elements(node).dropFirst(index).first(where: { _ in true })
                else { return nil }
                (node, key) = (element, nil)
            } else {
                guard
                    let member = tape.members(node).first(where: { tape.string($0.key) == token })
                else { return nil }
                (node, key) = (member.value, member.key)
            }
        }
        return (tape, node, key)
    }
}

/// Takes an answer in for a gateway.
protocol RelayingSink: ByteSink {
    var relayed: Relayed { get }
}

/// Keeps an answer as it came.
final class AnswerSink: RelayingSink {
    private let state = Mutex(Relayed())
    // Told by the server itself for what it sends on.
    private static let framing: Set<String> = ["content-length", "transfer-encoding", "connection"]

    func begin(status: Int, headers: Headers, at moment: Moment) {
        let kept = headers.fields.map { ($0.name, $0.value) }.filter {
            !Self.framing.contains($0.0.lowercased())
        }
        state.withLock { relayed in
            relayed.status = status
            relayed.headers = kept
        }
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        state.withLock { relayed in
            for index in bytes.indices { relayed.body.append(bytes[index]) }
        }
        return .data
    }

    var relayed: Relayed { state.withLock { $0 } }
}

/// Hands the stream of an answer on as it comes, and keeps what is none.
final class PassingSink: RelayingSink {
    private let kept = AnswerSink()
    private let responder: Responder
    private let begun = Atomic(false)

    init(to responder: Responder) { self.responder = responder }

    /// Part of it has gone out.
    var hasBegun: Bool { begun.load(ordering: .acquiring) }
    var relayed: Relayed { kept.relayed }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        kept.begin(status: status, headers: headers, at: moment)
        guard status / 100 == 2 else { return }
        begun.store(true, ordering: .releasing)
        responder.send(
            HTTPText.head(
                status: status,
                headers: kept.relayed.headers + [
                    ("transfer-encoding", "chunked"), ("connection", "close"),
                ]))
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        guard hasBegun else { return kept.take(bytes, at: moment) }
        var piece: [UInt8] = []
        for index in bytes.indices { piece.append(bytes[index]) }
        responder.send(HTTPText.chunk(piece))
        return .data
    }
}
