import Ledger
public import Rows
public import Vocabulary

/// What a case costs at the hours at which each of its calls costs most.
///
/// A run of the night beside one of the day would show the clock where a provider has hours, and not what changed.
public struct DearestHours: Sendable {
    private var cost: Money?
    private var calls = 0
    /// A call of it costs something else at other hours.
    private var depends = false

    public init() {}

    /// Calls stand before their case.
    public mutating func take(_ row: CallRow) {
        guard row.caseID != nil else { return }
        add(row.cost, row.costAtOtherHours)
    }

    public mutating func take(_ call: LaneCall) { add(call.cost, call.costAtOtherHours) }

    private mutating func add(_ cost: Money?, _ other: Money?) {
        let dearest = other == nil ? cost : PriceHour.dearest.chosen(of: [cost, other])
        self.cost = calls == 0 ? dearest : Money.sum(self.cost, dearest)
        calls += 1
        if other != nil { depends = true }
    }

    /// Of the case whose calls these were; nil where no hour changes it.
    mutating func leave() -> Money? {
        defer { self = DearestHours() }
        return depends ? cost : nil
    }
}
