package import Ledger
import Providers
import Synchronization
package import Vocabulary

/// What an answer costs that names another model than its leg was asked for: as much as the model that served, where
/// its price is known, else as much as the one that was asked for.
///
/// Each pair of names is looked up once: a run has few of them, and as many calls as it likes.
package final class ServedPrices: Sendable {
    private struct Question: Hashable {
        var provider: String
        var pin: String
        var asked: String?
        var told: String?
    }

    private let book: PriceBook
    private let currency: String?
    private let found = Mutex<[Question: Price?]>([:])
    /// Names come from outside.
    private static let foundMax = 1_000

    /// - Parameter currency: nil takes prices in whichever they are.
    package init(_ book: PriceBook, in currency: String? = nil) {
        (self.book, self.currency) = (book, currency)
    }

    /// - Parameters:
    ///   - own: what the leg's model costs, where that is known.
    ///   - asked: the model that the call was for, by its journal.
    ///   - told: the one that the answer names.
    package func price(of leg: Leg, own: Price?, asked: String?, told: String?) -> Price? {
        // As nearly all calls.
        if let own, told == nil || told == leg.pin || told == leg.model { return own }
        let question = Question(
            provider: leg.provider, pin: leg.pin, asked: asked, told: told)
        if let known = found.withLock({ $0[question] }) { return known }
        let price = lookedUp(leg, own, asked, told)
        found.withLock { found in
            if found.count < Self.foundMax { found[question] = .some(price) }
        }
        return price
    }

    private func lookedUp(
        _ leg: Leg, _ own: Price?, _ asked: String?, _ told: String?
    ) -> Price? {
        let usual = own ?? asked.flatMap { listed($0, at: leg.provider) }
        guard let told else { return usual }
        if let own, isOne(told, asked, leg) || isNamedByUser(leg) { return own }
        return listed(told, at: leg.provider) ?? usual
    }

    /// By the provider's own way of echoing, or by the names themselves.
    private func isOne(_ told: String, _ asked: String?, _ leg: Leg) -> Bool {
        let rule = provider(named: leg.provider)?.echoRule
        let echo = rule?.judge(told, asked: asked ?? leg.pin, pin: leg.pin)
        if let echo, echo != .differs { return true }
        return ModelFamilies.areOne(told, leg.pin) || ModelFamilies.areOne(told, leg.model)
    }

    /// The user gives the price of a name that no list has: of a deployment, whatever model is behind it.
    private func isNamedByUser(_ leg: Leg) -> Bool {
        let names = [leg.pin, leg.model]
        return book.model(names, of: leg.provider)?.proof == .user
            && PriceBook.shipped.model(names, of: leg.provider) == nil
    }

    /// A snapshot that the list does not have costs as much as its model.
    private func listed(_ name: String, at provider: String) -> Price? {
        [name, ModelName.undated(name)].lazy.compactMap { [book, currency] in
            book.price(of: [$0], at: provider, currency: currency)
        }.first
    }
}
