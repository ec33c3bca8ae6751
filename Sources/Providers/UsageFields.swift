import Documents
import Vocabulary

extension JSONTape {
    /// Who speaks: the assistant, in all answers that are as they should be.
    func role(of message: Node) -> String? {
        guard let role = member("role", of: message) else { return nil }
        return equals(role, "assistant") ? "assistant" : string(role)
    }
}

/// Reads token counts and cost.
enum UsageFields {
    /// A member that is a number, with the name that reports have for it.
    @inline(__always)
    static func count(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node?, _ name: StaticString,
        _ path: StaticString
    ) -> Usage.Count? {
        guard let node, let member = tape.member(name, of: node) else { return nil }
        guard let value = tape.integer(member) ?? spelled(tape, member) else { return nil }
        return Usage.Count(value, path)
    }

    /// Numbers as text are known of gateways; what is no number at all was not sent.
    private static func spelled(_ tape: borrowing JSONTape, _ member: JSONTape.Node) -> Int? {
        tape.string(member).flatMap { Int($0) }
    }

    /// The same of what hardly any answer has: a zero says no more than its absence.
    static func rareCount(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node?, _ name: StaticString,
        _ path: StaticString
    ) -> Usage.Count? {
        count(tape, node, name, path).flatMap { $0.value == 0 ? nil : $0 }
    }

    /// The same of a member that every answer should have; the first that was sent and is no whole number of
    /// JSON's is told.
    @inline(__always)
    static func count(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node, _ name: StaticString,
        _ path: StaticString,
        _ odd: inout (name: StaticString, value: JSONTape.Node)?
    ) -> Usage.Count? {
        guard let member = tape.member(name, of: node) else { return nil }
        if let value = tape.integer(member) { return Usage.Count(value, path) }
        if odd == nil, !tape.isNull(member) { odd = (name, member) }
        return spelled(tape, member).map { Usage.Count($0, path) }
    }

    /// The tier that served, by a member of the usage or beside it.
    static func tier(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node, _ name: StaticString = "service_tier"
    ) -> String? {
        guard let member = tape.member(name, of: node) else { return nil }
        // As nearly all answers say.
        if tape.equals(member, "default") { return "default" }
        guard let sent = tape.string(member), !sent.isEmpty else { return nil }
        return ServiceTier.word(sent)
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
        if let ticks = tape.member("cost_in_usd_ticks", of: usage), let amount = tape.number(ticks)
        {
            return .cost(amount: amount, field: "usage.cost_in_usd_ticks", unit: "usd_ticks")
        }
        return nil
    }
}
