public import Vocabulary

/// Findings of one answer: one for each code, at its first place, however often it came.
public struct WireNotes: Sendable, Equatable {
    private struct Noted: Sendable, Equatable {
        var finding: Finding
        var count = 1
    }

    private var noted: [Noted] = []

    /// How often anything was found, repeats included.
    public private(set) var total = 0

    /// Codes that are not noted.
    private let allowed: Set<String>

    public init(allowed: Set<String> = []) { self.allowed = allowed }

    public mutating func add(
        _ code: String, _ severity: Finding.Severity, at offset: Int? = nil,
        _ message: String
    ) {
        guard allowed.isEmpty || !allowed.contains(code) else { return }
        total += 1
        if let known = noted.firstIndex(where: { $0.finding.code == code }) {
            noted[known].count += 1
            return
        }
        noted.append(Noted(finding: Finding(code, severity, message, offset: offset)))
    }

    public var findings: [Finding] {
        noted.map { noted in
            var finding = noted.finding
            if noted.count > 1 { finding.message += " (\(noted.count) times)" }
            return finding
        }
    }

    public func has(_ code: String) -> Bool { noted.contains { $0.finding.code == code } }
}
