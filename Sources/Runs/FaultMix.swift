import Statistics
public import Vocabulary

/// Which share of all calls fails how: `rate-limit=5%,hang=1%`. Every call at every leg is struck by itself.
public struct FaultMix: Sendable, Equatable {
    public struct Share: Sendable, Equatable {
        public var cause: Cause
        public var millionths: Int

        public init(_ cause: Cause, millionths: Int) {
            self.cause = cause
            self.millionths = millionths
        }
    }

    public let shares: [Share]

    public init(_ shares: [Share]) { self.shares = shares }

    /// As it was asked for, without blanks.
    public var words: String {
        shares.map { share in
            "\(share.cause.name)=\(DecimalText.text(Int128(share.millionths), places: 4))%"
        }.joined(separator: ",")
    }

    /// What a gateway reacts to in it, on plain and streamed answers.
    public var triggers: Set<Trigger> {
        Set(
            shares.flatMap { share in
                [false, true].compactMap { share.cause.trigger(isStreamed: $0) }
            })
    }

    private static let whole = 1_000_000

    /// What strikes this call of a leg, counted from 0: the same on every day with this seed.
    public func cause(seed: UInt64, arrival: Int, leg: Int, call: Int) -> Cause? {
        var state = seed
        for part in [arrival, leg, call] {
            var chance = Chance(seed: state)
            state = chance.next() ^ UInt64(truncatingIfNeeded: part)
        }
        var chance = Chance(seed: state)
        var place = chance.below(Self.whole)
        for share in shares {
            if place < share.millionths { return share.cause }
            place -= share.millionths
        }
        return nil
    }
}

extension FaultMix {
    /// Reads what the command line says, and throws every mistake in it.
    public init(reading text: String) throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        var shares: [Share] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            do throws(Diagnostic) {
                let share = try Self.share(of: Self.trimmed(part))
                guard !shares.contains(where: { $0.cause == share.cause }) else {
                    throw Diagnostic("'\(share.cause.name)' stands twice in the mix '\(text)'")
                }
                shares.append(share)
            } catch {
                mistakes.append(error)
            }
        }
        let sum = shares.reduce(0) { $0 + $1.millionths }
        if sum > Self.whole {
            mistakes.append(
                Diagnostic(
                    "the shares of the mix are \(DecimalText.text(Int128(sum), places: 4)) % together: "
                        + "more than all calls",
                    hint: "what is left to 100 % is healthy"))
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        self.init(shares)
    }

    private static func share(of part: String) throws(Diagnostic) -> Share {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty else {
            throw Diagnostic(
                "'\(part)' is no part of a mix", hint: "--mix 'rate-limit=5%,hang=1%'")
        }
        let name = trimmed(sides[0])
        guard let cause = Cause.named(name) else {
            throw Diagnostic(
                "unknown cause '\(name)' in the mix",
                hint: didYouMean(name, among: allCauses.filter(isOfOneCall).map(\.name))
                    ?? "`pathproof list causes` shows all")
        }
        guard isOfOneCall(cause) else {
            throw Diagnostic(
                "'\(name)' cannot be part of a mix: \(cause.summary)",
                hint: "a mix takes what makes one call fail, in a way that a gateway sees")
        }
        let text = trimmed(sides[1])
        guard text.last == "%",
            let scaled = DecimalText.scaled(trimmed(text.dropLast()), places: 4),
            scaled.isExact, scaled.value > 0, scaled.value <= Int128(whole)
        else {
            throw Diagnostic(
                "'\(name)' has the share '\(text)', not one from 0.0001% to 100%",
                hint: "--mix '\(name)=5%'")
        }
        return Share(cause, millionths: Int(scaled.value))
    }

    /// It strikes single requests, and costs somebody an answer that a gateway can tell is lost.
    private static func isOfOneCall(_ cause: Cause) -> Bool {
        guard cause.mark == .request, cause.need == nil else { return false }
        return [cause.plain, cause.streamed].contains { effect in
            switch effect {
            case .fails, .breaksOff: true
            case .bearable, .deceives, nil: false
            }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = text[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
