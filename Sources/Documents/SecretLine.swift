/// A source line for messages, with the values of keys made unreadable: what is wrong with a file is printed to
/// terminals and into CI's logs, and a key in it is not to be printed along.
enum SecretLine {
    /// As many scalars as before, so that a caret below still points at what is meant.
    static func masked(_ line: String) -> String {
        guard line.utf8.contains(UInt8(ascii: ":")) else { return line }
        var scalars = Array(line.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if scalars[index] == ":", isSecret(wordBefore(index, in: scalars)) {
                index = mask(from: index + 1, in: &scalars)
            } else {
                index += 1
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static let endings = ["key", "token", "secret", "password", "authorization"]

    /// `api_key`, `master_key`, `"x-api-key"`; what merely has such a word in it is none.
    private static func isSecret(_ word: String) -> Bool {
        let word = word.lowercased()
        return endings.contains {
            word == $0 || word.hasSuffix("_" + $0) || word.hasSuffix("-" + $0)
        }
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
