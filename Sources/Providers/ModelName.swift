/// Model names as makers and gateways spell them.
public enum ModelName {
    private static let hyphen = UInt8(ascii: "-")
    private static let slash = UInt8(ascii: "/")
    private static let colon = UInt8(ascii: ":")

    /// `anthropic/Claude-Opus-4.8:free` is `claude-opus-4-8` to its maker.
    static func plain(_ name: String) -> String {
        var base = name.lowercased().utf8[...]
        if base.contains(slash) { base = base.split(separator: slash).last ?? "".utf8[...] }
        if base.contains(colon) { base = base.split(separator: colon).first ?? "".utf8[...] }
        return String(decoding: base.map { $0 == UInt8(ascii: ".") ? hyphen : $0 }, as: UTF8.self)
    }

    /// What all spellings of one model have in common, its snapshots among them: `anthropic/claude-4.5-haiku-20251001`
    /// and `claude-haiku-4-5` are one, `gpt-4.5` and `gpt-5.4` are two.
    // By bytes, as all here: each answer of a gateway that has names of its own is asked for its family.
    public static func family(of name: String) -> String {
        var words: [String] = []
        var isVersion = false
        for word in undated(plain(name)).utf8.split(separator: hyphen) {
            let isNumber = isDigits(word)
            let text = String(Substring(word))
            // A version has one order, words have any.
            if isNumber, isVersion, let last = words.popLast() {
                words.append(last + "." + text)
            } else {
                words.append(text)
            }
            isVersion = isNumber
        }
        return words.sorted().joined(separator: "-")
    }

    /// The name without the date of its snapshot, or without its `-latest`.
    public static func undated(_ name: String) -> String {
        if name.hasSuffix("-latest") { return String(name.dropLast(7)) }
        guard let date = date(of: name) else { return name }
        return String(name.utf8.dropLast(date.count + 1)) ?? name
    }

    /// Whether two names are of one day, as far as both tell one.
    public static func mayShareDate(_ one: String, _ other: String) -> Bool {
        func digits(_ name: String) -> String? {
            date(of: plain(name)).map { $0.filter { $0 != "-" } }
        }
        guard let mine = digits(one), let theirs = digits(other) else { return true }
        return mine.hasSuffix(theirs) || theirs.hasSuffix(mine)
    }

    /// `2025-04-14`, `20250929`, or Ark's `260628`, at the end of a name.
    private static func date(of name: String) -> Substring? {
        let bytes = name.utf8
        for length in [10, 8, 6] where bytes.count > length + 1 {
            let date = bytes.suffix(length)
            guard bytes.dropLast(length).last == hyphen else { continue }
            if length == 6 ? isDigits(date) : isDate(date) { return Substring(date) }
        }
        return nil
    }

    private static func isDigits(_ text: Substring.UTF8View) -> Bool {
        text.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    /// Whether a name is this pin, or the pin with a date behind it.
    static func isSnapshot(_ name: String, of pin: String) -> Bool {
        if name == pin { return true }
        let base = pin.hasSuffix("-latest") ? String(pin.dropLast(7)) : pin
        guard name.hasPrefix(base + "-") else { return false }
        return isDate(name.utf8.dropFirst(base.utf8.count + 1))
    }

    /// Ark dates with six digits: `doubao-seed-2-1-pro-260628`.
    static func isShortSnapshot(_ name: String, of pin: String) -> Bool {
        guard name.hasPrefix(pin + "-") else { return false }
        let date = name.utf8.dropFirst(pin.utf8.count + 1)
        return date.count == 6 && isDigits(date)
    }

    /// `qwen-plus-2025-09-11`, `qwen3-235b-a22b-thinking-2507`, `qwen3.8-max-0902`: the last digits of a
    /// pin are its date, whole or short.
    static func hasDate(_ name: String) -> Bool {
        let words = name.utf8.split(separator: hyphen)
        guard let last = words.last, isDigits(last) else { return false }
        let day = words.suffix(3).first ?? last
        return last.count == 4 || isDate(last) || isDate(name.utf8[day.startIndex..<last.endIndex])
    }

    /// `2025-04-14` or `20250929`: no pin that has one already is followed by another.
    private static func isDate(_ text: Substring.UTF8View) -> Bool {
        let isParted = text.count == 10
        guard isParted || text.count == 8, text.starts(with: "20".utf8) else { return false }
        return text.enumerated().allSatisfy { place, byte in
            isParted && (place == 4 || place == 7) ? byte == hyphen : isDigit(byte)
        }
    }
}
