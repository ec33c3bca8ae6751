import Documents
import Gateways
import GatewayMaps
import Lint
import Providers
import Transports
import Vocabulary

/// `lint --connect`: asks each provider and gateway of the files for its list of models, once, with its own key and
/// at its own address, and follows nobody elsewhere.
struct Connector {
    /// How long each may take.
    let patience: Duration
    let transport: Transport

    /// More at once would be a burst to a gateway that stands behind several names.
    private static let widthMax = 8

    /// The subjects with what came of it.
    func connected(_ subjects: [LintSubject]) async -> [LintSubject] {
        var asked: [(subject: Int, question: ConnectQuestion)] = []
        for (index, subject) in subjects.enumerated() {
            asked += ConnectQuestion.all(of: subject).map { (index, $0) }
        }
        let questions = asked.map(\.question)
        var answers = [Connection?](repeating: nil, count: questions.count)
        await withTaskGroup(of: (Int, Connection).self) { group in
            var next = 0
            func start() {
                guard next < questions.count else { return }
                let (number, question) = (next, questions[next])
                next += 1
                group.addTask { (number, await self.answer(to: question)) }
            }
            for _ in 0..<Self.widthMax { start() }
            for await (number, answer) in group {
                answers[number] = answer
                start()
            }
        }
        var subjects = subjects
        for (place, answer) in zip(asked, answers) {
            if let answer { subjects[place.subject].connections.append(answer) }
        }
        return subjects
    }

    private func answer(to question: ConnectQuestion) async -> Connection {
        if let lack = question.lack {
            return question.connection(.notAsked(lack.reason, hint: lack.hint))
        }
        if let key = question.key?.revealed, !key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            let usual = question.keyPlace == nil ? question.provider.keyVariable : nil
            return question.connection(
                .unsendableKey(from: question.keyPlace?.unexpanded ?? usual))
        }
        guard let base = question.base else {
            return question.connection(
                .notAsked("no address of it is known", hint: question.addressHint))
        }
        let first = await ask(question, at: base)
        guard case .noList(let words, _) = first else {
            return question.connection(first, at: base)
        }
        // On the same host only, where the address is the user's.
        let others = BaseProbe.candidates(
            given: question.isOwnBase ? base : nil, for: question.provider)
        var seen = [url(question, at: base)]
        for other in others {
            guard let url = url(question, at: other), !seen.contains(url) else { continue }
            seen.append(url)
            let answer = await ask(question, at: other)
            guard case .models = answer else { continue }
            return question.isOwnBase
                ? question.connection(
                    .noList(words, better: AddressSecrets.shown(other)), at: base)
                : question.connection(answer, at: other)
        }
        return question.connection(first, at: base)
    }

    private func url(_ question: ConnectQuestion, at base: String) -> String? {
        ModelListing(of: question.provider).request(
            at: Endpoint(baseURL: base, key: nil), within: patience)?.url
    }

    private func ask(
        _ question: ConnectQuestion, at base: String
    ) async -> Connection.Outcome {
        let listing = ModelListing(of: question.provider)
        let endpoint = Endpoint(baseURL: base, key: question.key)
        guard let request = listing.request(at: endpoint, within: patience) else {
            return .notAsked("it has no list of models at this address", hint: nil)
        }
        let heard = await heard(request, of: question)
        guard let status = heard.status, heard.breakage == nil else {
            return .unreached(heard.breakage ?? Breakage(.emptyReply, "nothing came"))
        }
        switch status {
        case 200..<300:
            guard let names = listing.names(in: heard.body) else {
                return .noList("status \(status), and no list in what came", better: nil)
            }
            if let request = listing.keyRequest(at: endpoint, within: patience) {
                let proof = await self.heard(request, of: question)
                if proof.isRefusal { return .refusedKey(proof.words) }
            }
            return .models(listing.tellsNames ? names : nil)
        case 300..<400:
            return .noList("\(heard.words), a redirect, and no key follows one", better: nil)
        case _ where heard.isRefusal: return .refusedKey(heard.words)
        case 408, 429, 500...: return .troubled(heard.words)
        default: return .noList(heard.words, better: nil)
        }
    }

    // MARK: Answers

    private struct Heard {
        var status: Int?
        var breakage: Breakage?
        var body: [UInt8]
        /// The status, and what the provider says of it.
        var words: String
        var isRefusal: Bool
    }

    private func heard(_ request: Request, of question: ConnectQuestion) async -> Heard {
        var request = request
        request.secretHeaders += question.headers
        let sink = WholeBody()
        let exchange = await transport.send(request, into: sink)
        let body = sink.body
        var words = exchange.status.map { "status \($0)" } ?? "no status"
        var isRefusal = exchange.status == 401 || exchange.status == 403
        if let status = exchange.status, status >= 400, exchange.breakage == nil {
            let error = Self.error(status, body, exchange, question.provider)
            if let error, question.provider.trigger(for: error) == .auth { isRefusal = true }
            if let message = error?.message, !message.isEmpty {
                words += ": \(question.redacted(message))"
            }
        }
        return Heard(
            status: exchange.status, breakage: exchange.breakage, body: body, words: words,
            isRefusal: isRefusal)
    }

    /// In the provider's own envelope: some say with status 400 that a key is none.
    private static func error(
        _ status: Int, _ body: [UInt8], _ exchange: Exchange, _ provider: any Provider
    ) -> ProviderError? {
        let reader = AnswerReader(provider.reader(isStreamed: false))
        reader.begin(
            status: status, headers: Headers([("content-type", "application/json")]),
            at: exchange.queued)
        _ = reader.take(body.span, at: exchange.queued)
        return reader.reading(exchange: exchange).error
    }
}
