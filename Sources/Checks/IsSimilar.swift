import Documents
public import Vocabulary

/// The answer must be near a text in meaning, or near one of several: the cosine of the angle between their embeddings,
/// as in promptfoo.
public struct IsSimilar: ReversibleCheck {
    public static let name = "similar"
    public static let summary =
        "the answer is near this text in meaning; `embedder:` of the suite names who tells"
    public static let family = CheckFamily.content
    public static let arguments = [
        (key: "value", summary: "a text, or a list of texts of which one is near enough"),
        (key: "threshold", summary: "the least cosine of their embeddings, from 0 to 1 (0.75)"),
    ]
    public static let isAsking = true

    private var texts: [TemplateText]
    private let threshold: Double

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        let value = try arguments.value("value", needs: needs)
        texts = []
        for item in value.items ?? [value] {
            guard let text = item.text, !text.isEmpty else {
                throw item.diagnostic(
                    "'value' of '\(arguments.name)' must be text, found \(item.kindWord)",
                    hint: needs)
            }
            texts.append(TemplateText(text))
        }
        guard !texts.isEmpty else {
            throw value.diagnostic("'value' of '\(arguments.name)' is an empty list", hint: needs)
        }
        threshold = try arguments.share("threshold", needs: Self.arguments[1].summary) ?? 0.75
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> IsSimilar {
        guard context.hasEmbedder else {
            throw Diagnostic(
                "'\(Self.name)' needs an embedder, and the suite names none",
                hint: "embedder: text-embedding-3-small, beside `prompts:`")
        }
        var bound = self
        for place in texts.indices { bound.texts[place] = try texts[place].rendered(in: context) }
        return bound
    }

    /// Of an empty text nobody has an embedding.
    public func questions(about attempt: Attempt) -> [Opinion.Question] {
        guard let answer = attempt.reading.text, !answer.isEmpty else { return [] }
        return ([answer] + texts.map(\.text)).map(Opinion.Question.embedding)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        switch nearness(attempt) {
        case .absent:
            return .failed(
                Diagnostic("\(wish(isNegated)); the caller saw \(Sight.words(for: attempt))"))
        case .unasked(let reason): return .skipped(reason: reason)
        case .unknown(let reason):
            return .errored(Diagnostic("whether the answer is near is not known: \(reason)"))
        case .known(let cosine, let embedder):
            // As promptfoo has it, the threshold itself is near enough, and far enough too.
            let holds =
                isNegated ? cosine <= threshold + 1e-9 : cosine >= threshold - 1e-9
            if holds { return .passed }
            return .failed(
                Diagnostic(
                    "\(wish(isNegated)); \(embedder.isEmpty ? "" : "by \(embedder) ")the cosine is "
                        + "\(Scoring.figure(cosine)), and the threshold \(Scoring.figure(threshold)); "
                        + "got \(Excerpt.ofAnswer(attempt.reading))"))
        }
    }

    public func score(_ attempt: Attempt) -> Double? {
        guard case .known(let cosine, _) = nearness(attempt) else { return nil }
        return min(1, max(0, cosine))
    }

    private enum Nearness {
        /// No answer came.
        case absent
        case unasked(String)
        case unknown(String)
        /// To the nearest of the texts.
        case known(Double, by: String)
    }

    private func nearness(_ attempt: Attempt) -> Nearness {
        guard let answer = attempt.reading.text else { return .absent }
        guard !answer.isEmpty else { return .known(0, by: "") }
        var vectors: [[Double]] = []
        var embedder = ""
        for question in questions(about: attempt) {
            switch attempt.opinions[question] {
            case nil: return .unasked("a simulated run asks no embedder: --live does")
            case .unasked(let reason): return .unasked(reason)
            case .failed(let reason): return .unknown(reason)
            case .said: return .unknown("an embedder answered with words")
            case .embedded(let numbers, let name):
                vectors.append(numbers)
                embedder = name
            }
        }
        var nearest: Double?
        for vector in vectors.dropFirst() {
            guard let cosine = Cosine.between(vectors[0], vector) else {
                return .unknown("the embeddings of \(embedder) cannot be compared")
            }
            nearest = max(nearest ?? cosine, cosine)
        }
        guard let nearest else { return .absent }
        return .known(nearest, by: embedder)
    }

    private func wish(_ isNegated: Bool) -> String {
        let texts = texts.prefix(3).map { Excerpt.quoted($0.text, scalarsMax: 60) }
        return "expected the answer \(isNegated ? "not " : "")to be near "
            + Excerpt.list(Array(texts), last: "or")
            + (self.texts.count > 3 ? ", or \(self.texts.count - 3) texts more" : "")
    }
}

/// Of two lists of numbers of one length.
enum Cosine {
    /// Nil where they have no angle: of different lengths, all zeros, or no numbers.
    static func between(_ one: [Double], _ other: [Double]) -> Double? {
        guard one.count == other.count, !one.isEmpty else { return nil }
        var (product, first, second) = (0.0, 0.0, 0.0)
        for place in one.indices {
            product += one[place] * other[place]
            first += one[place] * one[place]
            second += other[place] * other[place]
        }
        let cosine = product / (first.squareRoot() * second.squareRoot())
        return cosine.isFinite ? cosine : nil
    }
}
