import Rows
import Vocabulary

/// How a run stands against its baseline, for a terminal.
struct GateText {
    let palette: Palette

    private static let familiesMax = 50
    private static let lostMax = 5
    private static let worseMax = 10

    func rendered(_ gate: GateRow) -> String {
        var text = palette.strong("against \(TerminalText.safe(gate.baseline)): ")
        text += painted(gate.verdict) + "\n"
        for family in gate.families.prefix(Self.familiesMax) {
            text += "  \(TerminalText.safe(family.route)): \(painted(family.verdict)), "
            text += "\(TerminalText.safe(family.reason))\n"
        }
        if gate.lost > 0 {
            text += "  \(Figures.counted(gate.lost, "case")) of the baseline not judged: "
            text += gate.lostCases.prefix(Self.lostMax).map(TerminalText.safe).joined(
                separator: ", ")
            text += gate.lost > Self.lostMax ? ", …\n" : "\n"
        }
        let worse = gate.families.reduce(0) { $0 + $1.worse }
        for id in gate.worseCases.prefix(Self.worseMax) {
            text += "  worse: \(TerminalText.safe(id))\n"
        }
        if worse > Self.worseMax, !gate.worseCases.isEmpty {
            text += "  … and \(Figures.counted(worse - Self.worseMax, "case")) more\n"
        }
        return text + "\n"
    }

    private func painted(_ verdict: GateRow.Verdict) -> String {
        switch verdict {
        case .pass: palette.good(verdict.rawValue)
        case .regression: palette.badStrong(verdict.rawValue)
        case .inconclusive: palette.doubtfulStrong(verdict.rawValue)
        }
    }
}
