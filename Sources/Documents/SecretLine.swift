import Vocabulary

/// A source line for messages, with the values of keys made unreadable: what is wrong with a file is printed to
/// terminals and into CI's logs, and a key in it is not to be printed along.
///
/// A value is taken for a key by the name before it, mistyped or not, or by how it begins; so is the password in a URL.
public enum SecretLine {
    /// As many scalars as before, so that a caret below still points at what is meant.
    public static func masked(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if scalars[index...].starts(with: "://".unicodeScalars) {
                let secrets = secretsInURL(at: index, in: scalars)
                for place in secrets.joined() { scalars[place] = "•" }
                index = secrets.last?.upperBound ?? index + 1
            } else if scalars[index] == ":", isSecret(wordBefore(index, in: scalars)),
                !namesKey(index, in: scalars)
            {
                index = mask(from: index + 1, in: &scalars)
            } else if beginsKey(at: index, in: scalars) {
                index = maskWord(from: index, in: &scalars)
            } else {
                index += 1
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// In `postgresql://user:password@host/?token=secret`, where the `:` of `://` stands here.
    private static func secretsInURL(
        at index: Int, in scalars: [Unicode.Scalar]
    ) -> [Range<Int>] {
        let url = scalars[(index + 3)...].prefix { !"\"' ,}".unicodeScalars.contains($0) }
        var secrets: [Range<Int>] = []
        let authority = url.prefix { !"/?#".unicodeScalars.contains($0) }
        if let at = authority.lastIndex(of: "@") {
            let colon = authority[..<at].firstIndex(of: ":")
            secrets.append((colon.map { $0 + 1 } ?? authority.startIndex)..<at)
        }
        guard let mark = url.firstIndex(of: "?") else { return secrets }
        for item in url[(mark + 1)...].split(separator: "&") {
            guard let equals = item.firstIndex(of: "="),
                AddressSecrets.isSecret(String(String.UnicodeScalarView(item[..<equals])))
            else { continue }
            secrets.append((equals + 1)..<item.endIndex)
        }
        return secrets
    }

    private static let endings = [
        "key", "apikey", "token", "secret", "password", "authorization",
    ]

    /// `api_key`, `master_key`, `apiKey`, `"x-api-key"`, `api_kye`; what merely has such a word in it is none. A field of a head
    /// that its user made up (`x-team`) may hold anything.
    private static func isSecret(_ word: String) -> Bool {
        if word.lowercased().hasPrefix("x-") { return true }
        guard let last = lastWord(of: word), !last.isEmpty else { return false }
        // One letter more makes another word: `keys:` are many, and each has a name.
        return endings.contains { ending in
            last == ending
                || last.utf8.count == ending.utf8.count
                    && nearest(String(last), among: [ending]) != nil
        }
    }

    /// `Key` of `apiKey`, in small letters.
    private static func lastWord(of word: String) -> String? {
        guard let last = word.split(whereSeparator: { $0 == "_" || $0 == "-" }).last else {
            return nil
        }
        let letters = Array(last)
        let start = letters.indices.dropFirst().last {
            letters[$0].isUppercase && letters[$0 - 1].isLowercase
        }
        return String(letters[(start ?? 0)...]).lowercased()
    }

    /// A suite's own `key:` stands at the beginning of a line, and says which of `keys:` it asks with. All others
    /// stand under something, and hold what is meant to be nobody else's.
    private static func namesKey(_ colon: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard String(String.UnicodeScalarView(scalars[..<colon])) == "key" else { return false }
        var value = scalars[(colon + 1)...].drop { $0 == " " }
        if let comment = value.indices.dropFirst().first(where: {
            value[$0] == "#" && value[$0 - 1] == " "
        }) {
            value = value[..<comment]
        }
        while value.last == " " { value.removeLast() }
        if let quote = value.first, "\"'".unicodeScalars.contains(quote), value.last == quote {
            value = value.dropFirst().dropLast()
        }
        return isName(String(String.UnicodeScalarView(value)))
    }

    /// Words that people give to keys, as `free-tier` or `team_b2`: a key itself has letters and digits in a heap.
    public static func isName(_ text: String) -> Bool {
        guard !beginsKey(at: 0, in: Array(text.unicodeScalars)), text.count <= nameLengthMax else {
            return false
        }
        return text.split(omittingEmptySubsequences: false) { "-_. ".contains($0) }.allSatisfy {
            let digits = $0.drop { $0.isLetter }
            return !$0.isEmpty && digits.count <= 4 && digits.allSatisfy(\.isNumber)
        }
    }

    private static let nameLengthMax = 40

    /// How providers' keys begin.
    private static let beginnings = ["sk-", "sk_", "pk-", "gsk_", "xai-", "hf_", "AIza", "Bearer "]
        .map {
            Array($0.unicodeScalars)
        }
    /// Shorter ones are names.
    private static let keyLengthMin = 12

    private static func beginsKey(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard index < scalars.count else { return false }
        if index > 0, isWord(scalars[index - 1]) { return false }
        guard let beginning = beginnings.first(where: { scalars[index...].starts(with: $0) }) else {
            return false
        }
        let rest = scalars[(index + beginning.count)...].prefix { isWord($0) }
        return beginning.count + rest.count >= keyLengthMin
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "-_.".unicodeScalars.contains(scalar)
    }

    private static func maskWord(from start: Int, in scalars: inout [Unicode.Scalar]) -> Int {
        var index = start
        while index < scalars.count, isWord(scalars[index]) {
            scalars[index] = "•"
            index += 1
        }
        // `Bearer` and the key behind it.
        if index < scalars.count, scalars[index] == " ", index - start == 6 {
            return maskWord(from: index + 1, in: &scalars)
        }
        return index
    }

    private static func wordBefore(_ index: Int, in scalars: [Unicode.Scalar]) -> String {
        var word = String.UnicodeScalarView()
        for scalar in scalars[..<index].reversed() {
            if scalar == "\"" || scalar == "'" { continue }
            guard scalar.properties.isAlphabetic || scalar == "_" || scalar == "-" else { break }
            word.insert(scalar, at: word.startIndex)
        }
        return String(word)
    }

    /// Masks the value that begins there and gives the place behind it. Names of variables may be read.
    private static func mask(from start: Int, in scalars: inout [Unicode.Scalar]) -> Int {
        var index = start
        while index < scalars.count, scalars[index] == " " || scalars[index] == "[" { index += 1 }
        let quote =
            index < scalars.count && "\"'".unicodeScalars.contains(scalars[index])
            ? scalars[index] : nil
        if quote != nil { index += 1 }
        let rest = scalars[index...]
        if rest.starts(with: "${".unicodeScalars) || rest.starts(with: "os.environ/".unicodeScalars)
            || rest.first == "{"
        {
            return index
        }
        while index < scalars.count {
            if let quote {
                if scalars[index] == quote { break }
            } else if ",}]#".unicodeScalars.contains(scalars[index]) {
                break
            }
            if scalars[index] != " " { scalars[index] = "•" }
            index += 1
        }
        return index
    }
}
