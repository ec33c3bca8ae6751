import Statistics

/// What a round asks for.
enum RoundKind: String, Sendable, Hashable {
    case plain, stream
    /// A conversation of several turns, streamed.
    case talk
}

/// One prompt to every contender, one after the other, in an order of this round's own.
struct Round: Sendable, Equatable {
    var kind: RoundKind
    var prompt: Int
    var order: [Int]
}

/// Rounds of every kind, shuffled: what drifts on the machine or behind the gateway meets all alike.
enum Schedule {
    /// - Parameter start: how many of each kind there were before: prompts come in turn.
    static func rounds(
        of kinds: [RoundKind], each: Int, from start: Int = 0, contenders: Int, prompts: Int,
        chance: inout Chance
    ) -> [Round] {
        var rounds: [Round] = []
        rounds.reserveCapacity(kinds.count * each)
        for kind in kinds {
            for number in start..<start + each {
                rounds.append(
                    Round(
                        kind: kind, prompt: number % prompts,
                        order: Array(0..<contenders).shuffled(using: &chance)))
            }
        }
        rounds.shuffle(using: &chance)
        return rounds
    }
}
