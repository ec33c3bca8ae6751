/// Words as Unicode's annex 29 parts them: runs that hold a letter or a digit, with an apostrophe or a full
/// stop inside where it joins two letters, and a comma or full stop where it joins two digits.
enum WordBoundaries {
    private enum Kind {
        case letter, digit, katakana, joiner
        /// Each one a word by itself: Han, Hiragana, and scripts that only a dictionary can part.
        case alone
        case midLetter, midDigit, midBoth
        /// Marks and format characters belong to what stands before them.
        case mark
        case other
    }

    static func count(in text: String) -> Int {
        var words = 0
        /// What the current word ends with; `other` outside of words.
        var last = Kind.other
        /// A sign that joins if the next character is of the right kind.
        var pending: Kind?
        var hasCounted = false
        for scalar in text.unicodeScalars {
            let kind = kind(of: scalar)
            if kind == .mark { continue }
            if let sign = pending {
                pending = nil
                if joins(last, sign, kind) {
                    last = kind
                    continue
                }
                (last, hasCounted) = (.other, false)
            }
            switch kind {
            case .midLetter, .midDigit, .midBoth:
                if last == .letter || last == .digit {
                    pending = kind
                } else {
                    (last, hasCounted) = (.other, false)
                }
            case .alone:
                words += 1
                // A mark may follow, a letter is the next word.
                (last, hasCounted) = (.alone, false)
            case .letter, .digit, .katakana, .joiner:
                if !continues(last, kind) { hasCounted = false }
                if !hasCounted, kind != .joiner {
                    words += 1
                    hasCounted = true
                }
                last = kind
            case .other, .mark: (last, hasCounted) = (.other, false)
            }
        }
        return words
    }

    private static func continues(_ last: Kind, _ next: Kind) -> Bool {
        switch (last, next) {
        case (.letter, .letter), (.letter, .digit), (.digit, .letter), (.digit, .digit): true
        case (.katakana, .katakana): true
        case (.joiner, .letter), (.joiner, .digit), (.joiner, .katakana), (.joiner, .joiner): true
        case (.letter, .joiner), (.digit, .joiner), (.katakana, .joiner): true
        default: false
        }
    }

    private static func joins(_ last: Kind, _ sign: Kind, _ next: Kind) -> Bool {
        switch (last, next) {
        case (.letter, .letter): sign == .midLetter || sign == .midBoth
        case (.digit, .digit): sign == .midDigit || sign == .midBoth
        default: false
        }
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x30...0x39: return .digit
        case 0x41...0x5A, 0x61...0x7A: return .letter
        case 0x5F, 0x202F, 0x203F, 0x2040, 0x2054, 0xFE33, 0xFE34, 0xFE4D...0xFE4F, 0xFF3F:
            return .joiner
        case 0x27, 0x2E, 0x2018, 0x2019, 0x2024, 0xFE52, 0xFF07, 0xFF0E: return .midBoth
        case 0x3A, 0xB7, 0x387, 0x55F, 0x5F4, 0x2027, 0xFE13, 0xFE55, 0xFF1A: return .midLetter
        case 0x2C, 0x3B, 0x37E, 0x589, 0x60C, 0x60D, 0x66C, 0x7F8, 0x2044, 0xFE10, 0xFE14, 0xFE50,
            0xFE54, 0xFF0C, 0xFF1B:
            return .midDigit
        case 0...0x7F: return .other
        // A space of no width parts words; the other format characters do not.
        case 0x200B: return .other
        case 0x3031...0x3035, 0x309B, 0x309C, 0x30A0...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF,
            0x32D0...0x32FE, 0x3300...0x3357, 0xFF66...0xFF9D:
            return .katakana
        case 0x3041...0x3096, 0x309D...0x309F, 0x1B001...0x1B11F: return .alone
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: return .mark
        case .decimalNumber: return .digit
        default: break
        }
        if properties.isIdeographic { return .alone }
        guard properties.isAlphabetic else { return .other }
        return needsDictionary(scalar.value) ? .alone : .letter
    }

    /// Thai, Lao, Myanmar, Khmer and their kin write no space between words.
    private static func needsDictionary(_ value: UInt32) -> Bool {
        switch value {
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF,
            0xA9E0...0xA9FF, 0xAA60...0xAADF:
            true
        default: false
        }
    }
}
