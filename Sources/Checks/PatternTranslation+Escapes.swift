extension PatternTranslation {
    mutating func takeEscape() throws(Pattern.Mistake) {
        switch next {
        case "b", "B":
            put(next == "b" ? "\\b" : "\\B", repeatable: false)
            place += 1
        case "k" where !groups.names.isEmpty: try takeNamedReference()
        case ("1"..."9")?:
            if let number = groupNumber() {
                put("\\g{\(number)}")
            } else {
                put(try escape(inClass: false).text)
            }
        default: put(try escape(inClass: false).text)
        }
    }

    private mutating func takeNamedReference() throws(Pattern.Mistake) {
        let start = place - 1
        place += 1
        guard takes("<"), let end = scalars[place...].firstIndex(of: ">") else {
            throw mistake("\\k names a group, as in \\k<name>", at: start)
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[place..<end])
        guard let number = groups.names[String(name)] else {
            throw mistake("no group is called '\(String(name))'", at: start)
        }
        place = end + 1
        put("\\g{\(number)}")
    }

    /// The number of a group that there is; otherwise the digits are one character's octal number.
    private mutating func groupNumber() -> Int? {
        let digits = scalars[place...].prefix { ("0"..."9").contains($0) }.prefix(6)
        let number = digits.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
        guard number <= groups.count else { return nil }
        place += digits.count
        return number
    }

    mutating func escape(inClass: Bool) throws(Pattern.Mistake) -> PatternEscape {
        let start = place - 1
        guard let scalar = next else { throw mistake("\\ at the end of the pattern", at: start) }
        place += 1
        switch scalar {
        case "d", "D", "w", "W": return PatternEscape(nil, "\\" + String(scalar))
        case "s": return PatternEscape(nil, inClass ? Self.space : "[\(Self.space)]")
        case "S": return PatternEscape(nil, inClass ? Self.noSpace : "[^\(Self.space)]")
        case "p", "P": return try property(isNegated: scalar == "P", from: start)
        case "t": return single("\t")
        case "n": return single("\n")
        case "v": return single("\u{B}")
        case "f": return single("\u{C}")
        case "r": return single("\r")
        case "b" where inClass: return single("\u{8}")
        case "c": return control()
        case "x": return single(hexadecimal(2) ?? "x")
        case "u": return single(try unicode(from: start))
        case "0"..."7": return single(octal(scalar))
        case "8", "9": return single(scalar)
        case "A"..."Z", "a"..."z":
            throw mistake(
                "to JavaScript '\\\(scalar)' is the letter '\(scalar)' and nothing more",
                at: start)
        default: return single(scalar)
        }
    }

    private func single(_ scalar: Unicode.Scalar) -> PatternEscape {
        PatternEscape(scalar, Self.literal(scalar))
    }

    /// Without a letter after it the backslash is one.
    private mutating func control() -> PatternEscape {
        guard let letter = next, letter.isASCII, letter.properties.isAlphabetic else {
            place -= 1
            return single("\\")
        }
        place += 1
        return single(Unicode.Scalar(UInt8(letter.value & 0x1F)))
    }

    private mutating func hexadecimal(_ count: Int) -> Unicode.Scalar? {
        guard let value = hexadecimalValue(count) else { return nil }
        return Unicode.Scalar(value)
    }

    private mutating func hexadecimalValue(_ count: Int) -> UInt32? {
        let digits = scalars[place...].prefix(count)
        guard digits.count == count, digits.allSatisfy(\.properties.isASCIIHexDigit) else {
            return nil
        }
        place += count
        return digits.reduce(0) { $0 << 4 | UInt32($1.hexadecimalValue) }
    }

    /// `\u00e9`, `\u{1F600}`, or the two halves that UTF-16 makes of one character.
    private mutating func unicode(from start: Int) throws(Pattern.Mistake) -> Unicode.Scalar {
        if next == "{", let end = scalars[place...].firstIndex(of: "}"), end > place + 1,
            scalars[(place + 1)..<end].allSatisfy(\.properties.isASCIIHexDigit)
        {
            let value = scalars[(place + 1)..<end].reduce(UInt64(0)) {
                min($0 << 4 | UInt64($1.hexadecimalValue), 0x11_0000)
            }
            guard let scalar = Unicode.Scalar(UInt32(value)) else {
                throw mistake("there is no character of that number", at: start)
            }
            place = end + 1
            return scalar
        }
        guard let high = hexadecimalValue(4) else { return "u" }
        if let scalar = Unicode.Scalar(high) { return scalar }
        if high < 0xDC00, takes("\\u"), let low = hexadecimalValue(4),
            (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        {
            return scalar
        }
        throw mistake("this is half a character: write the whole one, as in \\u{1F600}", at: start)
    }

    /// Up to three digits, and no more than 255: what is left of them stands for itself.
    private mutating func octal(_ first: Unicode.Scalar) -> Unicode.Scalar {
        var value = first.value - 0x30
        var count = 1
        while count < 3, let digit = next, ("0"..."7").contains(digit),
            value << 3 | (digit.value - 0x30) <= 255
        {
            value = value << 3 | (digit.value - 0x30)
            place += 1
            count += 1
        }
        return Unicode.Scalar(UInt8(value))
    }

    private mutating func property(
        isNegated: Bool, from start: Int
    ) throws(Pattern.Mistake) -> PatternEscape {
        let letter = isNegated ? "P" : "p"
        guard takes("{"), let end = scalars[place...].firstIndex(of: "}"), end > place,
            scalars[place..<end].allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || "0123456789_=".unicodeScalars.contains($0))
            })
        else {
            throw mistake("\\\(letter) names a property, as in \\\(letter){Letter}", at: start)
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[place..<end])
        place = end + 1
        return PatternEscape(nil, "\\\(letter){\(PatternProperties.name(String(name)))}")
    }

    private static let space = ECMAText.spaces.map {
        $0.lowerBound == $0.upperBound
            ? literal($0.lowerBound) : "\(literal($0.lowerBound))-\(literal($0.upperBound))"
    }.joined()

    /// What lies between the spaces.
    private static let noSpace: String = {
        var text = ""
        var low: UInt32 = 0
        for range in ECMAText.spaces {
            text += between(low, range.lowerBound.value - 1)
            low = range.upperBound.value + 1
        }
        return text + between(low, 0x10FFFF)
    }()

    private static func between(_ low: UInt32, _ high: UInt32) -> String {
        guard low <= high, let first = Unicode.Scalar(low), let last = Unicode.Scalar(high) else {
            return ""
        }
        return "\(literal(first))-\(literal(last))"
    }
}

extension Unicode.Scalar {
    /// Of a hexadecimal digit.
    fileprivate var hexadecimalValue: UInt8 {
        UInt8(value < 0x3A ? value - 0x30 : (value | 0x20) - 0x57)
    }
}
