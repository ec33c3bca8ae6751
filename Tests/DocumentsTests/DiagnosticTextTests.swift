import Documents
import Testing
import Vocabulary

private func diagnostic(
    _ message: String, line: String, column: Int, length: Int = 1, hint: String? = nil,
    severity: Diagnostic.Severity = .error
) -> Diagnostic {
    Diagnostic(
        message, at: .init(file: "suites/fallback.yaml", line: 14, column: column), length: length,
        sourceLine: line, hint: hint, severity: severity)
}

private func shownLines(_ diagnostic: Diagnostic) -> [String] {
    DiagnosticText.render([diagnostic], colour: false).split(
        separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
}

@Suite struct DiagnosticTextTests {
    @Test func `a message shows its line, a caret as long as what is wrong, and a hint`() {
        let mistake = diagnostic(
            "unknown check 'served-modle'", line: "    - { type: served-modle }", column: 15,
            length: 12,
            hint: "did you mean 'served-model'? `pathproof list checks` shows all")
        #expect(
            DiagnosticText.render([mistake], colour: false) == """
                suites/fallback.yaml:14:15: error: unknown check 'served-modle'
                   |
                14 |     - { type: served-modle }
                   |               ^^^^^^^^^^^^
                  hint: did you mean 'served-model'? `pathproof list checks` shows all

                """)
    }

    @Test func `messages stand in the order of their places, those without one last`() {
        let places = [("b", 1, 1), ("a", 2, 1), ("a", 1, 5), ("a", 1, 2)]
        var items = [Diagnostic("nowhere", severity: .warning)]
        items += places.map { Diagnostic("x", at: .init(file: $0.0, line: $0.1, column: $0.2)) }
        #expect(
            DiagnosticText.render(items, colour: false) == """
                a:1:2: error: x

                a:1:5: error: x

                a:2:1: error: x

                b:1:1: error: x

                warning: nowhere

                """)
    }

    /// What stands over the caret, column by column of a terminal.
    @Test(arguments: [
        ("a: word", 4, 4, "a: word", "   ^^^^"),
        ("\ta:\tword", 5, 4, "    a:    word", "          ^^^^"),
        ("日本: word", 5, 4, "日本: word", "      ^^^^"),
        ("word: 日本", 7, 2, "word: 日本", "      ^^^^"),
        ("e\u{301}: word", 5, 4, "e\u{301}: word", "   ^^^^"),
        ("👨‍👩‍👧: word", 8, 4, "👨‍👩‍👧: word", "    ^^^^"),
        ("🇩🇪: x", 5, 1, "🇩🇪: x", "    ^"),
        ("a: ", 4, 1, "a: ", "   ^"),
        ("a:", 3, 1, "a:", "  ^"),
        ("", 1, 1, "", "^"),
        ("a: x", 4, 100, "a: x", "   ^"),
        ("a: x", 900, 5, "a: x", "    ^"),
    ])
    func `the caret stands under what is wrong`(
        line: String, column: Int, length: Int, shown: String, caret: String
    ) {
        let lines = shownLines(diagnostic("x", line: line, column: column, length: length))
        #expect(lines[2] == "14 |" + (shown.isEmpty ? "" : " " + shown))
        #expect(lines[3] == "   | " + caret)
    }

    @Test(arguments: [1, 60, 5000, 9_960, 9_995, 10_000])
    func `of a long line a window round the caret is shown`(column: Int) {
        let text = String((1...10_000).map { Character(UnicodeScalar(0x61 + UInt8($0 % 26))) })
        let lines = shownLines(diagnostic("x", line: text, column: column, length: 3))
        let (shown, caret) = (lines[2].dropFirst(5), lines[3].dropFirst(5))
        #expect(shown.count <= 102)
        let start = caret.prefix { $0 == " " }.count
        let marked = Array(shown)[start..<min(shown.count, start + 3)].filter { $0 != "…" }
        #expect(String(marked) == String(Array(text)[(column - 1)..<min(10_000, column + 2)]))
        #expect(shown.hasPrefix("…") == (column > 1) && shown.hasSuffix("…") == (column < 9_950))
    }

    @Test func `what a file holds cannot move a cursor or pass for another message`() {
        let hostile = "a\u{1B}[2Jb\rc\u{7}d\u{9B}e\u{202E}f\u{7F}"
        let item = Diagnostic(
            "found '\(hostile)'\nb.yaml:1:1: error: forged",
            at: .init(file: "a\n\u{1B}[31m.yaml", line: 1, column: 3), length: 2,
            sourceLine: hostile,
            hint: "one\ntwo\u{1B}")
        #expect(
            DiagnosticText.render([item], colour: false) == """
                a␊␛[31m.yaml:1:3: error: found 'a␛[2Jb
                    c␇d�e�f␡'
                    b.yaml:1:1: error: forged
                  |
                1 | a␛[2Jb␍c␇d�e�f␡
                  |   ^^
                  hint: one
                        two␛

                """)
    }

    @Test func `colours stand round the text and change nothing in it`() {
        let item = diagnostic("x", line: "a: b", column: 4, hint: "y", severity: .warning)
        let coloured = DiagnosticText.render([item], colour: true)
        #expect(coloured.contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == DiagnosticText.render([item], colour: false))
    }
}
