import Foundation
import Reports
import Rows
import TestSupport
import Testing
import Vocabulary

/// A page in headless Chromium: what its script says after `steps` ran in it, and what the browser complained of.
private struct Browser {
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    var title: String
    var complaints: [String]

    /// `steps` is an expression; its value, as text, becomes the page's title.
    init(_ page: String, steps: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "pathproof-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "report.html")
        let asked = "<script>document.title = 'said: ' + (\(steps))</script>\n</body>"
        try page.replacing("</body>", with: asked, maxReplacements: 1)
            .write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.path))
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--user-data-dir=\(folder.appending(path: "profile").path)", "--dump-dom", file.path,
        ]
        let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
        for place in [output, errors] { try Data().write(to: place) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let dom = try String(contentsOf: output, encoding: .utf8)
        let start = try #require(dom.range(of: "<title>said: "))
        let stop = try #require(dom.range(of: "</title>", range: start.upperBound..<dom.endIndex))
        title = String(dom[start.upperBound..<stop.lowerBound])
        complaints = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n")
            .map(String.init).filter { $0.contains("CONSOLE") }
    }
}

private let page: String = {
    (try? rendered(HTMLReport.self, SampleRun.rows)) ?? ""
}()

@Test func `the page is one file that names no other`() throws {
    #expect(page.hasPrefix("<!doctype html>"))
    for word in ["http://", "https://", "//cdn", "url(", "@import", " src="] {
        // The one address is the name of a language of pictures, which no browser asks for.
        let rest = page.replacing("http://www.w3.org/2000/svg", with: "")
        #expect(!rest.contains(word), "\(word)")
    }
    #expect(page.contains("default-src 'none'"))
}

@Test func `hostile text cannot leave the data that it stands in`() throws {
    let hostile = #"</script><script>document.title='owned'</script><!-- ]]>"#
    var row = SampleRun.row(
        "s", SampleRun.first, "cut", stream: true, hostile, .failed)
    row.prompt = hostile
    row.output = hostile + "\u{0}\u{1B}[31m\u{2028}"
    row.checks = [CheckRow(name: hostile, verdict: .failed, message: hostile, location: nil)]
    let page = try rendered(HTMLReport.self, [.run(SampleRun.run), .case(row)])
    let data = try #require(
        page.split(separator: "id=\"data\">").last?.split(separator: "]</script>").first)
    #expect(!data.contains("<"))
    // It reads back as it was.
    let rows = try #require(
        try JSONSerialization.jsonObject(with: Data((data + "]").utf8)) as? [[Any]])
    #expect(rows[1][7] as? String == hostile)
}

@Test func `the calls of a case that failed stand behind it, and those of others nowhere`() throws {
    func call(_ cause: String) -> Row {
        var row = CallRow(leg: SampleRun.first, arrived: .milliseconds(1))
        row.cause = cause
        return .call(row)
    }
    let page = try rendered(
        HTMLReport.self,
        [
            call("of a case that passed"),
            .case(SampleRun.row("s", SampleRun.first, nil, stream: false, "good", .passed)),
            call("of a case that failed"),
            .case(SampleRun.row("s", SampleRun.first, nil, stream: false, "bad", .failed)),
        ])
    #expect(!page.contains("of a case that passed"))
    let failed = try #require(page.range(of: "\"bad\""))
    let shown = try #require(page.range(of: "of a case that failed"))
    #expect(failed.lowerBound < shown.lowerBound)
}

@Test func `passed cases beyond the limit are counted and not shown`() throws {
    var rows: [Row] = [.run(SampleRun.run)]
    for number in 0..<1000 {
        rows.append(
            .case(
                SampleRun.row(
                    "s", SampleRun.first, nil, stream: false, "test \(number)",
                    number == 990 ? .failed : .passed)))
    }
    let page = try rendered(
        HTMLReport.self, rows, ReportSettings(fileBytesMax: 40_000))
    #expect(page.utf8.count < 60_000)
    #expect(page.contains("test 990"))
    #expect(!page.contains("test 989"))
    let shown = page.split(separator: "[\"case\"").count - 1
    #expect(page.contains("[\"left\",\(1000 - shown),[]]"))
}

@Suite(.enabled(if: Browser.path != nil && Place.runsLongTests, "needs Chromium"))
struct HTMLReportInBrowserTests {
    @Test func `the page draws itself without a complaint, and its filters work`() throws {
        let browser = try Browser(
            page,
            steps: """
                (() => {
                  const shown = () => document.querySelectorAll('#list details').length;
                  const all = shown();
                  choose({ verdict: 'failed' });
                  const failed = shown();
                  choose({ words: 'no such words' });
                  const none = shown();
                  choose({ route: 'careful-chat' });
                  const careful = shown();
                  choose({});
                  const first = document.querySelector('#list details');
                  first.open = true;
                  const facts = detail(cases[0]).textContent;
                  document.querySelector('.cell.failed').click();
                  return [all, failed, none, careful, document.getElementById('verdict').value,
                    facts.includes('expected'), shown() > 0].join(' ');
                })()
                """)
        let cases = SampleRun.rows.compactMap { row -> CaseRow? in
            if case .case(let one) = row { one } else { nil }
        }
        let (failed, careful) = (
            cases.count { $0.verdict == .failed }, cases.count { $0.route == "careful-chat" }
        )
        #expect(browser.title == "\(cases.count) \(failed) 0 \(careful)  true true")
        #expect(browser.complaints == [])
    }

    @Test func `a failed case shows both sides, and what the gateway changed between them`() throws
    {
        var row = SampleRun.row("s", SampleRun.first, "cut", stream: false, "one", .failed)
        row.transcript = "cases/one.txt"
        var settings = ReportSettings()
        settings.transcript = { name in
            guard name == "cases/one.txt" else { return nil }
            return """
                failed: one

                ===== the caller got
                status 200
                x-gateway: yes
                {"text":"Paris"}

                ===== call 1 of 1: leg a[1] got, 0.2 ms after the caller sent
                POST /v1 <b>
                ===== leg a[1] sent, playing 'cut'
                status 200
                {"text":"<i>Par"}
                """
        }
        let page = try rendered(HTMLReport.self, [.run(SampleRun.run), .case(row)], settings)
        let browser = try Browser(
            page,
            steps: """
                (() => {
                  const facts = detail(cases[0]);
                  const titles = [...facts.querySelectorAll('.sides summary')].map((one) => one.textContent);
                  const text = (name) => [...facts.querySelectorAll('.' + name)].map((one) => one.textContent.trim()).join('|');
                  return [titles.length, text('gone'), text('come'), facts.querySelectorAll('b, i').length].join(' / ');
                })()
                """)
        let said = #"4 / - {"text":"&lt;i&gt;Par"} / + x-gateway: yes|+ {"text":"Paris"} / 0"#
        #expect(browser.title == said)
        #expect(browser.complaints == [])
    }

    @Test func `legs are drawn by what they cost and how many of their cases pass`() throws {
        func row(_ leg: LegID, _ cost: String?, _ verdict: RowVerdict, stall: Int) -> Row {
            var row = SampleRun.row("s", leg, nil, stream: true, "t", verdict)
            row.cost = cost.flatMap { Money($0, "USD") }
            row.longestGap = .microseconds(stall)
            return .case(row)
        }
        let page = try rendered(
            HTMLReport.self,
            [
                .run(SampleRun.run), row(SampleRun.first, "0.001", .passed, stall: 900),
                row(SampleRun.first, "0.003", .failed, stall: 900),
                row(SampleRun.second, "0.004", .failed, stall: 100),
                row(SampleRun.careful, nil, .passed, stall: 2_000_000),
            ])
        let browser = try Browser(
            page,
            steps: """
                (() => {
                  const titles = [...document.querySelectorAll('#value title')].map((one) => one.textContent);
                  const kinds = [...document.querySelectorAll('#value circle')].map((one) => one.getAttribute('class'));
                  const stalls = [...document.querySelectorAll('#stall title')].map((one) => one.textContent);
                  return [...titles, ...kinds, document.querySelector('#value p').textContent, ...stalls].join('; ');
                })()
                """)
        #expect(
            browser.title
                == "2 USD for 1,000, 50 % of 2 answers passed; "
                + "4 USD for 1,000, 0 % of 1 answer passed; "
                + "front; rest; 1 leg without a known price left out.; "
                + "median 900 µs, p95 900 µs, 2 cases; median 100 µs, p95 100 µs, 1 case; "
                + "median 2.00 s, p95 2.00 s, 1 case")
        #expect(browser.complaints == [])
    }

    @Test func `the slowest streams are drawn over time, with the silence of each`() throws {
        func row(_ leg: LegID, _ test: String, _ moments: [Int], _ stall: Range<Int>) -> Row {
            var row = SampleRun.row("s", leg, "stall", stream: true, test, .passed)
            row.trace = StreamTrace(
                events: moments.count, every: 1, moments: moments, stall: stall,
                end: max(stall.upperBound, moments.last ?? 0))
            return .case(row)
        }
        let page = try rendered(
            HTMLReport.self,
            [
                .run(SampleRun.run),
                row(SampleRun.first, "short", [1000, 2000, 52_000], 2000..<52_000),
                row(
                    SampleRun.second, "<b>long</b>", [5000, 9000, 2_009_000, 2_010_000],
                    9000..<2_009_000),
                .case(SampleRun.row("s", SampleRun.first, nil, stream: true, "quick", .passed)),
            ])
        let browser = try Browser(
            page,
            steps: """
                (() => {
                  const all = (words) => [...document.querySelectorAll('#trace ' + words)];
                  const x = (one) => Number(one.getAttribute('x')), [long, short] = all('rect.stall');
                  const cx = all('circle').map((one) => Number(one.getAttribute('cx')));
                  const label = all('text').map((one) => one.textContent).filter((text) => text.includes('long'))[0];
                  return [all('circle').length, all('title').map((one) => one.textContent).join('; '), label,
                    cx.every((one) => one <= x(long) + .001 || one >= x(long) + Number(long.getAttribute('width')) - .001
                      || cx.indexOf(one) > 3), short.getAttribute('width') < long.getAttribute('width') / 20].join(' | ');
                })()
                """)
        let words = browser.title.split(separator: " | ").map(String.init)
        #expect(words.first == "7")
        #expect(words[1].contains(": 2.00 s without content, 4 events, whole in 2.01 s; "))
        #expect(words[1].hasSuffix(": 50.0 ms without content, 3 events, whole in 52.0 ms"))
        #expect(words[2].hasSuffix("stall · &lt;b&gt;long&lt;/b&gt;"))
        #expect(words[3] == "true" && words[4] == "true")
        #expect(browser.complaints == [])
    }

    @Test func `no word of a picture is cut off, wherever its marks stand`() throws {
        var rows: [Row] = [.run(SampleRun.run)]
        for (number, latency) in [1, 20, 95, 10_000].enumerated() {
            var row = SampleRun.row("s", SampleRun.first, nil, stream: true, "t\(number)", .passed)
            row.latency = .milliseconds(latency)
            row.longestGap = .milliseconds(latency)
            row.trace = StreamTrace(
                events: 2, every: 1, moments: [0, latency * 1000], stall: 0..<latency * 1000,
                end: latency * 1000)
            row.cost = Money(nanos: Int128(latency) * 1_000, "USD")
            rows.append(.case(row))
        }
        let browser = try Browser(
            try rendered(HTMLReport.self, rows),
            steps: """
                (() => {
                  const texts = [...document.querySelectorAll('svg .faint')];
                  const cut = texts.filter((one) => { const box = one.getBBox(); return box.x < 0 || box.x + box.width > 1000.5; });
                  return [texts.length > 8, cut.map((one) => one.textContent).join()].join(' ');
                })()
                """)
        #expect(browser.title == "true ")
        #expect(browser.complaints == [])
    }

    @Test func `times that this program limited are marked on the page, with the reason`() throws {
        var row = SampleRun.row("s", SampleRun.first, nil, stream: true, "t", .passed)
        row.loopLag = .milliseconds(9)
        let browser = try Browser(
            try rendered(HTMLReport.self, [.run(SampleRun.run), .case(row)]),
            steps: """
                [$('times').querySelectorAll('tr').length, $('times').querySelector('td').textContent,
                 !$('limited').hidden && $('limited').textContent.slice(0, 29)].join('; ')
                """)
        #expect(
            browser.title == "2; ≤ 12.3 ms* (±9.00 ms); * this program's own lateness")
        #expect(browser.complaints == [])
    }

    @Test func `hostile answers run nothing`() throws {
        let hostile = "</script><img src=x onerror=\"document.title='owned'\"><b>bold</b>"
        var row = SampleRun.row("s", SampleRun.first, "cut", stream: true, hostile, .failed)
        row.output = hostile
        let page = try rendered(HTMLReport.self, [.run(SampleRun.run), .case(row)])
        let browser = try Browser(
            page,
            steps: """
                (document.querySelector('#list details').open = true,
                 document.querySelector('#list').append(detail(cases[0])),
                 document.querySelectorAll('img, b:not(#tiles b)').length + ' '
                   + document.querySelector('#list').textContent.includes('onerror'))
                """)
        #expect(browser.title == "0 true")
        #expect(browser.complaints == [])
    }

    @Test func `ten thousand cases are drawn in two seconds`() throws {
        var rows: [Row] = [.run(SampleRun.run)]
        for number in 0..<10_000 {
            rows.append(
                .case(
                    SampleRun.row(
                        "s", number % 2 == 0 ? SampleRun.first : SampleRun.careful,
                        number % 3 == 0 ? "cut" : nil, stream: number % 5 == 0, "test \(number)",
                        number % 50 == 0 ? .failed : .passed)))
        }
        let page = try rendered(HTMLReport.self, rows)
        #expect(page.utf8.count < 3_000_000)
        // Whatever disturbs a browser only ever makes it slower.
        var words: [Substring] = []
        let milliseconds = try CPUTime.least(below: 2000, of: 3) {
            words = try Browser(
                page,
                steps:
                    "Math.round(performance.now()) + ' ' + document.querySelectorAll('#list details').length"
            ).title.split(separator: " ")
            return try #require(Double(words[0]))
        }
        #expect(milliseconds < 2000)
        #expect(words[1] == "200")
    }
}
