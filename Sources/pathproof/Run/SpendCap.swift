import Ledger
import Plans
import Reports
import Runs
import Suites
import Vocabulary

/// `--budget`: what it says, and whether it can be kept.
enum SpendCap {
    static func read(_ arguments: Arguments) throws(Diagnostics) -> Money? {
        guard let text = arguments.last("--budget") else { return nil }
        guard let money = Money(text, Money.dollars), money.nanos > 0 else {
            throw Diagnostics([
                Diagnostic(
                    "option '--budget' has '\(text)', not an amount of US dollars",
                    hint: "as in --budget 2.50")
            ])
        }
        return money
    }

    /// Legs that are priced in a currency of which no rate says what it is worth.
    ///
    /// - Parameter seen: each of them is told once of a cap.
    static func foreign(
        _ legs: [Leg], _ prices: LegPrices, _ rates: ExchangeRates, cap: String,
        _ seen: inout Set<String>
    ) -> [Diagnostic] {
        legs.compactMap { leg in
            let name = "\(leg.provider):\(leg.model)"
            guard let currency = prices.price(of: leg.id)?.currency, !rates.knows(currency),
                seen.insert("\(cap) \(name)").inserted
            else { return nil }
            return Diagnostic(
                "\(cap) is in \(Money.dollars), and \(name) is priced in \(currency)",
                hint: "write in the routes file or the suite what one \(currency) is worth in "
                    + "\(Money.dollars), as in `rates: { \(currency): 0.14 }`, or leave out its routes "
                    + "with --route")
        }
    }

    /// A cap holds only over calls whose price is known, in its own currency or in one that a rate turns into it. Gives the legs that it
    /// does not hold over, where those are allowed.
    ///
    /// - Parameters:
    ///   - legs: those of a suite that may be called.
    ///   - asksAdvisers: who is asked about answers is asked, too.
    static func check(
        over suites: [PreparedSuite], asking legs: (PreparedSuite) -> [Leg],
        advised asksAdvisers: Bool, _ rates: ExchangeRates, allowsUnpriced: Bool
    ) throws(Diagnostics) -> [String] {
        var uncapped: [String] = []
        var mistakes: [Diagnostic] = []
        var (seen, told): (Set<String>, Set<String>) = ([], [])
        for suite in suites {
            mistakes += foreign(legs(suite), suite.prices, rates, cap: "--budget", &told)
            var asked = legs(suite).map { (leg: $0, price: suite.prices.price(of: $0.id)) }
            for adviser in asksAdvisers ? suite.advisers : [] {
                let (leg, prices) = (adviser.leg, adviser.prices)
                mistakes += foreign([leg], prices, rates, cap: "--budget", &told)
                asked.append((leg, prices.price(of: leg.id)))
            }
            for (leg, price) in asked {
                let name = "\(leg.provider):\(leg.model)"
                guard seen.insert(name).inserted, price == nil else { continue }
                if allowsUnpriced {
                    uncapped.append(name)
                    continue
                }
                mistakes.append(
                    Diagnostic(
                        "no price is known for \(name), so --budget cannot cap what it spends",
                        hint: "--allow-unpriced sends to it all the same, outside of the cap"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        return uncapped
    }

    /// What is said of a run that a cap ended; nil where something else did, or nothing.
    static func words(
        _ stop: Stop?, _ limits: RunLimits, done: Int, of planned: Int
    ) -> String? {
        let (what, held): (String, Budget?)
        switch stop {
        case .budget(let cap): (what, held) = ("the budget of \(cap)", limits.budget)
        case .heldBudget(let holder, let cap):
            (what, held) = (
                "the budget of \(cap) for \(holder) in the routes file",
                limits.exhausted(of: holder)
            )
        default: return nil
        }
        var words =
            "\(what) was reached: \(max(0, planned - done)) of \(planned) cases were not run"
        if let held {
            words += "; spent by list prices: \(held.spent)"
            if !held.ratesUsed.isEmpty {
                words += " by the rate \(held.ratesUsed.joined(separator: ", "))"
            }
            if held.assumed.nanos > 0 {
                words += ", of it \(held.assumed) put aside for answers that do not tell their cost"
            }
            if let next = held.lacking { words += "; the next case may cost up to \(next)" }
        }
        return words + "\n"
    }
}

extension RunJob {
    /// What is said before real providers are asked; nothing where none is.
    var estimate: String {
        // Behind a gateway's address only advisers are, and nobody counts through suites that have none.
        let asking = source.asksProviders ? prepared : prepared.filter { !$0.advisers.isEmpty }
        guard asksProvidersAtAll, !asking.isEmpty else { return "" }
        var forecast = Forecast()
        for suite in asking {
            let cases = CaseSource(suite.plan, selection: selection)
            while let (_, planned) = cases.next() { forecast.add(planned, of: suite) }
        }
        let sum = forecast.sum
        let cap = budget.map { ", and no more than \($0)" } ?? ""
        let amounts = sum.amounts.map(\.description).joined(separator: " and ")
        let judging =
            forecast.questions == 0
            ? ""
            : ", \(forecast.judging.words) of it for \(Figures.counted(forecast.questions, "question")) about answers"
        let unknown = sum.unknown > 0 ? ", and what has no known price" : ""
        if gateway != nil {
            return forecast.questions == 0
                ? ""
                : "beside the gateway, real providers are asked \(Figures.counted(forecast.questions, "question")) "
                    + "about answers, and may bill it: about \(forecast.judging.words) by list prices\(cap)\n"
        }
        let cases = source.isRecorded ? "each different request once" : "\(caseCount) cases"
        return "the real providers are asked, and may bill it: \(cases), about "
            + "\(amounts) by list prices\(judging)\(unknown)\(cap)\n"
    }

    /// Of each file whose answers are as long as a model likes, that no cap is sure to hold over them.
    var openEnded: [Diagnostic] {
        guard budget != nil, source.asksProviders else { return [] }
        var files: Set<String> = []
        return prepared.map(\.plan.suite).compactMap { suite in
            guard suite.parameters.maxTokens == nil, files.insert(suite.file).inserted else {
                return nil
            }
            return Diagnostic(
                "'\(suite.file)' sets no `max_tokens`: an answer that is more than twice as long as all "
                    + "before it may pass --budget",
                hint: "params: { max_tokens: 512 }", severity: .warning)
        }
    }
}
