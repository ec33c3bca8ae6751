/// A text that comes in pieces or, each time, as all of it so far; the pieces themselves must tell which.
///
/// The first piece is new either way. A second that begins with it may be both: it waits until a third, or the
/// end, decides. Nothing else waits, so that a stream of pieces is read as it comes.
struct GrowingText: Sendable {
    private enum Manner: Sendable { case unknown, pieces, repeats }

    private var manner = Manner.unknown
    /// All that was given out, in a stream that repeats it.
    private var known: [UInt8] = []
    private var waiting: [String] = []

    /// As many equal beginnings as chance would make.
    private static let waitingMax = 8

    var repeats: Bool { manner == .repeats }

    /// Another part of the same stream was found to repeat.
    mutating func expectRepeats() {
        if manner == .unknown { manner = .repeats }
    }

    /// What of the next text is new, in the pieces to be given out now.
    mutating func take(_ text: String) -> [String] {
        switch manner {
        case .pieces: return text.isEmpty ? [] : [text]
        case .repeats: return grown(to: text).map { [$0] } ?? []
        case .unknown: return decide(text)
        }
    }

    /// The answer is over: a stream whose texts only ever grew repeats them.
    mutating func rest() -> [String] {
        guard let last = waiting.last else { return [] }
        waiting = []
        manner = .repeats
        return grown(to: last).map { [$0] } ?? []
    }

    private mutating func decide(_ text: String) -> [String] {
        if known.isEmpty {
            known = Array(text.utf8)
            return text.isEmpty ? [] : [text]
        }
        let before = waiting.last.map { Array($0.utf8) } ?? known
        guard text.utf8.starts(with: before) else { return pieces(waiting + [text]) }
        let grewTwice = before.count > known.count && text.utf8.count > before.count
        waiting.append(text)
        if grewTwice { return rest() }
        guard waiting.count == Self.waitingMax else { return [] }
        // A text that comes again and again without growing is what its maker says again and again.
        return text.utf8.count > known.count ? rest() : pieces(waiting)
    }

    private mutating func pieces(_ texts: [String]) -> [String] {
        manner = .pieces
        waiting = []
        known = []
        return texts.filter { !$0.isEmpty }
    }

    /// What stands behind the known text; what does not begin with it is taken as a piece.
    private mutating func grown(to text: String) -> String? {
        guard text.utf8.starts(with: known) else {
            // The last event may bring an empty text with the finish reason.
            guard !text.isEmpty, !known.starts(with: text.utf8) else { return nil }
            known += text.utf8
            return text
        }
        let new = String(decoding: text.utf8.dropFirst(known.count), as: UTF8.self)
        known = Array(text.utf8)
        return new.isEmpty ? nil : new
    }
}
