public import Providers
import Synchronization
public import Transports
public import Vocabulary

/// Where a provider is of which several bases are in print: the one that lists its models, asked before anything
/// else is.
public enum BaseFinder {
    /// - Parameter given: the user's own base, which is asked first and whose host is the only one asked then.
    public static func base(
        of provider: any Provider, given: String?, key: Secret?,
        headers: [Request.SecretField] = [], over transport: Transport
    ) async throws(Diagnostics) -> String {
        var answers: [(base: String, answer: BaseProbe.Answer)] = []
        var told: [String] = []
        for base in BaseProbe.candidates(given: given, for: provider) {
            let heard = ShortBody()
            let listing = ModelListing(of: provider).request(
                at: Endpoint(baseURL: base, key: key), within: ModelListing.patience)
            guard var request = listing else { continue }
            request.secretHeaders += headers
            let exchange = await transport.send(request, into: heard)
            let answer = BaseProbe.answer(
                status: exchange.breakage == nil ? exchange.status : nil, body: heard.bytes,
                of: provider)
            if case .models = answer { return base }
            answers.append((base, answer))
            told.append("\(base) \(words(answer, exchange))")
        }
        // A key that may not list models may ask them.
        if let base = BaseProbe.choice(of: answers) { return base }
        throw Diagnostics([
            Diagnostic(
                "provider '\(provider.name)' lists its models at none of its bases: "
                    + told.joined(separator: "; "),
                hint: given == nil
                    ? "name the right one: providers: { \(provider.name): { base_url: \"https://…\" } }"
                    : "the base is what stands before `/models` and `/chat/completions`")
        ])
    }

    private static func words(_ answer: BaseProbe.Answer, _ exchange: Exchange) -> String {
        if let breakage = exchange.breakage { return "does not answer (\(breakage.reason))" }
        let status = exchange.status.map { " (status \($0))" } ?? ""
        return answer == .refused ? "refuses the key\(status)" : "has no list of models\(status)"
    }
}

/// Keeps as much of an answer as a list of models may take.
private final class ShortBody: ByteSink {
    private let kept = Mutex<[UInt8]>([])
    private static let bytesMax = 8 << 20

    func begin(status: Int, headers: Headers, at moment: Moment) {}

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        kept.withLock { kept in
            for index in bytes.indices { kept.append(bytes[index]) }
            return kept.count < Self.bytesMax ? .data : .enough
        }
    }

    var bytes: [UInt8] { kept.withLock { $0 } }
}
