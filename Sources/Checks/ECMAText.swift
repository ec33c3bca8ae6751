/// What JavaScript makes of text where Swift or PCRE2 would make something else of it.
enum ECMAText {
    /// White space and line ends as ECMA-262 lists them (12.2 and 12.3): Unicode's spaces and the byte order mark,
    /// and not U+0085.
    static let spaces: [ClosedRange<Unicode.Scalar>] = [
        "\u{9}"..."\u{D}", " "..." ", "\u{A0}"..."\u{A0}", "\u{1680}"..."\u{1680}",
        "\u{2000}"..."\u{200A}", "\u{2028}"..."\u{2029}", "\u{202F}"..."\u{202F}",
        "\u{205F}"..."\u{205F}", "\u{3000}"..."\u{3000}", "\u{FEFF}"..."\u{FEFF}",
    ]

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80
            ? scalar == " " || (0x9...0xD).contains(scalar.value)
            : spaces.contains { $0.contains(scalar) }
    }

    /// What stands between spaces, as `split(/\s+/)` gives it, without the empty parts.
    static func words(of text: String) -> [Substring] {
        text.unicodeScalars.split(whereSeparator: isSpace).map(Substring.init)
    }

    /// Without the spaces in front, and what else is to be passed over there.
    static func dropping(
        _ text: Substring, and isDropped: (Unicode.Scalar) -> Bool = { _ in false }
    ) -> Substring {
        Substring(text.unicodeScalars.drop { isSpace($0) || isDropped($0) })
    }

    static func trimmed(_ text: Substring) -> Substring {
        var scalars = dropping(text).unicodeScalars
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return Substring(scalars)
    }

    /// `toLowerCase()`: what Swift gives, but that a sigma which ends a word is a final one.
    static func lowercased(_ text: String) -> String {
        guard TextSearch.text(text, contains: "Σ") else { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        var lower = ""
        for (index, scalar) in scalars.enumerated() {
            let endsWord =
                scalar == "Σ" && isAfterLetter(scalars[..<index].reversed())
                && !isAfterLetter(scalars[(index + 1)...])
            lower += endsWord ? "ς" : scalar.properties.lowercaseMapping
        }
        return lower
    }

    /// Whether the first scalar that counts is a letter with case: marks, apostrophes and their like do not count.
    private static func isAfterLetter(_ scalars: some Sequence<Unicode.Scalar>) -> Bool {
        for scalar in scalars where !scalar.properties.isCaseIgnorable {
            return scalar.properties.isCased
        }
        return false
    }
}
