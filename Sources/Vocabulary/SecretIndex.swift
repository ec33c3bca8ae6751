/// Finds secrets in text, and parts of them: whole, cut off, in other cases, in base64 or as hexadecimal digits.
///
/// Each part of a secret that may not be shown holds four bytes at a place where the search looks: it goes from one such
/// place to the next, and compares only where those four stand in a secret.
final class SecretIndex: Sendable {
    private let forms: [SecretForm]
    /// By four bytes that follow one another: where they stand.
    private let places: [UInt32: [Place]]
    /// A bit for each hash of such four bytes: most texts hold few that are in there.
    private let filter: [UInt64]
    private let filterShift: UInt32
    private let step: Int

    private struct Place {
        var form: Int32
        var offset: Int32
    }

    /// A run of bytes that a text and a secret have in common.
    private struct Run {
        var range: Range<Int>
        var offset: Int
    }

    private static let gramBytes = 4
    /// Of a secret of one letter all places are alike: a text of that letter may not cost more than others.
    private static let placesMax = 64

    /// Nil where no secret is long enough.
    init?(_ secrets: some Sequence<Secret>) {
        let forms = secrets.filter(\.isMasked).map { Array($0.revealed.utf8) }
            .flatMap(SecretForm.all)
            // Of four bytes that stand in too many places, short secrets need theirs most.
            .sorted { $0.bytes.count < $1.bytes.count }
        guard let shortest = forms.first?.bytes.count else { return nil }
        self.forms = forms
        step = min(shortest, SecretForm.partMin) - Self.gramBytes + 1
        var places: [UInt32: [Place]] = [:]
        for (number, form) in forms.enumerated() {
            let folded = form.folded.span
            for offset in 0...(folded.count - Self.gramBytes) {
                let place = Place(form: Int32(number), offset: Int32(offset))
                let gram = Self.gram(folded, offset)
                if places[gram, default: []].count < Self.placesMax {
                    places[gram, default: []].append(place)
                }
            }
        }
        self.places = places
        var bits: UInt32 = 12
        while bits < 24, 1 << bits < places.count * 32 { bits += 1 }
        filterShift = 32 - bits
        var filter = [UInt64](repeating: 0, count: 1 << (bits - 6))
        for gram in places.keys {
            let hash = Self.hash(gram) >> filterShift
            filter[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
        }
        self.filter = filter
    }

    private static func hash(_ gram: UInt32) -> UInt32 { gram &* 0x9E37_79B1 }

    private static func gram(_ text: Span<UInt8>, _ start: Int) -> UInt32 {
        UInt32(SecretForm.folded(text[start])) | UInt32(SecretForm.folded(text[start &+ 1])) << 8
            | UInt32(SecretForm.folded(text[start &+ 2])) << 16
            | UInt32(SecretForm.folded(text[start &+ 3])) << 24
    }

    /// What of a text may not be shown, first to last.
    func runs(in text: Span<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var (at, done) = (0, 0)
        while at <= text.count - Self.gramBytes {
            let gram = Self.gram(text, at)
            let hash = Self.hash(gram) >> filterShift
            guard filter[Int(hash >> 6)] & 1 << UInt64(hash & 63) != 0, let places = places[gram],
                let longest = longest(at: at, places, in: text)
            else {
                at += step
                continue
            }
            found.append(max(done, longest.lowerBound)..<longest.upperBound)
            done = longest.upperBound
            at = done
        }
        return found
    }

    private func longest(at: Int, _ places: [Place], in text: Span<UInt8>) -> Range<Int>? {
        var longest: Range<Int>?
        for place in places {
            let form = forms[Int(place.form)]
            let run = run(through: at, form, Int(place.offset), in: text)
            guard run.range.count > longest?.count ?? 0 else { continue }
            if form.tells(run.offset, text.extracting(run.range)) { longest = run.range }
        }
        return longest
    }

    /// As far as the two go together, to both sides.
    private func run(
        through at: Int, _ form: SecretForm, _ offset: Int, in text: Span<UInt8>
    ) -> Run {
        let folded = form.folded.span
        var (start, begin) = (at, offset)
        while start > 0, begin > 0, SecretForm.folded(text[start - 1]) == folded[begin - 1] {
            start -= 1
            begin -= 1
        }
        var (end, place) = (at + Self.gramBytes, offset + Self.gramBytes)
        while end < text.count, place < folded.count, SecretForm.folded(text[end]) == folded[place]
        {
            end += 1
            place += 1
        }
        return Run(range: start..<end, offset: begin)
    }
}

/// One way to write a secret down.
private struct SecretForm {
    let bytes: [UInt8]
    let folded: [UInt8]
    /// How often letters, digits and signs take turns before each byte.
    private let turns: [Int32]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        folded = bytes.map(Self.folded)
        var (turns, count): ([Int32], Int32) = ([0], 0)
        for (one, next) in zip(bytes, bytes.dropFirst()) {
            if Kind(one).turns(into: Kind(next)) { count += 1 }
            turns.append(count)
        }
        self.turns = turns
    }

    /// Escapes are undone before texts are looked at: here stands what no escape leads to.
    static func all(of secret: [UInt8]) -> [SecretForm] {
        var forms: [[UInt8]] = [secret, hexadecimal(secret)]
        if var plain = Unescaped(secret.span) {
            forms.append(plain.bytes)
            while plain.unescape() { forms.append(plain.bytes) }
        }
        forms += (0..<3).map { base64(secret, behind: $0) }
        return forms.filter { $0.count >= formMin }.map { SecretForm($0) }
    }

    private static let formMin = 6
    /// No shorter part of a secret tells anything of it.
    static let partMin = 8

    /// Whether this much of it may not be shown: almost all of it as it is written; or so much that no word has by
    /// chance, which letters and digits by turns show, as in keys.
    func tells(_ offset: Int, _ text: Span<UInt8>) -> Bool {
        let count = text.count
        let turnsMin: Int32 = count >= Self.exactMin ? 2 : 3
        if count >= Self.partMin, turns[offset + count - 1] - turns[offset] >= turnsMin {
            return true
        }
        let enough = min(bytes.count, min(Self.exactMax, max(Self.exactMin, bytes.count * 3 / 4)))
        guard count >= enough else { return false }
        for index in 0..<count
        where Self.written(text[index]) != Self.written(bytes[offset + index]) {
            return false
        }
        return true
    }

    /// A web form has a plus for a blank.
    private static func written(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte
    }

    private static let exactMin = 12
    private static let exactMax = 20

    /// Letters are the same in both cases; so are the signs that one alphabet of base64 has for the other's,
    /// and the blank that a web form has for a plus.
    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "+"), UInt8(ascii: " "): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }

    private enum Kind {
        case lower, upper, digit, sign, other

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            case _ where Self.signs.contains(byte): self = .sign
            default: self = .other
            }
        }

        /// No word has these in it; `-`, `_`, `.` and `/` stand between words.
        private static let signs = Set("!#$%&*+=@^~".utf8)

        /// A word may begin with a capital.
        func turns(into next: Kind) -> Bool {
            self != next && self != .other && next != .other
                && !(self == .upper && next == .lower)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// As far as it does not depend on what stands before and behind it.
    private static func base64(_ bytes: [UInt8], behind count: Int) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = [UInt8](repeating: 0, count: count) + bytes
        let first = (count * 8 + 5) / 6
        return (first..<max(first, bytes.count * 8 / 6)).map { index in
            let (place, shift) = (index * 6 / 8, index * 6 % 8)
            let next = place + 1 < bytes.count ? UInt16(bytes[place + 1]) : 0
            let pair = UInt16(bytes[place]) << 8 | next
            return alphabet[Int(pair >> UInt16(10 - shift) & 63)]
        }
    }
}
