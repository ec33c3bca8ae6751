import Rows
import Vocabulary

/// What a limit did to a run, in sentences.
enum LimitText {
    static func lines(of limit: EndRow.Limit) -> [String] {
        var lines: [String] = []
        if limit.heldBack > 0 {
            lines.append(
                "\(limit.holder): \(Figures.counted(limit.heldBack, "request")) waited for its limits, "
                    + "over \(Figures.short(limit.waited))")
        }
        if let spending = limit.spending {
            var line = "\(limit.holder): \(spending.booked.amount) of \(spending.cap) booked"
            if spending.estimated.nanos > 0 {
                line +=
                    ", of it \(spending.estimated.amount) put aside for answers that do not tell their "
                    + "cost, as those that broke off"
            }
            if !spending.rates.isEmpty {
                line += ", by the rate \(spending.rates.joined(separator: ", "))"
            }
            lines.append(line)
        }
        return lines
    }
}
