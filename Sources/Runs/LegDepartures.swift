import Vocabulary

/// Where providers behind lanes departed from their contracts and no case failed for it: else nobody would be told
/// of what a gateway mends in silence.
struct LegDepartures: Sendable {
    private struct Line {
        /// The first of its kind.
        var finding: Finding
        var cases = 1
    }

    private var lines: [Line] = []

    mutating func take(_ findings: [Finding]) {
        // Errors fail their cases, and notes are worth no word.
        for finding in findings where finding.leg != nil && finding.severity == .warning {
            if let known = lines.firstIndex(where: { $0.finding.isAbout(finding) }) {
                lines[known].cases += 1
            } else {
                lines.append(Line(finding: finding))
            }
        }
    }

    /// One for each leg and code, in their order: cases come in another order where a run is in parts.
    var findings: [Finding] {
        lines.sorted { $0.finding.isBefore($1.finding) }.map { line in
            var finding = line.finding
            if line.cases > 1 { finding.message += " (the first of \(line.cases) cases)" }
            // It is of no one answer.
            finding.offset = nil
            return finding
        }
    }
}

extension Finding {
    fileprivate func isAbout(_ other: Finding) -> Bool { code == other.code && leg == other.leg }

    fileprivate func isBefore(_ other: Finding) -> Bool {
        guard let leg, let place = other.leg, leg != place else { return code < other.code }
        return leg < place
    }
}
