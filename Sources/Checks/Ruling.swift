import Documents

/// What a judge's words come to: the JSON object in them, fences and prose round it or not.
struct Ruling: Equatable {
    /// By its word, and by the threshold where there is one.
    let holds: Bool
    let score: Double
    let reason: String

    struct Unreadable: Error {
        var reason: String
    }

    init(_ words: String, threshold: Double?) throws(Unreadable) {
        var search = JSONSearch(words)
        var found: Said?
        do {
            while try search.findNext() {
                guard let said = Said(search.tape) else { continue }
                // An answer that is quoted may hold a judgement of its own.
                guard found == nil || found?.isSame(as: said) == true else {
                    throw Unreadable(reason: "it has two judgements that differ")
                }
                found = found ?? said
            }
        } catch let error as Unreadable {
            throw error
        } catch {
            throw Unreadable(reason: "it has too many brackets that nothing closes")
        }
        guard let found else {
            throw Unreadable(reason: "no JSON object with 'pass' or 'score' stands in it")
        }
        self = try Ruling(found, threshold)
    }

    private init(_ said: Said, _ threshold: Double?) throws(Unreadable) {
        let pass: Bool?
        switch said.pass {
        case nil: pass = nil
        case .text(let text):
            switch text.lowercased() {
            case "true", "yes", "pass", "y": pass = true
            case "false", "no", "fail", "n": pass = false
            default: throw Unreadable(reason: "its 'pass' is neither true nor false")
            }
        case .other: throw Unreadable(reason: "its 'pass' is neither true nor false")
        }
        var score: Double?
        if let written = said.score {
            guard case .text(let text) = written, let number = Double(text),
                (0...1).contains(number)
            else { throw Unreadable(reason: "its 'score' is no number from 0 to 1") }
            score = number
        }
        guard pass != nil || threshold != nil else {
            throw Unreadable(reason: "it has no 'pass', and the check no threshold for its 'score'")
        }
        self.score = score ?? (pass == true ? 1 : 0)
        reason = said.reason
        // As a mean that is held against a threshold: sums of doubles are not exact.
        holds = pass != false && self.score >= (threshold ?? 0) - 1e-9
    }

    /// `score 0.2, below the threshold 0.5: 'too short'`
    func words(threshold: Double?) -> String {
        var words = "score \(Scoring.figure(score))"
        if let threshold, score < threshold - 1e-9 {
            words += ", below the threshold \(Scoring.figure(threshold))"
        } else {
            words += holds ? ", met" : ", not met"
        }
        return reason.isEmpty ? words : words + ": \(Excerpt.quoted(reason, scalarsMax: 400))"
    }

    /// The members of the object that count, as they were written.
    private struct Said {
        enum Value: Equatable {
            case text(String)
            case other
        }

        var pass: Value?
        var score: Value?
        var reason = ""

        /// Nil of an object that is no judgement.
        init?(_ tape: JSONTape) {
            for (key, value) in tape.members(tape.root) {
                switch tape.string(key) {
                case "pass": pass = Self.value(value, tape)
                case "score": score = Self.value(value, tape)
                case "reason": reason = tape.string(value) ?? ""
                default: break
                }
            }
            if pass == nil, score == nil { return nil }
        }

        func isSame(as other: Said) -> Bool { pass == other.pass && score == other.score }

        /// Nil for null, which says nothing.
        private static func value(_ node: JSONTape.Node, _ tape: JSONTape) -> Value? {
            if tape.isNull(node) { return nil }
            if let text = tape.string(node) { return .text(String(ECMAText.trimmed(text[...]))) }
            if let flag = tape.bool(node) { return .text(flag ? "true" : "false") }
            return tape.number(node).map(Value.text) ?? .other
        }
    }
}
