import Documents
import Vocabulary

/// A condition on requests, as a rule of `routes:` has it: `context_length > 80000 and not has_image`.
public struct MatchExpression: Sendable, Equatable {
    /// As written.
    public let text: String
    let condition: MatchTerm

    /// Two ways to write one condition are one expression.
    public static func == (one: MatchExpression, other: MatchExpression) -> Bool {
        one.condition == other.condition
    }

    public func holds(for facts: RequestFacts) -> Bool { condition.holds(in: facts) }

    /// Nil, and every mistake noted where it stands, for what is no condition.
    init?(_ node: Node, in mistakes: Mistakes) {
        guard let text = node.text else {
            mistakes.add(
                "expected a condition for 'match', found \(node.kindWord)", at: node,
                hint: "match: context_length > 80000")
            return nil
        }
        switch MatchParser.read(text) {
        case .success(let condition):
            self.text = text
            self.condition = condition
        case .failure(let found):
            for mistake in found.items { mistakes.add(node.diagnostic(mistake)) }
            return nil
        }
    }
}

extension Node {
    /// Points into the scalar where it stands in one line as it is, else at its start.
    fileprivate func diagnostic(_ mistake: MatchMistake) -> Diagnostic {
        guard let before = scalarsBeforeText else {
            return diagnostic(mistake.message, hint: mistake.hint)
        }
        var place = location
        place.column += before + mistake.range.lowerBound
        return source.diagnostic(
            mistake.message, at: place, length: max(1, mistake.range.count), hint: mistake.hint)
    }

    /// 1 behind a quote, 0 without one; nil for what is folded, escaped or put in from elsewhere.
    private var scalarsBeforeText: Int? {
        guard unexpanded == nil, let text, let line = source.line(location.line) else { return nil }
        let rest = line.unicodeScalars.dropFirst(location.column - 1)
        if rest.starts(with: text.unicodeScalars) { return 0 }
        guard let quote = rest.first, quote == "\"" || quote == "'",
            rest.dropFirst().starts(with: text.unicodeScalars)
        else { return nil }
        return 1
    }
}
