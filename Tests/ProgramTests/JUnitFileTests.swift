import Foundation
import TestSupport
import Testing
import XMLSchemas
import Vocabulary

private let python = Place.peersPython?.path ?? ""

/// Answers that would break a careless writer, each as YAML's double quotes spell them.
private let hostile = [
    #""\0 ]]> <script>alert(1)</script>""#, #""\e[31mred\e[0m \a""#, #""\uFFFE \uFFFF & < > ' \"""#,
    #""]]>]]>&#0;<!--""#, #""éü漢字🎉 \u202E""#,
]

private func hostileRun(_ options: [String] = []) throws -> Scratch {
    let tests = hostile.map { "  - { simulate: \($0), assert: [{ type: equals, value: Paris }] }" }
    let scratch = try Scratch([
        "routes.yaml": "aliases: { chat: [gpt-5.4-mini, claude-haiku-4-5] }",
        "s.yaml": "paths: legs\nprompts: [x]\ntests:\n" + tests.joined(separator: "\n"),
    ])
    let outcome = try Program.run(["run", "s.yaml"] + options, in: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.errors)")
    for byte in outcome.output.utf8 {
        #expect(byte >= 0x20 || byte == 0x0A, "a control character reached the terminal")
    }
    return scratch
}

/// Jenkins' published schema is older than what its reader takes, and than what CircleCI, GitLab and others ask
/// for: a place and properties for each case, two totals for the whole.
private let beyondSchema = [
    "Element 'testsuites', attribute 'skipped': The attribute 'skipped' is not allowed.",
    "Element 'testsuites', attribute 'timestamp': The attribute 'timestamp' is not allowed.",
    "Element 'testcase', attribute 'file': The attribute 'file' is not allowed.",
    "Element 'testcase', attribute 'line': The attribute 'line' is not allowed.",
    "Element 'properties': This element is not expected.",
]

@Test(
    .enabled(if: Place.shared("conformance/junit") != nil, "no JUnit schema beside this checkout"))
func `junit.xml is valid by Jenkins' schema but for five additions, whatever the answers were`()
    throws
{
    let schema = try #require(Place.shared("conformance/junit/jenkins-junit.xsd"))
    let junit = try hostileRun().text("pathproof-out/junit.xml")
    let others = XMLSchema.mistakes(in: junit, schemaPath: schema.path).filter { mistake in
        !beyondSchema.contains { mistake.contains(": \($0)") }
    }
    #expect(others == [])
}

@Test(
    .enabled(if: Place.shared("conformance/junit") != nil, "no JUnit schema beside this checkout"))
func `the strict file is valid by Jenkins' schema as it is`() throws {
    let schema = try #require(Place.shared("conformance/junit/jenkins-junit.xsd"))
    let scratch = try hostileRun(["--report", "junit-strict"])
    let junit = try scratch.text("pathproof-out/junit-strict.xml")
    #expect(XMLSchema.mistakes(in: junit, schemaPath: schema.path) == [])
    #expect(junit.contains("pathproof.cause=healthy"))
}

@Test(.enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it"))
func `junitparser reads back what was written, counts and texts`() throws {
    let scratch = try hostileRun()
    let script = """
        import sys, junitparser
        xml = junitparser.JUnitXml.fromfile(sys.argv[1])
        cases = [case for suite in xml for case in suite]
        failed = [case for case in cases if case.result]
        assert xml.tests == len(cases) == int(sys.argv[2]), (xml.tests, len(cases))
        assert xml.failures == len(failed) == len(cases), (xml.failures, len(failed))
        assert len({(case.classname, case.name) for case in cases}) == len(cases)
        for case in cases:
            assert case.time is not None and case.result[0].message and case.result[0].text, case.name
            assert "Paris" in case.result[0].text
        print("read", len(cases))
        """
    let file = scratch.folder.appending(path: "pathproof-out/junit.xml").path
    let outcome = try Program.launch(
        python, ["-c", script, file, "\(hostile.count * 4)"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "read \(hostile.count * 4)\n")
}

@Test
func `reports for CI name a suite from the root of its repository, wherever the run was started`()
    throws
{
    let scratch = try Scratch([
        ".git/HEAD": "ref: refs/heads/main\n",
        "proofs/routes.yaml": "aliases: { chat: [gpt-5.4-mini] }\n",
        "proofs/suites/s.yaml":
            "paths: primary\nstream: false\nprompts: [x]\ntests: [{ simulate: Lima, assert: [{ type: equals, value: Paris }] }]\n",
    ])
    let proofs = scratch.folder.appending(path: "proofs")
    let whole = proofs.resolvingSymlinksInPath().appending(path: "suites/s.yaml").path
    for (folder, word) in [
        (proofs, "suites"), (proofs, "../proofs/suites/s.yaml"), (proofs, whole),
        (scratch.folder, "proofs/suites"),
    ] {
        let outcome = try Program.run(
            ["run", word, "--report", "ctrf", "--report", "junit-strict"], in: folder,
            environment: ["GITHUB_ACTIONS": "true"])
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("::error file=proofs/suites/s.yaml,line=4,"), "\(word)")
        let out = folder.appending(path: "pathproof-out").path
        for (name, place) in [
            ("junit.xml", #" file="proofs/suites/s.yaml" line="4""#),
            ("junit.xml", "proofs/suites/s.yaml:4:"),
            ("junit-strict.xml", "pathproof.place=proofs/suites/s.yaml:4:"),
            ("ctrf.json", #""filePath":"proofs/suites/s.yaml""#),
        ] {
            let text = try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)
            #expect(text.contains(place), "\(word) \(name)")
        }
    }
}
