import Rows
import Vocabulary

/// Answers of providers who mean ill, or whose bytes were damaged.
enum Hostile {
    static let texts = [
        "\u{0}", "a\u{0}b", "]]>", "<![CDATA[x]]>", "</failure><testcase/>", "&amp;&#0;&lt;",
        "\" onload=\"x",
        "\u{1B}[2J\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{7F}\u{85}\u{A0}",
        "\u{FFFE}\u{FFFF}\u{FFFD}", "a\r\nb\rc\td",
        "\u{202E}txt.exe", "\u{2028}\u{2029}", "e\u{301} 日本語 🧵👩‍👩‍👧", "<script>alert(1)</script>",
        "--><!--", "%s %n", "\u{10FFFF}",
        // What a lone half of a surrogate pair becomes where bytes are read.
        String(decoding: [0x61, 0xED, 0xA0, 0x80, 0x62], as: UTF8.self),
        String(repeating: "x", count: 500),
    ]

    static let rows: [Row] =
        [.run(SampleRun.run)]
        + texts.enumerated().map { index, text in
            var row = SampleRun.row(
                "capitals", SampleRun.first, text, stream: false, "\(index) \(text)", .failed)
            row.checks = [
                CheckRow(
                    name: "equals\(text)", verdict: .failed, message: "got \(text)",
                    location: Vocabulary.SourceLocation(file: "a\(text).yaml", line: 1, column: 1))
            ]
            row.modelServed = text
            row.output = text
            row.prompt = text
            row.rerun = text
            row.requestID = text
            row.finish = text
            row.breakage = Breakage(.other, text)
            row.providerError = ProviderError(status: 500, type: text, code: text, message: text)
            row.findings = [Finding("wire.\(text)", .error, text)]
            return .case(row)
        }
}
