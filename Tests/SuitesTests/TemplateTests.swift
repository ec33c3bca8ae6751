import Suites
import Testing
import Vocabulary

@Test(arguments: [
    ("plain", "plain"), ("{{ a }}", "1"), ("{{a}}{{ b }}", "12"),
    ("x {{ a }} y {{b}} z", "x 1 y 2 z"),
    ("{ a } {", "{ a } {"), ("", ""), ("{{ a }} }}", "1 }}"),
])
func `templates put values in the place of names`(source: String, text: String) throws {
    #expect(try Template(source).rendered(with: ["a": "1", "b": "2"]) == text)
}

@Test func `braces in a value are no template`() throws {
    #expect(try Template("{{ a }}").rendered(with: ["a": "{{ b }}", "b": "2"]) == "{{ b }}")
}

@Test func `a name without a value is told`() throws {
    let template = try Template("{{ a }} {{ country }}")
    #expect(template.rendered(with: ["a": "1"]) == nil)
    #expect(template.firstMissing(in: ["a": "1"]) == "country")
}

@Test(arguments: ["{{ a", "x {{", "{{ }}", "{{ a b }}", "{{ a | upper }}"])
func `what is no name between braces is a mistake`(source: String) {
    #expect(throws: Template.Malformed.self) { try Template(source) }
}

@Test func `a canary is a word of ours, and no test has to give it`() throws {
    let template = try Template("{{ canary-1 }} {{ a }} {{ canary-12 }} {{ canary-0 }}")
    #expect(template.variables == ["a", "canary-0"])
    #expect(
        template.rendered(with: ["a": "1", "canary-0": "x"])
            == "\(Canary.word(1)) 1 \(Canary.word(12)) x")
}
