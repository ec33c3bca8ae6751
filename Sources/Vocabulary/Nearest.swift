/// The candidate that someone who wrote `word` most likely meant; nil where none is near enough.
///
/// Case counts for nothing, nor does which of `-`, `_`, `.` or a space parts the words: those are what people mix up.
public func nearest(_ word: String, among candidates: some Sequence<String>) -> String? {
    let asked = Spelling(word)
    guard !asked.scalars.isEmpty else { return nil }
    var best: (candidate: String, distance: Int)?
    var beginsAlike: [String] = []
    for candidate in candidates {
        let spelling = Spelling(candidate)
        if asked.scalars.count >= 4, spelling.scalars.starts(with: asked.scalars) {
            beginsAlike.append(candidate)
        }
        // A third of the letters may be wrong: more, and the hint is a guess rather than a help.
        let allowed = max(1, max(asked.scalars.count, spelling.scalars.count) / 3)
        let closest = min(allowed, best.map { $0.distance - 1 } ?? allowed)
        if let distance = asked.distance(to: spelling, atMost: closest) {
            best = (candidate, distance)
        }
    }
    // `x` and `y` differ in one letter, as does any pair of single letters.
    if let best, best.distance < asked.scalars.count { return best.candidate }
    return beginsAlike.count == 1 ? beginsAlike[0] : nil
}

/// A word without what people mix up. Words beyond 64 letters are compared by their beginnings.
private struct Spelling {
    let scalars: [UInt32]

    init(_ word: String) {
        scalars = word.lowercased().unicodeScalars.prefix(64).map { scalar in
            switch scalar {
            case "_", " ", ".": UInt32(UInt8(ascii: "-"))
            default: scalar.value
            }
        }
    }

    /// Damerau and Levenshtein's distance, a swap of neighbours being one step; nil beyond `limit`.
    func distance(to other: Spelling, atMost limit: Int) -> Int? {
        let (one, two) = (scalars, other.scalars)
        guard limit >= 0, abs(one.count - two.count) <= limit else { return nil }
        var before: [Int] = []
        var previous = Array(0...two.count)
        for row in one.indices {
            var current = [row + 1]
            current.reserveCapacity(two.count + 1)
            for column in two.indices {
                var cost = min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (one[row] == two[column] ? 0 : 1))
                if row > 0, column > 0, one[row] == two[column - 1], one[row - 1] == two[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        let distance = previous[two.count]
        return distance <= limit ? distance : nil
    }
}
