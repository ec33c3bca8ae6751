import Documents
public import Vocabulary

// A cassette as a file that people read and compare:
//
//     pathproof cassette 1
//     provider: openai
//     …
//
//     POST /chat/completions
//     content-type: application/json
//
//     | {
//     |   "model": "gpt-5.4-mini-2026-03-17",
//     …
//     \ }
//
//     status 200
//     content-type: text/event-stream
//
//     @ 312 ms
//     | data: {"id":…}
//     |
//     end
//
// `|` is a line with its end, `\` one without; behind `|%` and `\%` bytes that an editor would spoil are written %0D.
// `@` is the pause before what follows it. Without `end` a part is missing. Lines may end in CRLF, as git writes
// them on some machines: a CR of the provider's own is always written %0D.

extension Cassette {
    private static let title = "pathproof cassette 1"

    public var text: String {
        var text = "\(Self.title)\n"
        for (name, value) in [
            ("provider", provider), ("model", model), ("base", baseURL), ("recorded", recorded),
        ] { text += "\(name): \(CassetteText.line(value))\n" }
        text += "\n\(request.method) \(request.target)\n" + CassetteText.fields(request.headers)
        text += "\n" + CassetteText.lines(FlatJSON.spread(request.body))
        text += "\nstatus \(status)\n" + CassetteText.fields(headers) + "\n"
        for piece in pieces {
            let milliseconds = (piece.pause.inNanoseconds + 500_000) / 1_000_000
            text += "@ \(milliseconds) ms\n" + CassetteText.lines(piece.bytes)
        }
        return text + "\(Self.end)\n"
    }

    private static let end = "end"

    /// - Parameter file: for messages.
    public init(_ text: String, file: String) throws(Diagnostics) {
        var lines = CassetteLines(text, file: file)
        guard lines.next() == Self.title else {
            throw lines.mistake("the first line is not '\(Self.title)'")
        }
        let facts = try lines.fields()
        func fact(_ name: String) throws(Diagnostics) -> String {
            guard let value = facts.first(where: { $0.name == name })?.value else {
                throw lines.mistake("there is no line '\(name): …' in the head")
            }
            return value
        }
        provider = try fact("provider")
        model = try fact("model")
        baseURL = try fact("base")
        recorded = try fact("recorded")
        let words = (lines.next() ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2, words[1].utf8.first == UInt8(ascii: "/") else {
            throw lines.mistake("expected a method and a path, as in 'POST /chat/completions'")
        }
        request = AskedRequest(
            method: words[0], target: words[1], headers: try lines.fields(),
            body: try lines.bytes())
        guard lines.skipEmpty(), let line = lines.next(), line.hasPrefix("status "),
            let status = Int(line.dropFirst(7)), (100...599).contains(status)
        else { throw lines.mistake("expected the status, as in 'status 200'") }
        self.status = status
        headers = try lines.fields()
        pieces = []
        while true {
            guard let line = lines.next() else {
                throw lines.mistake(
                    "the cassette breaks off: its last line is not '\(Self.end)'",
                    hint:
                        "delete it and record it again, or fetch the whole file: played as it is, "
                        + "it would make a part of an answer out as the whole")
            }
            if line == Self.end { break }
            let parts = line.split(separator: " ")
            guard parts.count == 3, parts[0] == "@", parts[2] == "ms", let pause = Int(parts[1]),
                (0...3_600_000).contains(pause)
            else { throw lines.mistake("expected a pause, as in '@ 12 ms', or '\(Self.end)'") }
            pieces.append(Piece(pause: .milliseconds(pause), bytes: try lines.bytes()))
        }
        while lines.skipEmpty() {}
        guard lines.next() == nil else {
            throw lines.mistake("nothing may stand behind '\(Self.end)'")
        }
    }
}

/// The lines of a cassette, one after the other, as bytes: a provider may begin a piece with an accent, which as a
/// character would be one with the blank before it.
private struct CassetteLines {
    private let lines: [ArraySlice<UInt8>]
    private let file: String
    private var place = 0

    init(_ text: String, file: String) {
        var lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
        self.file = file
    }

    mutating func next() -> String? {
        guard place < lines.count else { return nil }
        place += 1
        return Self.text(lines[place - 1])
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    mutating func skipEmpty() -> Bool {
        guard place < lines.count, lines[place].isEmpty else { return false }
        place += 1
        return true
    }

    /// As far as the next empty line, which goes with them.
    mutating func fields() throws(Diagnostics) -> [Request.Field] {
        var fields: [Request.Field] = []
        while place < lines.count, !lines[place].isEmpty {
            let line = lines[place]
            place += 1
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw mistake("expected 'name: value', found '\(Self.text(line))'")
            }
            fields.append(
                Request.Field(
                    Self.text(line[..<colon]),
                    Self.text(line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") })))
        }
        _ = skipEmpty()
        return fields
    }

    mutating func bytes() throws(Diagnostics) -> [UInt8] {
        var bytes: [UInt8] = []
        while place < lines.count, let mark = lines[place].first,
            mark == UInt8(ascii: "|") || mark == UInt8(ascii: "\\")
        {
            let rest = lines[place].dropFirst()
            place += 1
            switch rest.first {
            case nil: break
            case UInt8(ascii: " "): bytes += rest.dropFirst()
            case UInt8(ascii: "%"):
                guard let plain = percentUnescaped(rest.dropFirst()) else {
                    throw mistake("'%' stands before two hexadecimal digits, as in '%0D'")
                }
                bytes += plain
            default:
                throw mistake("behind '\(UnicodeScalar(mark))' stands a blank, or '%'")
            }
            if mark == UInt8(ascii: "|") { bytes.append(0x0A) }
        }
        return bytes
    }

    /// About the line that was read last.
    func mistake(
        _ message: String, hint: String = "--record writes such files"
    ) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                message, at: SourceLocation(file: file, line: max(1, place), column: 1),
                hint: hint)
        ])
    }
}

/// Bytes as lines, and back.
private enum CassetteText {
    static func fields(_ fields: [Request.Field]) -> String {
        fields.map { "\(line($0.name)): \(line($0.value))\n" }.joined()
    }

    /// No value may begin a line of its own.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { isPlain($0) }))
    }

    static func lines(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            let line = rest[..<(end ?? rest.endIndex)]
            rest = end.map { rest[($0 + 1)...] } ?? []
            text += end == nil ? "\\" : "|"
            if let plain = plain(line) {
                text += plain.isEmpty ? "" : " \(plain)"
            } else {
                text += "%\(escaped(line))"
            }
            text += "\n"
        }
        return text
    }

    /// Nil where an editor or a terminal would make something else of it.
    private static func plain(_ line: ArraySlice<UInt8>) -> String? {
        guard let text = String(validating: line, as: UTF8.self), text.last != " ",
            text.unicodeScalars.allSatisfy(isPlain)
        else { return nil }
        return text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: false
        default: true
        }
    }

    private static func escaped(_ line: ArraySlice<UInt8>) -> String {
        line.enumerated().map { index, byte in
            let isLast = index == line.count - 1
            guard byte < 0x20 || byte > 0x7E || byte == 0x25 || (byte == 0x20 && isLast) else {
                return String(UnicodeScalar(byte))
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%\(byte < 16 ? "0" : "")\(digits)"
        }.joined()
    }
}
