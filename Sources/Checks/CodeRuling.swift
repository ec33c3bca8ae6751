import Documents

/// What code gave back, as promptfoo reads it: true or false, a number, or an object with `pass`, `score` and `reason`.
struct CodeRuling: Equatable {
    let holds: Bool
    let score: Double
    let reason: String
    /// It threw an error in place of an answer.
    let hasThrown: Bool

    struct Unreadable: Error {
        var reason: String
    }

    /// - Parameter words: `{"gave": …}` or `{"threw": …}`, as the program that ran it wrote it.
    init(_ words: String, threshold: Double?) throws(Unreadable) {
        var tape = JSONTape()
        guard (try? tape.read(words)) != nil else { throw Unreadable(reason: "it is no JSON") }
        if let threw = tape.string("threw", of: tape.root) {
            (holds, score, reason, hasThrown) = (false, 0, threw, true)
            return
        }
        guard let gave = tape.member("gave", of: tape.root), !tape.isNull(gave) else {
            throw Unreadable(reason: "it gave nothing: an expression, or lines with a `return`")
        }
        hasThrown = false
        if let flag = tape.bool(gave) {
            (holds, score, reason) = (flag, flag ? 1 : 0, "")
        } else if let number = tape.double(gave) {
            (holds, reason) = (threshold.map { number >= $0 } ?? (number > 0), "")
            score = number
        } else if tape.kind(gave) == .object {
            self.reason = tape.string("reason", of: gave) ?? ""
            let pass = tape.member("pass", of: gave) ?? tape.member("pass_", of: gave)
            guard let pass, let flag = tape.bool(pass) else {
                throw Unreadable(reason: "its object has no `pass` that is true or false")
            }
            var points: Double = flag ? 1 : 0
            if let score = tape.member("score", of: gave) {
                guard let number = tape.double(score) else {
                    throw Unreadable(reason: "its object has a `score` that is no number")
                }
                points = number
            }
            score = points
            holds = flag && points >= (threshold ?? points)
        } else {
            throw Unreadable(
                reason:
                    "it gave \(Excerpt.quoted(tape.text(gave), scalarsMax: 60)), which is neither true or "
                    + "false, a number nor { pass, score, reason }")
        }
    }

    func words(threshold: Double?) -> String {
        if hasThrown { return "it threw \(Excerpt.quoted(reason, scalarsMax: 400))" }
        var words = "it gave \(holds), score \(Scoring.figure(score))"
        if let threshold, score < threshold {
            words += ", below the threshold \(Scoring.figure(threshold))"
        }
        return reason.isEmpty ? words : words + ": \(Excerpt.quoted(reason, scalarsMax: 400))"
    }
}
