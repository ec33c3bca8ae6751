package import Vocabulary

/// Findings of one answer: one for each code, at its first place, however often it came.
package struct WireNotes: Sendable, Equatable {
    private var first: [Finding] = []
    private var counts: [Int] = []

    /// How often anything was found, repeats included.
    package private(set) var total = 0

    /// Codes that are not noted.
    private let allowed: Set<String>

    package init(allowed: Set<String> = []) { self.allowed = allowed }

    package mutating func add(
        _ code: String, _ severity: Finding.Severity, at offset: Int? = nil,
        _ message: String
    ) {
        guard allowed.isEmpty || !allowed.contains(code) else { return }
        total += 1
        if let known = first.firstIndex(where: { $0.code == code }) {
            counts[known] += 1
            return
        }
        first.append(Finding(code, severity, message, offset: offset))
        counts.append(1)
    }

    package var findings: [Finding] {
        first.indices.map { index in
            var finding = first[index]
            if counts[index] > 1 { finding.message += " (\(counts[index]) times)" }
            return finding
        }
    }

    package func has(_ code: String) -> Bool { first.contains { $0.code == code } }
}
