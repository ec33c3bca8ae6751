import Documents
import GatewayMaps
import TestSupport
import Testing

@testable import Starters

@Suite struct YAMLTextTests {
    private func tree(_ text: String) throws -> ConfigTree {
        ConfigTree(try YAMLReader.read(SourceText(file: "t.yaml", text: text)))
    }

    /// Texts that another reader could take for something else.
    private static let texts = [
        "", " ", "a", "a b", "yes", "No", "null", "~", "1", "1.0", "-1", "0x1F", ".5", "1e3",
        "a: b",
        "a #b", "#a", "- a", "a:", "'a'", "\"a\"", "{{ a }}", "[a]", "{a}", "*a", "&a", "!a", "%a",
        "@a", "`a`", "|", ">", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "\ta\nb", "a\r\nb",
        "a\u{0}b", "a\u{7}", "ключ: 値\nдва", "a\u{85}b", "\u{2028}", "a\u{FEFF}b", "file://a b.txt",
        "a ", "2026-11-22", "12:30", "🦊\n🦊", "a\n  indented\n- b: c\n", "---", "...", "---\na", "=",
        "<<",
        String(repeating: "long words ", count: 30), "\n", "\n\n",
    ]

    @Test func `a text reads back as it was, wherever it stands`() throws {
        for text in Self.texts {
            let tree = ConfigTree.mapping([
                .init("a", .string(text)),
                .init(
                    "b",
                    .list([
                        .string(text), .list([.string(text)]),
                        .mapping([.init("c", .string(text))]),
                    ])),
                .init(
                    "d",
                    .mapping([.init("e", .mapping([.init("f", .string(text)), .init("g", .null)]))])
                ),
                .init(
                    text.isEmpty ? "x" : text == "a" || text == "b" ? "y" : text, .string("last")),
            ])
            let written = YAMLText.text(tree, head: ["a head", text])
            #expect(try self.tree(written) == tree, "\(text.debugDescription)\n\(written)")
        }
    }

    @Test func `any tree reads back as it was`() throws {
        var dice = SeededDice(state: 7)
        func made(_ depth: Int) -> ConfigTree {
            switch dice.below(depth > 4 ? 4 : 6) {
            case 0: return .string(Self.texts[dice.below(Self.texts.count)])
            case 1: return .number("\(dice.below(1000))")
            case 2: return .bool(dice.below(2) == 0)
            case 3: return .null
            case 4: return .list((0..<dice.below(4)).map { _ in made(depth + 1) })
            default:
                return .mapping((0..<dice.below(4)).map { .init("k\($0)", made(depth + 1)) })
            }
        }
        for _ in 0..<500 {
            let tree = ConfigTree.mapping([.init("a", made(0)), .init("b", made(0))])
            let written = YAMLText.text(tree)
            #expect(try self.tree(written) == tree, "\(written)")
        }
    }

    @Test func `it looks as a person would have written it`() {
        let tree = ConfigTree.mapping([
            .init("models", .list([.string("a-1"), .string("b.2")])),
            .init("prompts", .list([.string("Say {{ it }}.\nTwice."), .string("x: y")])),
            .init(
                "tests",
                .list([.mapping([.init("vars", .mapping([.init("count", .number("1"))]))])])),
        ])
        #expect(
            YAMLText.text(tree, head: ["Head"], comments: ["prompts": ["What is asked"]]) == """
                # Head

                models: [a-1, b.2]
                # What is asked
                prompts:
                  - |-
                    Say {{ it }}.
                    Twice.
                  - "x: y"
                tests: [{ vars: { count: 1 } }]

                """)
    }
}
