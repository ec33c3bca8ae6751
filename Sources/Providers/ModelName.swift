/// Model names as makers and gateways spell them.
package enum ModelName {
    /// `anthropic/Claude-Opus-4.8:free` is `claude-opus-4-8` to its maker.
    static func plain(_ name: String) -> String {
        let own = name.split(separator: "/").last ?? ""
        let base = own.split(separator: ":").first ?? ""
        return base.lowercased().map { $0 == "." ? "-" : String($0) }.joined()
    }

    /// What all spellings of one model have in common, its snapshots among them: `anthropic/claude-4.5-haiku-20251001`
    /// and `claude-haiku-4-5` are one, `gpt-4.5` and `gpt-5.4` are two.
    package static func family(of name: String) -> String {
        var words: [String] = []
        var isVersion = false
        for word in undated(plain(name)).split(separator: "-") {
            let isNumber = isDigits(word)
            // A version has one order, words have any.
            if isNumber, isVersion, let last = words.popLast() {
                words.append("\(last).\(word)")
            } else {
                words.append(String(word))
            }
            isVersion = isNumber
        }
        return words.sorted().joined(separator: "-")
    }

    /// The name without the date of its snapshot, or without its `-latest`.
    package static func undated(_ name: String) -> String {
        if name.hasSuffix("-latest") { return String(name.dropLast(7)) }
        guard let date = date(of: name) else { return name }
        return String(name.dropLast(date.count + 1))
    }

    /// Whether two names are of one day, as far as both tell one.
    package static func mayShareDate(_ one: String, _ other: String) -> Bool {
        func digits(_ name: String) -> String? {
            date(of: plain(name)).map { $0.filter { $0 != "-" } }
        }
        guard let mine = digits(one), let theirs = digits(other) else { return true }
        return mine.hasSuffix(theirs) || theirs.hasSuffix(mine)
    }

    /// `2025-04-14`, `20250929`, or Ark's `260628`, at the end of a name.
    private static func date(of name: String) -> Substring? {
        for length in [10, 8, 6] where name.count > length + 1 {
            let date = name.suffix(length)
            guard name.dropLast(length).last == "-" else { continue }
            let isShort = length == 6 && isDigits(date) && isDate(Substring("20\(date)"))
            if isShort || isDate(date) { return date }
        }
        return nil
    }

    private static func isDigits(_ text: Substring) -> Bool {
        text.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Whether a name is this pin, or the pin with a date behind it.
    static func isSnapshot(_ name: String, of pin: String) -> Bool {
        if name == pin { return true }
        let base = pin.hasSuffix("-latest") ? String(pin.dropLast(7)) : pin
        guard name.hasPrefix(base + "-") else { return false }
        return isDate(name.dropFirst(base.count + 1))
    }

    /// Ark dates with six digits: `doubao-seed-2-1-pro-260628`.
    static func isShortSnapshot(_ name: String, of pin: String) -> Bool {
        guard name.hasPrefix(pin + "-") else { return false }
        let date = name.dropFirst(pin.count + 1)
        return date.count == 6 && isDigits(date)
    }

    /// `qwen-plus-2025-09-11`, `qwen3-235b-a22b-thinking-2507`, `qwen3.8-max-0902`: the last digits of a
    /// pin are its date, whole or short.
    static func hasDate(_ name: String) -> Bool {
        let words = name.split(separator: "-")
        guard let last = words.last, isDigits(last) else {
            return false
        }
        return last.count == 4 || isDate(last)
            || isDate(Substring(words.suffix(3).joined(separator: "-")))
    }

    /// `2025-04-14` or `20250929`: no pin that has one already is followed by another.
    private static func isDate(_ text: Substring) -> Bool {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        guard digits.count == 8, digits.hasPrefix("20") else { return false }
        let month = digits.dropFirst(4).prefix(2)
        return text == digits || text == "\(digits.prefix(4))-\(month)-\(digits.suffix(2))"
    }
}
