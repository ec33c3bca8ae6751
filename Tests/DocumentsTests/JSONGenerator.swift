/// Chance from a seed, so that a failing case can be told by a number.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Scalars of one to four bytes, control characters and quotes among them.
    mutating func string(lengthMax: Int) -> String {
        var string = ""
        for _ in 0..<below(lengthMax + 1) {
            let value: Int
            switch below(10) {
            case 0: value = below(0x20)
            case 1: value = [0x22, 0x5C, 0x2F, 0x7F][below(4)]
            case 2: value = 0x80 + below(0x780)
            case 3: value = 0x800 + below(0xD000)
            case 4: value = 0xE000 + below(0x2000)
            case 5: value = 0x10000 + below(0x10_0000)
            default: value = 0x20 + below(0x5F)
            }
            // Foundation loses U+FEFF in the middle of some strings.
            if value != 0xFEFF, let scalar = Unicode.Scalar(UInt32(value)) {
                string.unicodeScalars.append(scalar)
            }
        }
        return string
    }
}

/// Random JSON texts with all freedoms that the grammar gives: space, escapes, number forms.
struct JSONGenerator {
    var random: SeededRandom
    /// Keys of one object differ, since readers differ about equal ones.
    private var keys = 0

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func text() -> [UInt8] {
        Array((space() + value(depth: 0) + space()).utf8)
    }

    private mutating func value(depth: Int) -> String {
        switch random.below(depth > 4 ? 7 : 11) {
        case 0: return "null"
        case 1: return random.below(2) == 0 ? "true" : "false"
        case 2, 3: return number()
        case 4, 5, 6: return string()
        case 7, 8:
            let elements = (0..<random.below(5)).map { _ in
                space() + value(depth: depth + 1) + space()
            }
            return "[" + (elements.isEmpty ? space() : elements.joined(separator: ",")) + "]"
        default:
            let members = (0..<random.below(5)).map { _ in
                space() + key() + space() + ":" + space() + value(depth: depth + 1) + space()
            }
            return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
        }
    }

    private mutating func key() -> String {
        keys += 1
        return String(string().dropLast()) + "\(keys)\""
    }

    private mutating func space() -> String {
        random.below(4) == 0 ? [" ", "\n", "\t", "\r\n", "  "][random.below(5)] : ""
    }

    private mutating func number() -> String {
        var text = random.below(3) == 0 ? "-" : ""
        text +=
            random.below(5) == 0
            ? "0" : String(1 + random.below(random.below(2) == 0 ? 20 : 1 << 40))
        if random.below(3) == 0 { text += "." + String(random.below(1000)) }
        if random.below(4) == 0 {
            text += ["e", "E", "e+", "e-", "E-"][random.below(5)] + String(random.below(30))
        }
        return text
    }

    private mutating func string() -> String {
        var text = "\""
        for scalar in random.string(lengthMax: random.below(2) == 0 ? 8 : 40).unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard mustEscape || random.below(12) == 0 else {
                text.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: random.below(2) == 0)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text + "\""
    }

    /// The text with one to three small wounds.
    mutating func mutated(_ text: [UInt8]) -> [UInt8] {
        let spare =
            Array("{}[]\",:0123456789.eE+-\\/ \n\ttruefalsn\u{1}é😀".utf8) + [
                0xFF, 0xC0, 0xED, 0xA0,
            ]
        var text = text
        for _ in 0...random.below(3) where !text.isEmpty {
            let at = random.below(text.count)
            switch random.below(6) {
            case 0: text.remove(at: at)
            case 1: text.insert(spare[random.below(spare.count)], at: at)
            case 2: text[at] = spare[random.below(spare.count)]
            case 3: text.swapAt(at, random.below(text.count))
            case 4: text.removeSubrange(at..<min(at + random.below(6), text.count))
            default: text.insert(contentsOf: text[at..<min(at + 4, text.count)], at: at)
            }
        }
        return text
    }
}
