import Documents
import TestSupport
import Testing
import Vocabulary

private func read(_ text: String) -> (values: [String: String], told: [Diagnostic]) {
    let mistakes = Mistakes()
    let file = EnvFile.read(SourceText(file: ".env", text: text), in: mistakes)
    let pairs = file.variables.map { ($0.name, $0.value) }
    return (Dictionary(pairs) { $1 }, mistakes.items)
}

@Suite struct EnvFileTests {
    @Test(arguments: [
        ("A=1", "1"), ("A=", ""), ("A=   # nothing", ""), ("  A = 1 2  ", "1 2"),
        ("export A=1", "1"), ("export\tA=1", "1"), ("A=1 # comment", "1"),
        ("A='1 # 2'  # comment", "1 # 2"), ("A=\"1 # 2\"", "1 # 2"),
        ("A=`it's \"so\"`", "it's \"so\""),
        ("A=b=c==", "b=c=="), ("A=\"b\\nc\\t\\\"d\\\" \\\\ \\d\"", "b\nc\t\"d\" \\ \\d"),
        ("A='b\\nc'", "b\\nc"), ("A=b\\nc", "b\\nc"), ("A='$B ${C}'", "$B ${C}"),
        ("A=\"b\nc\"", "b\nc"), ("A='-----\nb==\n-----'\n", "-----\nb==\n-----"),
        ("A=it's", "it's"), ("\u{FEFF}A=1", "1"), ("# export A=2\n\nA=1\n#", "1"),
        ("A=ключ", "ключ"), ("A=\"\"", ""), ("A=''", ""),
    ])
    func `a value is what dotenv's users mean by it`(text: String, value: String) {
        for ending in ["", "\n", "\nB=2\n"] {
            let (values, told) = read(text + ending)
            #expect(values["A"] == value && told.isEmpty, "\(told)")
            #expect(values["B"] == (ending.contains("B") ? "2" : nil))
        }
        // The same file from a machine that ends its lines with two signs.
        let (values, told) = read(text.replacing("\n", with: "\r\n") + "\r\n")
        #expect(values["A"] == value && told.isEmpty, "\(values) \(told)")
    }

    @Test func `names may hold what others' names hold, and stand where they stand`() {
        let (values, told) = read("my.name-2=1\n_X9=2\nexport=3\nexported=4")
        #expect(values == ["my.name-2": "1", "_X9": "2", "export": "3", "exported": "4"])
        #expect(told.isEmpty)
        let file = EnvFile.read(
            SourceText(file: ".env", text: "# one\n  export  A=1"), in: Mistakes())
        #expect(file.variables.first?.location == SourceLocation(file: ".env", line: 2, column: 11))
    }

    @Test func `every mistake is told at its place, and the lines round it count`() {
        let marked = Marked(
            """
            A=1
            1️⃣1ST=2
            SECRET_KEY2️⃣ sk-live-0123456789
            OPENAI_API_KEY3️⃣
            4️⃣/q3Jk+sk-live-0123456789==
            B=5️⃣"sk-live-0123456789
            C=2
            D='two' 6️⃣words
            E7️⃣: sk-live-0123456789
            F=8️⃣"one
            G="3"
            """)
        let (values, told) = read(marked.text)
        #expect(
            marked.messages(told) == [
                "1️⃣": "expected a name, which begins with a letter or '_'",
                "2️⃣": "expected '=' behind the name", "3️⃣": "expected '=' behind the name",
                "4️⃣": "expected a name, which begins with a letter or '_'",
                "5️⃣": "this quote closes in line 10, and more stands behind that",
                "6️⃣": "more stands behind the closing quote",
                "7️⃣": "expected '=' behind the name",
                "8️⃣": "this quote closes in line 11, and more stands behind that",
            ])
        #expect(values == ["A": "1", "C": "2", "G": "3"])
        #expect(told.allSatisfy { $0.severity == .error && $0.hint != nil })
    }

    @Test func `no message shows a value, or what may be one`() {
        let text = """
            A="sk-live-0123456789
            sk-live-0123456789
            sk-live-0123456789=1
            B sk-live-0123456789
            C=sk-live#0123456789
            D=sk-live-0123456789${X}
            D=sk-live-0123456789'
            E='sk-live'0123456789
            """
        let (_, told) = read(text)
        #expect(told.count >= 7)
        let shown = DiagnosticText.render(told)
        #expect(!shown.contains("live") && !shown.contains("0123456789"), "\(shown)")
        // And yet a line shows which variable is meant.
        #expect(shown.contains("E=" + String(repeating: "•", count: 19)), "\(shown)")
    }

    @Test func `what readers disagree about is kept whole, and told`() {
        let marked = Marked("A=one1️⃣#two\n2️⃣B=1\n3️⃣B=4️⃣${A}\nC=5️⃣\"${A}\"\nE=6️⃣#f\n")
        let (values, told) = read(marked.text)
        #expect(values == ["A": "one#two", "B": "${A}", "C": "${A}", "E": "#f"])
        #expect(told.allSatisfy { $0.severity == .warning })
        let messages = marked.messages(told)
        #expect(Set(messages.keys) == ["1️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣"])
        #expect(messages["3️⃣"] == "'B' stands in line 2, too: this one counts")
    }

    @Test func `a file that is not there is told with the nearest name`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("prod.env", Array("A=1".utf8))
        let mistakes = Mistakes()
        #expect(EnvFile.read(path: folder.path + "/prd.env", in: mistakes) == nil)
        #expect(mistakes.items.first?.message.contains("no such file") == true)
        #expect(mistakes.items.first?.hint?.contains("prod.env'?") == true)
    }
}
