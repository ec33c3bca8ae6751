import Documents
import Vocabulary

/// The most that something may take, in milliseconds; a time that was measured is held against it.
struct TimeLimit: Sendable {
    private let milliseconds: Double
    private let written: String

    init(_ arguments: CheckArguments, needs what: String) throws(Diagnostic) {
        let value = try arguments.value("threshold", needs: what)
        milliseconds = try arguments.number("threshold", needs: what)
        written = value.text ?? "\(milliseconds)"
    }

    /// `loopLag` is the error bar of what this program measures.
    func verdict(
        on time: Duration, _ what: String, loopLag: Duration = .zero, isNegated: Bool
    ) -> Verdict {
        let nanoseconds = Double(time.inNanoseconds)
        if (nanoseconds <= milliseconds * 1e6) != isNegated { return .passed }
        if isNegated {
            return .failed(
                Diagnostic("\(what) took \(Self.words(time)), expected more than \(written) ms"))
        }
        var message = "\(what) took \(Self.words(time)), allowed \(written) ms"
        if Double((time.inNanoseconds &- loopLag.inNanoseconds)) <= milliseconds * 1e6 {
            message += " (our own event loop was up to \(Self.words(loopLag)) late)"
        }
        return .failed(Diagnostic(message))
    }

    /// Tenths of milliseconds, rounded up so that what is above a limit never reads as the limit.
    static func words(_ time: Duration) -> String {
        let tenths = (max(0, time.inNanoseconds) &+ 99_999) / 100_000
        return tenths % 10 == 0 ? "\(tenths / 10) ms" : "\(tenths / 10).\(tenths % 10) ms"
    }
}
