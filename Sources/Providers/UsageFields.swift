import Documents
import Vocabulary

/// Reads token counts, each from the first field that has one.
struct UsageFields {
    typealias Place = (path: String, name: StaticString, inside: StaticString?)

    /// The first of these members of `usage` that is a number, with the field's full name.
    static func count(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ places: [Place]
    ) -> Usage.Count? {
        for place in places {
            var node = usage
            if let inside = place.inside {
                guard let outer = tape.member(inside, of: usage) else { continue }
                node = outer
            }
            guard let member = tape.member(place.name, of: node) else { continue }
            if let value = tape.integer(member) { return Usage.Count(value, place.path) }
            // Numbers as text are known of gateways; what is no number at all was not sent.
            if let text = tape.string(member), let value = Int(text) {
                return Usage.Count(value, place.path)
            }
        }
        return nil
    }

    /// What the answer says it cost, in the field's own unit.
    static func cost(_ tape: borrowing JSONTape, _ usage: JSONTape.Node) -> Evidence? {
        if let cost = tape.member("cost", of: usage) {
            if let amount = tape.number(cost) {
                return .cost(amount: amount, field: "usage.cost", unit: "usd")
            }
            if let total = tape.member("total_cost", of: cost), let amount = tape.number(total) {
                return .cost(amount: amount, field: "usage.cost.total_cost", unit: "usd")
            }
        }
        if let ticks = tape.member("cost_in_usd_ticks", of: usage), let amount = tape.number(ticks) {
            return .cost(amount: amount, field: "usage.cost_in_usd_ticks", unit: "usd_ticks")
        }
        return nil
    }
}
