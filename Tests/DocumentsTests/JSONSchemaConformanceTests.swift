import Documents
import Foundation
import TestSupport
import Testing

/// The public suite of JSON Schema: a schema, values, and whether each holds.
@Suite(
    .enabled(
        if: Place.shared("conformance/json-schema") != nil,
        "no JSON Schema suite beside the checkout"))
struct JSONSchemaConformanceTests {
    struct Outcome {
        var asked = 0
        var departures: [String] = []
    }

    let folder: URL
    /// What the suite's server would give, by its address.
    let remotes: [String: JSONTape]

    init() throws {
        let folder = try #require(Place.shared("conformance/json-schema"))
        self.folder = folder
        var remotes: [String: JSONTape] = [:]
        let place = folder.appending(path: "remotes")
        for name in try FileManager.default.subpathsOfDirectory(atPath: place.path)
        where name.hasSuffix(".json") {
            var tape = JSONTape()
            try tape.read([UInt8](Data(contentsOf: place.appending(path: name))))
            remotes["http://localhost:1234/" + name] = tape
        }
        self.remotes = remotes
    }

    func files(_ draft: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: draft).path
        ).filter { $0.hasSuffix(".json") }.sorted()
    }

    func run(_ draft: String, _ file: String) throws -> Outcome {
        var tape = JSONTape()
        try tape.read(
            [UInt8](Data(contentsOf: folder.appending(path: draft).appending(path: file))))
        var outcome = Outcome()
        for group in tape.elements(tape.root) {
            let name = "\(file): \(tape.string("description", of: group) ?? "")"
            let schemaNode = try #require(tape.member("schema", of: group))
            let tests = try #require(tape.member("tests", of: group))
            outcome.asked += tape.count(tests)
            var schemaTape = JSONTape()
            try schemaTape.read(tape.text(schemaNode))
            let schema: JSONSchema
            do {
                schema = try JSONSchema(
                    schemaTape, others: remotes, isDraft7: draft.hasPrefix("draft7"),
                    patterns: SchemaSample.patterns)
            } catch let error as JSONSchemaMistakes {
                outcome.departures.append("\(name): \(error.items)")
                continue
            }
            for test in tape.elements(tests) {
                let data = try #require(tape.member("data", of: test))
                let isValid = try #require(tape.bool(#require(tape.member("valid", of: test))))
                var value = JSONTape()
                try value.read(tape.text(data))
                let found: String
                do {
                    let failures = try schema.failures(of: value.root, in: value)
                    guard failures.isEmpty != isValid else { continue }
                    found = "\(failures)"
                } catch let error as JSONSchemaStop {
                    found = error.reason
                }
                let words = tape.string("description", of: test) ?? ""
                outcome.departures.append("\(name) / \(words): \(found)")
            }
        }
        return outcome
    }

    @Test(arguments: [("draft2020-12", 1_200), ("draft7", 850)])
    func `every mandatory test of the draft passes`(draft: String, atLeast: Int) throws {
        var asked = 0
        for file in try files(draft) {
            let outcome = try run(draft, file)
            asked += outcome.asked
            for departure in outcome.departures { Issue.record("\(departure)") }
        }
        print(draft, asked)
        #expect(asked >= atLeast)
    }

    /// Left to each validator: formats and other patterns than NSRegularExpression's are not ours to decide.
    @Test(arguments: ["draft2020-12/optional", "draft7/optional"])
    func `optional tests`(draft: String) throws {
        for file in try files(draft) {
            let outcome = try run(draft, file)
            for departure in outcome.departures { print("optional:", departure) }
        }
    }
}
