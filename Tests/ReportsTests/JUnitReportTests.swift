import Documents
import Foundation
import Rows
import Testing
import XMLSchemas
import TestSupport
import Vocabulary

@testable import Reports

@Suite struct JUnitReportTests {
    private static let schema = Place.shared("conformance/junit/jenkins-junit.xsd")

    private func parsed(_ rows: [Row], _ settings: ReportSettings = ReportSettings()) throws
        -> XMLNode
    {
        try XMLReader.read(Array(try rendered(JUnitReport.self, rows, settings).utf8))
    }

    @Test func `each verdict looks as CI services read it`() throws {
        try expectGolden(try rendered(JUnitReport.self, SampleRun.rows), "junit-each-verdict.xml")
    }

    @Test func `a file is named alike wherever a failure names it`() throws {
        var run = SampleRun.run
        run.repository = Repository(root: "/r", within: "proofs")
        var row = try #require(SampleRun.cases.first { $0.verdict == .failed })
        let place = SourceLocation(file: "suites/s.yaml", line: 4, column: 7)
        row.location = place
        row.checks = [
            CheckRow(name: "equals", verdict: .failed, message: "no", location: place)
        ]
        for report in [any Report.Type]([JUnitReport.self, CTRFReport.self]) {
            let text = try rendered(report, [.run(run), .case(row)])
            #expect(text.contains("(proofs/suites/s.yaml:4:7)"), "\(text)")
            #expect(!text.contains("(suites/s.yaml"), "\(text)")
        }
    }

    @Test func `counts and times in attributes are those of the elements`() throws {
        let root = try parsed(SampleRun.rows)
        var sums = ["tests": 0, "failures": 0, "errors": 0, "skipped": 0]
        var milliseconds = 0
        for suite in root.elements("testsuite") {
            let cases = suite.elements("testcase")
            #expect(suite["tests"] == String(cases.count))
            #expect(suite["failures"] == String(cases.count { !$0.elements("failure").isEmpty }))
            #expect(suite["errors"] == String(cases.count { !$0.elements("error").isEmpty }))
            #expect(suite["skipped"] == String(cases.count { !$0.elements("skipped").isEmpty }))
            let times = try cases.map { try Self.milliseconds(try #require($0["time"])) }
            #expect(try Self.milliseconds(try #require(suite["time"])) == times.reduce(0, +))
            milliseconds += times.reduce(0, +)
            for key in sums.keys { sums[key]? += Int(suite[key] ?? "") ?? 0 }
        }
        for (key, sum) in sums { #expect(root[key] == String(sum)) }
        #expect(sums == ["tests": 9, "failures": 3, "errors": 1, "skipped": 1])
        #expect(try Self.milliseconds(try #require(root["time"])) == milliseconds)
    }

    /// `1.234`: a point and at least three decimals.
    private static func milliseconds(_ time: String) throws -> Int {
        let parts = time.split(separator: ".")
        try #require(parts.count == 2 && parts[1].count == 3)
        return try #require(Int(parts[0])) * 1000 + (try #require(Int(parts[1])))
    }

    @Test func `a testcase looks the same whatever case came before`() throws {
        var row = try #require(SampleRun.cases.first { $0.verdict == .passed && $0.repeats == 1 })
        row.modelServed = "é"
        let changes: [(inout CaseRow) -> Void] = [
            { $0.leg.index += 1 }, { $0.legName += "x" }, { $0.cause = ($0.cause ?? "") + "x" },
            { $0.isStreamed.toggle() }, { $0.promptID += "x" }, { $0.location?.line += 1 },
            { $0.location = nil }, { $0.location?.file += "x" },
            { $0.expectedOutcome = $0.expectedOutcome == .answers ? .movesOn : .answers },
            { $0.answeredBy = LegID(route: "x", index: 1) },
            { $0.calls.append(.init(leg: LegID(route: "x", index: 1), count: 1)) },
            { $0.modelServed = "e\u{301}" }, { $0.modelServed = nil }, { $0.verdict = .failed },
        ]
        func cases(_ rows: [CaseRow]) throws -> [Substring] {
            let text = try rendered(JUnitReport.self, rows.map { Row.case($0) })
            return text.split(separator: "\n").filter { !$0.contains("<testsuite") }
        }
        for (index, change) in changes.enumerated() {
            var other = row
            other.test += "\(index)"
            change(&other)
            let both = try cases([row, other])
            let alone = (try cases([row]), try cases([other]))
            let (start, end) = (alone.0.dropLast(2), alone.1.drop { !$0.contains("<testcase") })
            #expect(both.map { Array($0.utf8) } == (start + end).map { Array($0.utf8) })
        }
    }

    @Test func `suites are flat, in a stable order, and carry all that readers ask for`() throws {
        let root = try parsed(SampleRun.rows)
        let suites = root.elements("testsuite")
        #expect(
            suites.map { $0["name"] } == [
                "capitals: fast-chat", "triage: careful-chat", "triage: fast-chat",
            ])
        #expect(suites.map { $0["id"] } == ["0", "1", "2"])
        #expect(
            suites.map { $0["file"] } == [
                "suites/capitals.yaml", "suites/triage.yaml", "suites/triage.yaml",
            ])
        for suite in suites {
            #expect(suite.elements("testsuite").isEmpty)
            #expect(suite["timestamp"] == "2026-08-01T12:00:00")
            #expect(suite["hostname"] == "runner-7")
            #expect(suite.elements.first?.name == "properties")
        }
        let backwards = [.run(SampleRun.run)] + SampleRun.cases.reversed().map { Row.case($0) }
        #expect(
            try parsed(backwards).elements("testsuite").map { $0["name"] }
                == suites.map { $0["name"] })
    }

    @Test func `results come first after the properties, one of a kind, with message and text`()
        throws
    {
        for suite in try parsed(SampleRun.rows).elements("testsuite") {
            for testCase in suite.elements("testcase") {
                let results = testCase.elements.filter {
                    ["failure", "error", "skipped"].contains($0.name)
                }
                #expect(results.count <= 1)
                #expect(testCase.elements.first?.name == "properties")
                guard let result = results.first else { continue }
                #expect(testCase.elements[1] == result)
                #expect(result["message"]?.isEmpty == false)
                #expect(result["message"]?.contains("\n") == false)
                #expect(!result.text.isEmpty)
            }
        }
    }

    @Test func `a failure's text says what was asked, who answered, and how to run it again`()
        throws
    {
        let failures = try parsed(SampleRun.rows).elements("testsuite")
            .flatMap { $0.elements("testcase") }.flatMap { $0.elements("failure") }.map(\.text)
        let text = try #require(failures.first { $0.contains("Japan") })
        for words in [
            "suites/capitals.yaml:16:5: failed: Japan",
            "fast-chat/1 openai:gpt-5.4-mini · healthy · stream",
            "✗ icontains (suites/capitals.yaml:18:14): expected the answer to contain 'tokyo'",
            "expected: fast-chat/1 answers, calls fast-chat/1 ×1", "got: answer from fast-chat/1",
            "served 'gpt-5.4-mini-2026-06-01'", "request id: chatcmpl-77",
            "asked: You answer questions",
            "answer: Kyoto, I think", "rerun: pathproof run suites/capitals.yaml --filter",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func `mixed repeats are flaky when they pass and reruns when they fail`() throws {
        let cases = try parsed(SampleRun.rows).elements("testsuite").flatMap {
            $0.elements("testcase")
        }
        let flaky = try #require(cases.first { !$0.elements("flakyFailure").isEmpty })
        #expect(flaky.elements("failure").isEmpty)
        #expect(
            flaky.elements("flakyFailure").map { $0["message"]?.hasPrefix("repeat 2: icontains") }
                == [true])
        #expect(flaky.elements("flakyFailure").first?.elements("stackTrace").isEmpty == false)
        let red = try #require(cases.first { !$0.elements("rerunFailure").isEmpty })
        #expect(red.elements("failure").count == 1)
        #expect(red.elements("rerunFailure").map { $0["message"]?.hasPrefix("repeat 3") } == [true])
    }

    @Test func `class names have dots between parts only, and no pair of names comes twice`() throws
    {
        var row = SampleRun.row(
            "v1.2 smoke", LegID(route: "gpt-5.6.mini", index: 0), nil, stream: false, "a", .passed)
        row.legName = "openai:gpt-5.6"
        var twin = row
        twin.id += "twin"
        let cases = try parsed([.case(row), .case(twin), .case(row)]).elements("testsuite")
            .flatMap { $0.elements("testcase") }
        #expect(Set(cases.map { $0["classname"] }) == ["pathproof.v1_2 smoke.gpt-5_6_mini"])
        #expect(
            cases.map { $0["name"] } == [
                "a [capital] leg 1 openai:gpt-5.6, healthy, plain",
                "a [capital] leg 1 openai:gpt-5.6, healthy, plain #2",
                "a [capital] leg 1 openai:gpt-5.6, healthy, plain #3",
            ])
    }

    @Test func `a name does not change with what a run measured`() throws {
        var later = SampleRun.cases[0]
        later.latency = .seconds(3)
        later.requestID = "other"
        later.modelServed = "other"
        later.verdict = .failed
        let names = try [SampleRun.cases[0], later].map { row in
            try parsed([.case(row)]).elements("testsuite")[0].elements("testcase")[0]["name"]
        }
        #expect(names[0] == names[1])
    }

    // MARK: The schema

    /// Jenkins' published schema is older than what its reader takes: these it does not know.
    private func withoutExtensions(_ node: XMLNode) -> XMLNode {
        let unknown: [String: [String]] = [
            "testsuites": ["skipped", "timestamp"], "testcase": ["file", "line"],
        ]
        let left = KeyValuePairs<String, String>()
        var plain = XMLNode(node.name, left)
        for (name, value) in node.attributes
        where unknown[node.name]?.contains(name) != true {
            plain.set(name, value)
        }
        for child in node.children {
            switch child {
            case .text(let text): plain.append(text: text)
            case .element(let element):
                if node.name == "testcase", element.name == "properties" { continue }
                plain.append(withoutExtensions(element))
            }
        }
        return plain
    }

    private func written(_ node: XMLNode) -> String {
        func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
        }
        let attributes = node.attributes.map { " \($0.name)=\"\(escaped($0.value))\"" }
        let content = node.children.map { child in
            switch child {
            case .element(let element): written(element)
            case .text(let text): escaped(text)
            }
        }
        return "<\(node.name)\(attributes.joined())>\(content.joined())</\(node.name)>"
    }

    @Test(.enabled(if: schema != nil, "the published schema is not beside the checkout"))
    func `Jenkins' schema holds, apart from four attributes and one element that its reader knows`()
        throws
    {
        let schema = try #require(Self.schema)
        for rows in [SampleRun.rows, Hostile.rows, []] {
            let plain = withoutExtensions(try parsed(rows))
            #expect(XMLSchema.mistakes(in: written(plain), schemaPath: schema.path) == [])
        }
        // It sees what is there.
        let odd = "<testsuite name='a' tests='1' failures='0' errors='0'><odd/></testsuite>"
        let found = XMLSchema.mistakes(
            in: "<testsuites>\n\(odd)</testsuites>", schemaPath: schema.path)
        #expect(found.contains { $0.hasPrefix("2: ") && $0.contains("'odd'") }, "\(found)")
    }

    @Test
    func `the strict file has every case and fact of the other, and nothing beyond the schema`()
        throws
    {
        let rows = SampleRun.rows + Hostile.rows.dropFirst()
        let usual = try parsed(rows).elements("testsuite").flatMap { $0.elements("testcase") }
        let text = try rendered(StrictJUnitReport.self, rows)
        let root = try XMLReader.read(Array(text.utf8))
        #expect(root["skipped"] == nil && root["timestamp"] == nil)
        let strict = root.elements("testsuite").flatMap { $0.elements("testcase") }
        #expect(strict.map { $0["name"] } == usual.map { $0["name"] })
        for (one, other) in zip(strict, usual) {
            #expect(Set(one.attributes.map { $0.name }) == ["name", "classname", "time"])
            #expect(one.elements("properties").isEmpty)
            let lines = try #require(one.elements("system-out").first).text
            for fact in try #require(other.elements("properties").first).elements("property") {
                let line = "\(fact["name"] ?? "")=\(fact["value"] ?? "")"
                // An attribute's line feeds are kept as such in text.
                #expect(
                    lines.contains(line) || line.contains("\n") || line.contains("\r"), "\(line)")
            }
            #expect(lines.contains("pathproof.place=suites/"))
        }
    }

    @Test(.enabled(if: schema != nil, "the published schema is not beside the checkout"))
    func `the strict file is valid by Jenkins' schema, with no mistake left aside`() throws {
        let schema = try #require(Self.schema)
        for rows in [SampleRun.rows, Hostile.rows, []] {
            let text = try rendered(StrictJUnitReport.self, rows)
            #expect(XMLSchema.mistakes(in: text, schemaPath: schema.path) == [])
        }
    }

    private static let xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: schema != nil && xmllint != nil, "needs xmllint and the published schema"))
    func `xmllint finds the strict file valid`() throws {
        let folder = try TemporaryFolder()
        let text = try rendered(StrictJUnitReport.self, SampleRun.rows + Hostile.rows)
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.xmllint))
        process.arguments = [
            "--noout", "--schema", try #require(Self.schema).path,
            try folder.write("junit-strict.xml", Array(text.utf8)),
        ]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }

    // MARK: Hostile text

    @Test func `hostile text comes back as it went in, but for what XML cannot hold`() throws {
        let root = try parsed(Hostile.rows)
        let cases = root.elements("testsuite").flatMap { $0.elements("testcase") }
        #expect(cases.count == Hostile.texts.count)
        for (testCase, text) in zip(cases, Hostile.texts) {
            let facts = testCase.elements("properties")[0].elements("property")
            let served = facts.first { $0["name"] == "pathproof.model_served" }?["value"]
            let shown = XMLFragmentTests.readable(text)
            #expect(served == shown, "\(text.debugDescription)")
            let failure = try #require(testCase.elements("failure").first)
            #expect(failure.text.contains("answer: \(shown)"))
        }
    }

    // MARK: Limits

    @Test func `system-out is cut at its limit, and says so`() throws {
        var row = SampleRun.cases[2]
        row.output = String(repeating: "日本語", count: 100_000)
        for limit in [64 << 10, 1000] {
            let root = try parsed([.case(row)], ReportSettings(systemOutBytesMax: limit))
            let text = root.elements("testsuite")[0].elements("testcase")[0].elements("system-out")[
                0
            ].text
            #expect(text.utf8.count <= limit)
            #expect(text.utf8.count > limit - 8)
            #expect(text.contains("… cut: "))
        }
    }

    @Test func `a file of many cases keeps to its size, failures last longest, counts stay right`()
        throws
    {
        var rows: [Row] = [.run(SampleRun.run)]
        for index in 0..<3000 {
            var row = SampleRun.cases[index % 3 == 2 ? 2 : 0]
            row.id += "\(index)"
            row.test += " \(index)"
            rows.append(.case(row))
        }
        let limit = 1_000_000
        let text = try rendered(JUnitReport.self, rows, ReportSettings(fileBytesMax: limit))
        #expect(text.utf8.count <= limit)
        #expect(text.utf8.count > limit * 7 / 10)
        let suite = try XMLReader.read(Array(text.utf8)).elements("testsuite")[0]
        let cases = suite.elements("testcase")
        #expect(suite["tests"] == String(cases.count))
        let failures = cases.count { !$0.elements("failure").isEmpty }
        #expect(suite["failures"] == String(failures))
        let omitted = suite.elements("properties")[0].elements("property")
            .first { $0["name"] == "pathproof.cases_omitted" }?["value"]
        #expect(omitted == String(3000 - cases.count))
        #expect(Double(failures) > Double(cases.count) / 3)
    }

    @Test func `an interrupted run says so in every suite`() throws {
        let rows = SampleRun.rows.dropLast() + [.end(SampleRun.end(interruptedBy: "SIGINT"))]
        for suite in try parsed(Array(rows)).elements("testsuite") {
            let facts = suite.elements("properties")[0].elements("property")
            #expect(
                facts.contains { $0["name"] == "pathproof.interrupted" && $0["value"] == "SIGINT" })
        }
    }

    @Test func `a run without a case is a document too`() throws {
        let root = try parsed([])
        #expect(root["tests"] == "0")
        #expect(root["time"] == "0.000")
    }
}
