import Documents
import Providers
import Reports
import Vocabulary

/// `pathproof read`: one captured exchange through the reader of its dialect, as JSON.
struct ReadCommand: Command {
    static let name = "read"
    static let summary = "read one captured answer and print its reading as JSON"
    static let operands = "[DIR]"
    static let details = """
        DIR holds `meta.json` (its `dialect`), `response.json` (`status`, `headers`) and
        `response.body`. Without it, --dialect and --body say what to read.
        """
    static let options: [OptionSpec] = [
        OptionSpec("--dialect", value: "NAME", "the wire language, or a provider that speaks it"),
        OptionSpec("--status", value: "N", "the HTTP status (200)"),
        OptionSpec("--headers", value: "FILE", "a JSON object with a member `headers`"),
        OptionSpec("--body", value: "FILE", "the body's bytes, after content decoding"),
        OptionSpec(
            "--cut", value: "N", "hand the body over in pieces of N bytes, as a network may"),
    ]

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let answer = try Answer(arguments)
        let reader = AnswerReader(answer.reader)
        let moment = Moment(nanoseconds: 0)
        reader.begin(status: answer.status, headers: answer.headers, at: moment)
        var rest = answer.body[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(answer.cut))
            rest = rest.dropFirst(answer.cut)
            if case .enough = reader.take(piece.span, at: moment) { break }
        }
        var exchange = Exchange(queued: moment)
        exchange.status = answer.status
        terminal.say(ReadingJSON.text(reader.reading(exchange: exchange)) + "\n")
        return .pass
    }

    /// What is to be read, from a folder or from options.
    private struct Answer {
        let reader: DialectReader
        var status = 200
        var headers = Headers()
        var body: [UInt8]
        var cut: Int

        init(_ arguments: Arguments) throws(Diagnostics) {
            let folder = arguments.words.first
            guard arguments.words.count <= 1 else {
                throw Diagnostics([Diagnostic("`pathproof read` takes one folder at most")])
            }
            var dialect = arguments.last("--dialect")
            if let folder, dialect == nil {
                let meta = try Document.read(path: "\(folder)/meta.json")
                dialect = try Self.member("dialect", of: meta).text
            }
            guard let dialect else {
                throw Diagnostics([
                    Diagnostic(
                        "no dialect is given",
                        hint: "--dialect NAME, one of: \(Self.dialectNames.joined(separator: ", "))"
                    )
                ])
            }
            guard Self.dialectNames.contains(dialect) else {
                throw Diagnostics([
                    Diagnostic(
                        "unknown dialect or provider '\(dialect)'",
                        hint: didYouMean(dialect, among: Self.dialectNames)
                            ?? "there are: \(Self.dialectNames.joined(separator: ", "))")
                ])
            }
            if let path = arguments.last("--headers") ?? folder.map({ "\($0)/response.json" }) {
                let file = try Document.read(path: path)
                status = file["status"]?.asInt ?? 200
                headers = try Self.headers(of: try Self.member("headers", of: file))
            }
            status = try arguments.integer("--status", in: 100...599) ?? status
            guard let path = arguments.last("--body") ?? folder.map({ "\($0)/response.body" })
            else {
                throw Diagnostics([Diagnostic("no body is given", hint: "--body FILE")])
            }
            body = try FileBytes.read(path)
            cut = try arguments.integer("--cut", in: 1...Int.max) ?? max(1, body.count)
            let isStreamed = Self.looksStreamed(headers, body)
            reader = Self.reader(of: dialect, isStreamed: isStreamed)
            if arguments.last("--headers") == nil, folder == nil {
                // Nobody says that they were missing.
                let isJSON = body.starts(with: "{".utf8)
                let type = isStreamed ? "text/event-stream" : isJSON ? "application/json" : nil
                if let type { headers.append("content-type", type) }
            }
        }

        private static func reader(of name: String, isStreamed: Bool) -> DialectReader {
            if let provider = allProviders.first(where: { $0.name == name }) {
                return provider.reader(isStreamed: isStreamed)
            }
            guard let dialect = allDialects.first(where: { $0.name == name }) else {
                preconditionFailure("no dialect '\(name)'")
            }
            return dialect.reader(AnswerContract(isStreamed: isStreamed), .standard)
        }

        /// A stream is expected where one came: what was asked for is not part of a captured answer.
        private static func looksStreamed(_ headers: Headers, _ body: [UInt8]) -> Bool {
            let type = headers["content-type"]?.lowercased() ?? ""
            if !type.isEmpty { return type.hasPrefix("text/event-stream") }
            return ["data:", "event:", ":"].contains { body.starts(with: $0.utf8) }
        }

        /// Each a text, or a list of texts where a field came more than once.
        private static func headers(of node: Node) throws(Diagnostics) -> Headers {
            let mistakes = Mistakes()
            var headers = Headers()
            if node.entries == nil {
                mistakes.add(
                    "expected an object for 'headers', found \(node.shown)", at: node,
                    hint: #"{ "headers": { "content-type": "application/json" } }"#)
            }
            for (key, value) in node.entries ?? [] {
                for item in value.items ?? [value] {
                    if let text = item.asString {
                        headers.append(key.text ?? "", text)
                    } else {
                        mistakes.add(
                            "expected a text for the field '\(key.text ?? "")', found \(item.shown)",
                            at: item, hint: "\"\(item.shown)\"")
                    }
                }
            }
            try mistakes.check()
            return headers
        }

        private static func member(_ name: String, of node: Node) throws(Diagnostics) -> Node {
            if let member = node[name] { return member }
            throw Diagnostics([node.diagnostic("expected an object with a member '\(name)'")])
        }

        private static var dialectNames: [String] {
            var names: [String] = []
            for name in allDialects.map(\.name) + allProviders.map(\.name) {
                if !names.contains(name) { names.append(name) }
            }
            return names
        }
    }
}
