import Documents
import Providers
import Rows
import Vocabulary

/// Embeddings in OpenAI's wire shape, which its neighbours have too: `POST …/embeddings`.
enum Embedding {
    /// An answer's text may come in many numbers, and no more than these.
    private static let numbersMax = 65_536

    static func request(
        for text: String, to model: String, at target: Target
    ) -> Request {
        var json = JSONWriter()
        json.beginObject()
        json.member("model", model)
        json.member("input", text)
        json.member("encoding_format", "float")
        json.endObject()
        let endpoint = target.endpoint
        // Ollama has its own language at its root, and OpenAI's below it.
        let path = type(of: target.provider).name == Ollama.name ? "/v1/embeddings" : "/embeddings"
        return Request(
            url: endpoint.url(path), headers: [Request.Field("Content-Type", "application/json")],
            secretHeaders: target.provider.authorization.fields(at: endpoint), body: json.bytes,
            limits: target.limits)
    }

    struct Answer {
        var numbers: [Double]
        var model: String?
        var usage: Usage?
    }

    struct Unreadable: Error {
        var reason: String
    }

    static func read(_ heard: Heard) throws(Unreadable) -> Answer {
        let (status, body) = (heard.status, heard.body)
        var tape = JSONTape()
        let isJSON = (try? tape.read(body)) != nil
        guard status == 200 else {
            let error = isJSON ? tape.member("error", of: tape.root) : nil
            let message = error.flatMap { tape.string("message", of: $0) }
            throw Unreadable(
                reason: "status \(status.map(String.init) ?? "none")"
                    + (message.map { ": \(CaseRow.shortened($0))" } ?? ""))
        }
        guard isJSON else { throw Unreadable(reason: "its answer is no JSON") }
        guard let data = tape.member("data", of: tape.root), let first = tape.first(data),
            let list = tape.member("embedding", of: first)
        else { throw Unreadable(reason: "its answer has no 'data' with an 'embedding'") }
        var numbers: [Double] = []
        for node in tape.elements(list) {
            guard numbers.count < numbersMax, let number = tape.double(node) else {
                throw Unreadable(reason: "its 'embedding' is no list of numbers")
            }
            numbers.append(number)
        }
        guard !numbers.isEmpty else { throw Unreadable(reason: "its 'embedding' is empty") }
        var answer = Answer(numbers: numbers, model: tape.string("model", of: tape.root))
        if let usage = tape.member("usage", of: tape.root),
            let tokens = tape.integer("prompt_tokens", of: usage)
        {
            var told = Usage()
            told.input = Usage.Count(tokens, "prompt_tokens")
            told.output = Usage.Count(0, "none")
            answer.usage = told
        }
        return answer
    }

    /// Takes an answer down as it comes. `@unchecked Sendable` for the reason that `AnswerReader` gives.
    final class Heard: ByteSink, @unchecked Sendable {
        private(set) var status: Int?
        private(set) var body: [UInt8] = []
        private static let bytesMax = 4 << 20

        func begin(status: Int, headers: Headers, at moment: Moment) { self.status = status }

        func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
            guard body.count + bytes.count <= Self.bytesMax else { return .enough }
            body.append(copying: bytes)
            return .data
        }
    }
}
