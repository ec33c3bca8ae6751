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

@Test(arguments: [
    "{{ a", "x {{", "{{ }}", "{{ a b }}", "{{ a | uper }}", "{{ a | }}", "{% if a %}",
])
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

@Test(arguments: [
    ("{{ user.name }}", "Ada"), ("{{ user.tags.1 }}", "y"), ("{{ user.tags }}", #"["x","y"]"#),
    ("{{ user.age }}", "36"), ("{{ name | upper }}", "ADA L"), ("{{ name|trim|lower }}", "ada l"),
    ("{{ name | dump }}", #"" Ada L""#), ("{{ user | tojson }}", user),
    ("{{ dotted.name }}", "as it stands"),
])
func `a name may lead into a value, and filters change it`(source: String, text: String) throws {
    let values: [String: Variable] = [
        "name": " Ada L", "dotted.name": "as it stands",
        "user": .object([
            .init(name: "name", value: "Ada"),
            .init(name: "age", value: .literal("36", json: "36")),
            .init(name: "tags", value: .list(["x", "y"])),
        ]),
    ]
    let rendered = try Template(source).rendered(with: values)
    #expect(rendered == (source == "{{ name | upper }}" ? " " + text : text))
}

private let user = #"{"name":"Ada","age":36,"tags":["x","y"]}"#

@Test func `a way that leads nowhere is missing`() throws {
    let values: [String: Variable] = ["user": .object([]), "list": .list(["x"])]
    for source in ["{{ user.name }}", "{{ list.1 }}", "{{ list.x }}", "{{ other.name }}"] {
        #expect(try Template(source).rendered(with: values) == nil)
        #expect(try Template(source).firstMissing(in: values) != nil)
    }
}

@Test func `an unknown filter is told with the nearest one`() throws {
    let error = try #require(throws: Template.Malformed.self) { try Template("{{ a | uper }}") }
    #expect(error.message == "unknown filter 'uper' in '{{ a | uper }}'")
    #expect(error.hint == "did you mean 'upper'?")
}
