import Ledger
import Plans
import Providers
public import Rows
import Suites
import Synchronization
public import Vocabulary

/// Lays side by side, case by case, what legs counted and what the gateway told of it, and says at the end
/// what does not fit.
///
/// Of a case only whole answers of healthy legs count: what a broken leg says of its tokens is the leg's
/// fault. Cases that a killed run had answered are taken from their rows, and count as the others do.
public final class LedgerDesk: Sendable {
    /// One gateway's.
    fileprivate struct Book {
        var reconciliation = Reconciliation()
        var row: LedgerRow
        /// Of each line of the row, those that may have counted.
        var prices: [[Price]] = []
        /// Where these are from.
        var sources: [LegPrices?] = []
        /// Most calls are of the leg of the call before.
        var latest = 0
    }

    private let books: Mutex<[Book]>
    private let swapped = Mutex(SwappedPrices())
    private let departures = Mutex(LegDepartures())
    private let prices: [LegPrices]
    /// Suites that a vice stands before: by name, where they are written in their file.
    private let ownGateways: [String: SourceLocation?]
    /// Their legs are asked directly: there is no gateway to look at.
    private let direct: Set<String>
    /// Of the run.
    private let start: Moment
    private let hasJournals: Bool
    /// Of parts of a run: the legs that their ledgers have; others are asked directly.
    private let legs: Set<LegID>?

    init(
        _ prices: [LegPrices], ownGateways: [String: SourceLocation?], direct: Set<String>,
        start: Moment, hasJournals: Bool = true, legs: Set<LegID>? = nil
    ) {
        books = Mutex([])
        (self.prices, self.ownGateways, self.direct) = (prices, ownGateways, direct)
        self.start = start
        self.hasJournals = hasJournals
        self.legs = legs
    }

    /// Of parts of a run, as their own ledgers tell of legs and prices: it takes their cases as their rows have them.
    ///
    /// - Parameter location: of a suite with a gateway of its own.
    public convenience init(
        joining ledgers: [LedgerRow], hasJournals: Bool, location: (String) -> SourceLocation?
    ) {
        var own: [String: SourceLocation?] = [:]
        for suite in ledgers.compactMap(\.suite) { own[suite] = .some(location(suite)) }
        self.init(
            [LegPrices(ledgers)], ownGateways: own, direct: [],
            start: Moment(nanoseconds: 0), hasJournals: hasJournals,
            legs: Set(ledgers.flatMap(\.legs).map(\.leg)))
    }

    /// A case of a part, with the rows that stand before its own.
    public func take(_ row: CaseRow, _ rows: [Row]) {
        take(RowDesk.Finished(row, calls: [], rows: rows))
    }

    /// - Parameter hasJournals: the legs are lanes of ours; else the answer's own word counts for all.
    public convenience init(_ suites: [PreparedSuite], start: Moment, hasJournals: Bool) {
        var (own, direct): ([String: SourceLocation?], Set<String>) = ([:], [])
        for suite in suites.map(\.plan) {
            if suite.isDirect { direct.insert(suite.suite.name) }
            if suite.suite.planted?.vice != nil { own[suite.suite.name] = suite.suite.location }
        }
        self.init(
            suites.map(\.prices), ownGateways: own, direct: direct, start: start,
            hasJournals: hasJournals)
    }

    public func take(_ finished: RowDesk.Finished) {
        noteSwaps(in: finished)
        if !finished.row.findings.isEmpty { departures.withLock { $0.take(finished.row.findings) } }
        if !direct.isEmpty, direct.contains(finished.row.suite) { return }
        var sendings = BilledSending.all(
            of: finished, since: start, hasJournals: hasJournals)
        if let legs { sendings.removeAll { !legs.contains($0.call.leg) } }
        guard !sendings.isEmpty else { return }
        let row = finished.row
        let suite = ownGateways.keys.contains(row.suite) ? row.suite : nil
        books.withLock { books in
            let place = books.firstIndex { $0.row.suite == suite } ?? books.count
            if place == books.count { books.append(Book(row: LedgerRow(suite: suite))) }
            for (number, sending) in sendings.enumerated() {
                books[place].take(
                    sending, isStreamed: row.isStreamed, prices,
                    key: sending.told.charges.isEmpty ? 0 : Digest64("\(row.id)#\(number)").value)
            }
        }
    }

    /// Whoever is asked, with a gateway or without.
    private func noteSwaps(in finished: RowDesk.Finished) {
        var swaps = finished.row.swaps
        for call in finished.calls where !call.swaps.isEmpty { swaps += call.swaps }
        for case .call(let call) in finished.rows where !call.swaps.isEmpty { swaps += call.swaps }
        guard !swaps.isEmpty else { return }
        swapped.withLock { swapped in
            for swap in swaps { swapped.add(swap) }
        }
    }

    /// The ledger of each gateway and what was found there, and behind them what was served otherwise than it was
    /// asked for, or against its provider's contract.
    public var rows: [Row] {
        let others = swapped.withLock(\.findings) + departures.withLock(\.findings)
        return bookRows + others.map { .finding(FindingRow($0, location: nil)) }
    }

    private var bookRows: [Row] {
        books.withLock { books in
            books.flatMap { book -> [Row] in
                let (bills, findings) = book.reconciliation.judged
                var row = book.row
                row.unpricedCalls = book.reconciliation.unpriced
                row.bills = bills.map(\.description)
                row.legs.sort { $0.leg < $1.leg }
                // Calls come in another order where a run is in parts.
                for place in row.legs.indices { row.legs[place].prices.sort() }
                let location = row.suite.flatMap { ownGateways[$0] ?? nil }
                return [.ledger(row)]
                    + findings.map { .finding(FindingRow($0, location: location)) }
            }
        }
    }
}

extension LedgerDesk.Book {
    fileprivate mutating func take(
        _ sending: BilledSending, isStreamed: Bool, _ prices: [LegPrices], key: UInt64
    ) {
        var counted = UsageRule.inclusive.canonical(sending.call.usage)
        let place = place(of: sending.call.leg, prices)
        let charge = sending.told.charges.whole(isStreamed: isStreamed)
        let call = sending.call
        // A wildcard's own price is not known.
        let isOther =
            !sending.isHearsay
            && (self.prices[place].isEmpty
                || call.told.flatMap { sources[place]?.namesAnother($0, than: call.leg) } == true)
        var prices =
            sending.isHearsay
            ? (LegPrices.price(served: call.told) ?? LegPrices.price(served: call.asked))?
                .settlements ?? []
            : isOther
                ? sources[place]?.price(of: call.leg, asked: call.asked, told: call.told)?
                    .settlements ?? self.prices[place] : self.prices[place]
        // Rows tell prices without their tiers: those of parts of a run have one for each.
        let tier = counted.tier.flatMap { ServiceTier.isUsual($0) ? nil : $0 }
        counted.tier = nil
        if let tier {
            let own = prices.compactMap { $0.served(in: tier) }
            if !own.isEmpty { prices = own }
        }
        var reconciled = ReconciledCall(
            model: (sending.isHearsay ? call.told : nil) ?? row.legs[place].legName,
            counted: counted, told: sending.told.usage,
            charged: charge?.dollars, namesMargin: sending.told.charges.margin != nil,
            price: call.cost == nil
                ? nil : Price.settled(among: prices, by: call.cost, of: counted),
            bodyBytes: sending.told.requestBytes, isStreamed: isStreamed)
        reconciled.key = key
        let money = reconciliation.take(reconciled)
        if charge != nil {
            if row.legs[place].prices.isEmpty {
                row.legs[place].prices = self.prices[place].map(\.text)
            }
            if isOther || tier != nil {
                for text in prices.map(\.text) where !row.legs[place].prices.contains(text) {
                    row.legs[place].prices.append(text)
                }
            }
        }
        row.legs[place].calls += 1
        row.legs[place].counted.add(sending.call.usage)
        if let usage = sending.told.usage { row.legs[place].told.add(usage) }
        guard let money else { return }
        row.legs[place].chargedCalls += 1
        row.legs[place].listedFemtos += money.listed
        row.legs[place].chargedFemtos += money.charged
    }

    private mutating func place(of leg: LegID, _ prices: [LegPrices]) -> Int {
        if row.legs.indices.contains(latest), row.legs[latest].leg == leg { return latest }
        if let known = row.legs.firstIndex(where: { $0.leg == leg }) {
            latest = known
            return known
        }
        let source = prices.first { $0.entry(of: leg) != nil }
        let entry = source?.entry(of: leg)
        row.legs.append(LedgerRow.Line(leg: leg, legName: entry?.name ?? ""))
        self.prices.append(entry?.settlements ?? [])
        sources.append(source)
        latest = row.legs.count - 1
        return latest
    }
}

extension LedgerRow.Tokens {
    /// Counts come from outside: what no answer has stays out of the sum.
    fileprivate mutating func add(_ usage: Usage) {
        func count(_ count: Usage.Count?) -> Int { max(0, min(count?.value ?? 0, 1 << 40)) }
        input += count(usage.input)
        cached += count(usage.cachedInput)
        output += count(usage.output)
        reasoning += count(usage.reasoning)
    }
}
