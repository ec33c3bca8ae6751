import Checks
public import Ledger
import Providers
import Suites
public import Vocabulary

/// Who is asked about a suite's answers, and what that costs: a model that is asked as a leg is, and is none.
public struct Adviser: Sendable {
    public enum Role: String, Sendable, CaseIterable { case judge, embedder }

    public let role: Role
    public let leg: Leg
    public let prices: LegPrices

    public init(_ role: Role, _ leg: Leg, in book: PriceBook) {
        (self.role, self.leg) = (role, leg)
        prices = LegPrices([Route(name: leg.id.route, legs: [leg])], in: book)
    }

    /// Embeddings have one wire shape here: OpenAI's, which those have that speak as it does.
    public static func embeds(_ provider: String) -> Bool {
        let dialect = Providers.provider(named: provider)?.dialect.name
        return [OpenAIChat.name, OpenAIResponses.name, MistralChat.name, OllamaChat.name].contains(
            dialect)
    }

    /// `openai:gpt-5.4-mini`
    var name: String { "\(leg.provider):\(leg.model)" }

    /// What is sent for a question: the likeliest words are asked for, so that the same answer is judged alike.
    static func prompt(for question: Opinion.Question, _ marker: Marker? = nil) -> Prompt {
        let end = marker.map(PromptTemplate.suffix) ?? ""
        return switch question {
        case .judge(let task, let words):
            Prompt(
                messages: [Message(.system, task), Message(.user, words + end)],
                parameters: Parameters(temperature: "0", maxTokens: answerTokensMax))
        case .embedding(let text):
            Prompt(
                messages: [Message(.user, text + end)], parameters: Parameters(maxTokens: 0))
        case .code: preconditionFailure("code is asked of no model")
        }
    }

    /// Room for a model that thinks before it speaks; the judgement itself is some fifty tokens.
    private static let answerTokensMax = 2_048
    private static let answerTokensGuess = 120

    /// What a question costs at the most; nil where nobody knows.
    func most(_ size: PromptSize) -> Int128? {
        prices.entry(of: leg.id).flatMap { prices.most(of: $0, nil, size, isLive: true) }
    }

    func guess(_ size: PromptSize) -> Money? {
        var tokens = size.guess
        tokens.output = role == .judge ? Self.answerTokensGuess : 0
        return prices.estimate(of: leg.id, nil, tokens)
    }
}

extension Opinion.Question {
    /// Nil where no model is asked.
    var role: Adviser.Role? {
        switch self {
        case .judge: .judge
        case .embedding: .embedder
        case .code: nil
        }
    }
}

extension PromptSize {
    /// A question about an answer that has not come yet, which may be so long.
    init(of question: Opinion.Question, answerTokens: Int) {
        self.init(of: Adviser.prompt(for: question))
        inputMax += answerTokens * Self.bytesPerToken
        guess.inputFresh = guess.inputFresh.map { $0 + answerTokens }
    }

    /// What other models make one token of may be several to a judge. Twice of what is usual: where an answer needs
    /// more, that is put aside when it has come.
    private static let bytesPerToken = 8
}

extension PreparedSuite {
    private func adviser(for question: Opinion.Question) -> Adviser? {
        question.role.flatMap { role in advisers.first { $0.role == role } }
    }

    /// Those that a sending over this path is going to have, as far as they are known before its answer.
    private func questions(of planned: Case, _ path: Path) -> [Opinion.Question] {
        (try? judgement(for: planned))?.questions(expecting: path.expected.outcome) ?? []
    }

    /// What asking some of its advisers about a case's answers may cost at the most, in the currency of the budget that
    /// has to have room for it. What has no known price is outside of every cap, as a leg's calls are.
    func mostForQuestions(
        of planned: Case, _ size: PromptSize, for budget: Budget, sendings: Int,
        to isAsked: (LegID) -> Bool
    ) -> Int128 {
        guard asksAdvisers else { return 0 }
        let tokens = size.outputMax ?? Estimate.outputTokens
        var most: Int128 = 0
        for number in 0..<sendings {
            for question in questions(of: planned, planned.path(ofRepeat: number)) {
                guard let adviser = adviser(for: question), isAsked(adviser.leg.id) else {
                    continue
                }
                most +=
                    budget.most(
                        of: PromptSize(of: question, answerTokens: tokens), to: adviser) ?? 0
            }
        }
        return most
    }

    /// What asking about a case's answers is likely to cost, and how many questions there are.
    func estimateOfQuestions(of planned: Case, _ prompt: Prompt) -> (sum: MoneySum, count: Int) {
        var (sum, count) = (MoneySum(), 0)
        let tokens = prompt.parameters.maxTokens ?? Estimate.outputTokens
        for number in 0..<planned.repeats {
            for question in questions(of: planned, planned.path(ofRepeat: number)) {
                guard let adviser = adviser(for: question) else { continue }
                sum.add(adviser.guess(PromptSize(of: question, answerTokens: tokens)))
                count += 1
            }
        }
        return (sum, count)
    }
}

extension Budget {
    /// What a question costs at the most, in the cap's currency; nil where its price is not known.
    func most(of size: PromptSize, to adviser: Adviser) -> Int128? {
        guard let price = adviser.prices.price(of: adviser.leg.id), let most = adviser.most(size),
            covers(price.currency)
        else { return nil }
        return nanos(of: Money(nanos: most, price.currency)).map {
            price.currency == cap.currency ? $0 : $0 + 1
        }
    }
}
