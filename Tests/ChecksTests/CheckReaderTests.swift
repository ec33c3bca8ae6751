import Documents
import Testing
import TestSupport
import Vocabulary

@testable import Checks

@Suite struct CheckReaderTests {
    private func read(_ text: String) throws -> (checks: [ConfiguredCheck], mistakes: [Diagnostic])
    {
        let mistakes = Mistakes()
        let node = try YAMLReader.read(SourceText(file: "suite.yaml", text: text))
        return (CheckReader.checks(from: node, in: mistakes), mistakes.items)
    }

    @Test func `every mistake of every check is told where it stands`() throws {
        let sample = Marked(
            """
            - { type: 1️⃣served-modle }
            - { type: 2️⃣not-icontain, value: x }
            - { type: 3️⃣not-served-model }
            - { type: contains, 4️⃣valeu: x }
            - 5️⃣contains
            - { type: is-json, 6️⃣schema: { type: object } }
            - { type: attempts, value: 7️⃣two }
            - { type: equals, value: x, weight: 8️⃣-1 }
            - { type: icontains, value: 9️⃣[a, b] }
            - { type: icontains, value: 0️⃣"" }
            """)
        let (checks, mistakes) = try read(sample.text)
        let messages = sample.messages(mistakes)
        #expect(messages["1️⃣"] == "unknown check 'served-modle'")
        #expect(messages["2️⃣"] == "unknown check 'not-icontain'")
        #expect(
            messages["3️⃣"]
                == "'not-' cannot turn 'served-model' round: every case is held to it, so its opposite "
                + "could only fail")
        #expect(messages["4️⃣"] == "unknown key 'valeu' in 'contains'")
        #expect(messages["5️⃣"] == "expected a mapping for a check, found 'contains'")
        #expect(messages["6️⃣"] == "unknown key 'schema' in 'is-json'")
        #expect(messages["7️⃣"] == "'attempts' counts calls in whole numbers from 0, found 'two'")
        #expect(messages["8️⃣"]?.contains("'weight'") == true)
        #expect(messages["9️⃣"] == "'value' of 'icontains' must be text, found a list")
        #expect(messages["0️⃣"] == "'value' of 'icontains' is empty: every answer would pass")
        #expect(mistakes.contains { $0.message.hasPrefix("'contains' needs 'value'") })
        #expect(checks.isEmpty)
        #expect(mistakes.count == 11)
    }

    @Test func `an unknown check comes with the nearest one and the way to all`() throws {
        let hints = try read(
            "[{ type: icontain, value: x }, { type: not-equal, value: x }, { type: zzzzzzzzz }]"
        ).mistakes.map(\.hint)
        #expect(
            hints == [
                "did you mean 'icontains'? `pathproof list checks` shows all",
                "did you mean 'not-equals'? `pathproof list checks` shows all",
                "`pathproof list checks` shows all",
            ])
    }

    @Test func `a check that stands beside a mistake is still read`() throws {
        let (checks, mistakes) = try read("[{ type: nothing-like-it }, { type: equals, value: x }]")
        #expect(checks.map(\.name) == ["equals"])
        #expect(mistakes.count == 1)
    }

    @Test func `promptfoo's common keys are taken and null means no checks`() throws {
        let (checks, mistakes) = try read("[{ type: equals, value: x, weight: 0.5, metric: tone }]")
        #expect(mistakes.isEmpty)
        #expect(checks.map(\.weight) == [0.5])
        #expect(try read("null").checks.isEmpty)
        #expect(try read("null").mistakes.isEmpty)
        #expect(try read("{ type: equals }").mistakes.count == 1)
    }

    @Test func `what cannot be bound points at the value that asks`() throws {
        let (checks, _) = try read(
            "- type: answered-by\n  value: gpt-9\n- type: contains\n  value: '{{ nobody }}'")
        let context = Sample.context()
        for (check, line) in zip(checks, [2, 4]) {
            let error = #expect(throws: Diagnostic.self) { _ = try check.bound(to: context) }
            #expect(error?.location?.line == line)
            #expect(error?.location?.column == 10)
        }
    }

    @Test(arguments: allChecks.map { $0.name })
    func `every listed check documents itself and reads nothing but its own keys`(name: String)
        throws
    {
        let type = try #require(allChecks.first { $0.name == name })
        #expect(!type.summary.isEmpty && type.summary.last != ".")
        #expect(type.arguments.allSatisfy { !$0.key.isEmpty && !$0.summary.isEmpty })
        #expect(allChecks.count { $0.name == name } == 1)
        #expect(!name.hasPrefix("not-"))
        let (_, mistakes) = try read("[{ type: \(name), nonsense: 1 }]")
        #expect(mistakes.contains { $0.message == "unknown key 'nonsense' in '\(name)'" })
    }
}
