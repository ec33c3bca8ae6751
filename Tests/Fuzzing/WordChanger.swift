/// Deltas as no honest provider would send them, and as a reader of a dishonest one might hand them on.
struct WordChanger {
    var chance: Chance

    mutating func change(_ words: inout [Word]) {
        for _ in 0..<chance.length(upTo: 8) {
            let place = chance.below(words.count)
            guard !words.isEmpty else {
                words.append(word())
                continue
            }
            switch chance.below(8) {
            case 0: words.remove(at: place)
            case 1: words.insert(words[place], at: chance.below(words.count))
            case 2: words.swapAt(place, chance.below(words.count))
            case 3: words.removeLast(words.count - place)
            case 4:
                let count = chance.oneIn(30) ? chance.length(upTo: 3_000) : 1 + chance.below(5)
                words.insert(contentsOf: Array(repeating: words[place], count: count), at: place)
            default: words.insert(word(), at: chance.below(words.count + 1))
            }
        }
    }

    private static let numbers: [Int] = [
        0, 1, 2, -1, 7, 127, 128, 1_023, 1_024, 65_536, .max, .min, .max - 1, 1 << 31, 1 << 53,
    ]
    private static let reasons = [
        "stop", "length", "tool-calls", "content-filter", "refusal", "pause", "error", "unknown",
    ]
    private static let codes = [
        "context_length_exceeded", "rate_limit_error", "insufficient_quota", "overloaded_error",
        "RESOURCE_EXHAUSTED", "500",
    ]

    private mutating func word() -> Word {
        switch chance.below(14) {
        case 0: .start(id: perhaps(), model: perhaps())
        case 1: .role(text())
        case 2, 3: .text(text())
        case 4: .reasoning(text())
        case 5: .refusal(text())
        case 6: .toolStart(index(), id: perhaps(), name: text())
        case 7, 8: .toolArguments(index(), text())
        case 9:
            .finish(
                raw: text(), reason: chance.pick(Self.reasons), detail: perhaps(), stop: perhaps())
        case 10, 11: .usage((0..<6).map { _ in chance.oneIn(2) ? chance.pick(Self.numbers) : nil })
        case 12:
            .error(
                status: chance.oneIn(2) ? chance.pick(Self.numbers + [400, 429, 500, 529]) : nil,
                type: perhaps(), code: chance.oneIn(2) ? chance.pick(Self.codes) : perhaps(),
                message: perhaps(),
                waitSeconds: chance.oneIn(2) ? Int64(chance.pick(Self.numbers)) : nil)
        default:
            switch chance.below(4) {
            case 0: .servedBy(text())
            case 1: .attempts(chance.pick(Self.numbers))
            case 2: .fallbacks(chance.pick(Self.numbers))
            default:
                .cost(amount: chance.pick(["0.1", "1e999", "-1", "", "NaN", "x"]), field: text())
            }
        }
    }

    /// Mostly one of the first calls, so that pieces of one call meet.
    private mutating func index() -> Int {
        chance.oneIn(6) ? chance.pick(Self.numbers) : chance.below(3)
    }

    private mutating func perhaps() -> String? { chance.oneIn(3) ? nil : text() }

    private mutating func text() -> String {
        let text = chance.pick(Mutations.texts)
        guard chance.oneIn(5) else { return text }
        let count = chance.oneIn(20) ? chance.length(upTo: 20_000) : 1 + chance.below(30)
        return String(repeating: text, count: count) + chance.pick(Mutations.texts)
    }
}
