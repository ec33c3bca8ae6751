import Documents
import Testing
import Vocabulary

@Suite struct YAMLWordsTests {
    @Test(arguments: [
        ("a:\n1️⃣\tb: 1", "a tab cannot indent YAML (use spaces)"),
        ("a:\n  b: 1\n1️⃣\tc: 1", "a tab cannot indent YAML (use spaces)"),
        ("a: b1️⃣: c", "a ':' that does not fit here"),
        ("a: x\n  b1️⃣: y", "a ':' that does not fit here"),
        ("a: 1️⃣[1, 2", "'[' is never closed"),
        ("a: 1️⃣{ b: 1", "'{' is never closed"),
        ("a: [1, 2\nb1️⃣: 3", "expected ',' or ']'"),
        ("a: { b: \"1\" 1️⃣c: 2 }", "expected ',' or '}'"),
        ("a: 1️⃣\"open\nb: 1", "this quote is never closed"),
        ("a: 1️⃣'open", "this quote is never closed"),
        ("a: 1\n1️⃣- b", "expected a key of the mapping, or its end"),
        ("- a\n1️⃣b: 1", "expected '-' and another item of the list, or its end"),
        ("a: 1️⃣@here", "text cannot begin with '@' unless it is quoted"),
        ("a: 1️⃣`here`", "text cannot begin with '`' unless it is quoted"),
        ("a: 1️⃣%here", "text cannot begin with '%' unless it is quoted"),
        (
            "a: 1️⃣**bold**",
            "a name must follow '&' or '*' (text that begins with '&' or '*' needs quotes)"
        ),
        ("a: \"x 1️⃣\\q\"", "unknown escape after '\\'"),
        ("a: 1\n1️⃣word\nb: 2", "expected ':' after this key"),
        ("a: x1️⃣\u{1}y", "a control character, which YAML does not allow"),
        ("a: é\nb: 1️⃣\u{7F}y", "a control character, which YAML does not allow"),
        ("a: 1\n1️⃣---\nb: 2", "a second document begins here, expected one in a file"),
        ("a: 1️⃣{{ ticket }}", "text that begins with '{{' needs quotes"),
        ("1️⃣[a]: 1", "expected text as a key, found a list"),
        ("a: | 1️⃣text", "expected the end of the line"),
        ("a: 1️⃣*b", "unknown anchor 'b'"),
    ])
    func `a mistake of grammar is told in our words`(text: String, message: String) {
        expect(text, gives: ["1️⃣": message]) { (source) throws(Diagnostics) in
            _ = try YAMLReader.read(source)
        }
    }
}
