import Testing
import Vocabulary

@testable import Reports

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\nb\tc", "a\\nb\\tc"), ("\u{1B}[31mred", "\\e[31mred"),
        ("\u{9B}2J", "\\u{9b}2J"),
        ("\u{202E}evil", "\\u{202e}evil"), ("é 日本 🧵", "é 日本 🧵"), ("👩‍👧", "👩‍👧"),
        ("\u{0}\u{7F}", "\\u{0}\\u{7f}"),
    ])
    func `what a terminal would obey is spelled out`(text: String, safe: String) {
        #expect(TerminalText.safe(text) == safe)
    }

    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🧵", 2), ("✓", 1), ("한글", 4), ("", 0),
    ])
    func `columns are those that a terminal takes`(text: String, columns: Int) {
        #expect(TerminalText.columns(text) == columns)
    }

    @Test func `shortening never takes more columns than there are`() {
        #expect(TerminalText.shortened("日本語です", to: 6) == "日本…")
        #expect(TerminalText.shortened("short", to: 5) == "short")
        for width in 0...12 {
            #expect(TerminalText.columns(TerminalText.shortened("a日b本c語d", to: width)) <= width)
        }
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("one", 7, ["one"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]), ("日本語 です", 4, ["日本", "語", "です"]),
    ])
    func `lines break at spaces, and within words that are too long`(
        text: String, width: Int, lines: [String]
    ) {
        #expect(TerminalText.wrapped(text, to: width) == lines)
    }

    @Test func `wrapped lines lose nothing but spaces`() {
        let text =
            "expected calls: fast-chat/1 once; the journals show fast-chat/1 3 times (429, 429, 429)"
        for width in 1...90 {
            let lines = TerminalText.wrapped(text, to: width)
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            #expect(lines.allSatisfy { TerminalText.columns($0) <= width })
        }
    }
}

@Suite struct FiguresTests {
    @Test(arguments: [
        (Duration.microseconds(840), "840 µs"), (.microseconds(999), "999 µs"),
        (.nanoseconds(999_600), "1.00 ms"),
        (.microseconds(12_345), "12.3 ms"), (.microseconds(9_996), "10.0 ms"),
        (.microseconds(123_456), "123 ms"),
        (.milliseconds(1240), "1.24 s"), (.milliseconds(59_990), "60.0 s"),
        (.seconds(125), "2:05 min"),
        (.seconds(3723), "1:02:03 min"), (.zero, "0 µs"),
    ])
    func `a time has three digits that matter`(time: Duration, text: String) {
        #expect(Figures.short(time) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    ])
    func `thousands are parted`(number: Int, text: String) {
        #expect(Figures.grouped(number) == text)
    }

    @Test(arguments: [
        (Duration.zero, "0.000"), (.nanoseconds(1_234_500_000), "1.235"),
        (.milliseconds(7), "0.007"), (.milliseconds(45), "0.045"), (.seconds(3661), "3661.000"),
        (.seconds(-1), "0.000"),
    ])
    func `seconds have three decimals and a point`(time: Duration, text: String) {
        var xml = XMLFragment()
        xml.thousandths(Figures.milliseconds(time))
        let bytes = xml.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}

@Suite struct ProgressLineTests {
    private let state = ProgressState(
        done: 412, total: 1200, failing: 2, elapsed: .seconds(7), casesPerSecond: 61.5,
        spent: "$0.42")

    @Test func `a line says done, failing, spend, rate and time left`() {
        #expect(
            ProgressLine.rendered(state, width: 100)
                == "  412/1,200  ━━━━━━━━━━────────────────────   34%  2 failing  62/s  $0.42  0:13 left"
        )
    }

    @Test func `what is needed least goes first on a narrow terminal`() {
        #expect(
            ProgressLine.rendered(state, width: 50) == "  412/1,200   34%  2 failing  62/s  $0.42")
        #expect(ProgressLine.rendered(state, width: 24) == "  412/1,200  2 failing")
        #expect(ProgressLine.rendered(state, width: 12) == "  412/1,200")
        #expect(ProgressLine.rendered(state, width: 6) == "  412…")
    }

    @Test func `no line is wider than the terminal, and numbers do not make it jump`() {
        for width in 1...120 {
            for done in [0, 1, 9, 99, 600, 1199, 1200] {
                var state = state
                state.done = done
                let line = ProgressLine.rendered(state, width: width)
                #expect(TerminalText.columns(line) <= width)
            }
        }
        var start = state
        start.done = 0
        let marks = [start, state].map {
            ProgressLine.rendered($0, width: 100).split(separator: "%")[0].count
        }
        #expect(marks[0] == marks[1])
    }

    @Test func `a run of unknown length shows what there is`() {
        let state = ProgressState(done: 5, total: nil, failing: 0, elapsed: .seconds(2))
        #expect(ProgressLine.rendered(state, width: 80) == "5  0 failing  2.5/s  0:02")
    }

    @Test func `the bar is empty at the start and full at the end`() {
        var state = ProgressState(done: 0, total: 8, failing: 0, elapsed: .seconds(1))
        #expect(!ProgressLine.rendered(state, width: 90).contains("━"))
        state.done = 8
        #expect(!ProgressLine.rendered(state, width: 90).contains("─"))
    }
}
