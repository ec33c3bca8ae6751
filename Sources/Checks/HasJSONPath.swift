import Documents
public import Vocabulary

/// The answer, read as JSON, must have something at this path, and one of what is there must be this value.
public struct HasJSONPath: TextCheck {
    public static let name = "json-path"
    public static let summary = "the answer is JSON with this value at this path"
    public static let arguments = [
        (
            key: "path",
            summary: "an RFC 9535 path without functions: $.a.b, $['a'], $[0], $..a, $[?@.n > 1]"
        ),
        (
            key: "value",
            summary: "what one of the values there must be; without it there must be one"
        ),
    ]

    // As deep as `is-json` reads.
    private static let limits = JSONLimits(depthMax: 1000)

    private var text: TemplateText
    private var path: JSONPath?
    private var value: JSONValue?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        text = try arguments.text("path", needs: Self.arguments[0].summary)
        // Null is a value that a path may have: only a key that is not there asks for no value.
        value = arguments.node["value"].map(JSONValue.init)
        guard !text.isTemplate else { return }
        do throws(JSONPath.Mistake) {
            path = try JSONPath(text.text)
        } catch {
            let node = try arguments.value("path", needs: Self.arguments[0].summary)
            throw node.diagnostic(
                Self.words(for: error, in: text.text), atCharacter: error.character,
                hint: "write $.items[0].name")
        }
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> HasJSONPath {
        var bound = self
        if let value { bound.value = try value.rendered(in: context) }
        guard text.isTemplate else { return bound }
        bound.text = try text.rendered(in: context)
        do throws(JSONPath.Mistake) {
            bound.path = try JSONPath(bound.text.text)
        } catch {
            throw Diagnostic(Self.words(for: error, in: bound.text.text))
        }
        return bound
    }

    private static func words(for mistake: JSONPath.Mistake, in text: String) -> String {
        "\(Excerpt.quoted(text)) is no JSON path: "
            + "\(mistake.reason), at character \(mistake.character + 1)"
    }

    public var wish: String {
        let what = value.map { "\(Excerpt.quoted($0.description)) at" } ?? "a value at"
        return "have \(what) \(Excerpt.quoted(text.text))"
    }

    public func objection(to answer: String) throws(Diagnostic) -> String? {
        guard let path else {
            throw Diagnostic("the path \(Excerpt.quoted(text.text)) has variables without values")
        }
        var tape = JSONTape(limits: Self.limits)
        do throws(JSONError) {
            try tape.read(answer)
        } catch {
            return "the answer is no JSON: \(error.reason), at byte \(error.offset)"
        }
        let found: [JSONTape.Node]
        do throws(JSONPathSearch.GivenUp) {
            var search = JSONPathSearch(in: tape)
            found = try search.nodes(of: path)
        } catch {
            throw Diagnostic(
                "the path \(Excerpt.quoted(text.text)) was given up after "
                    + "\(JSONPathSearch.stepsMax) steps in an answer of \(answer.utf8.count) bytes")
        }
        guard let first = found.first else { return "there is nothing" }
        guard let value else { return nil }
        if found.contains(where: { value.difference(from: $0, in: tape, at: "$") == nil }) {
            return nil
        }
        let shown = Excerpt.quoted(tape.text(first), scalarsMax: 60)
        if found.count > 1 {
            return "none of \(found.count) values there is it, the first is \(shown)"
        }
        return "found \(shown): "
            + (value.difference(from: first, in: tape, at: Excerpt.plain(text.text)) ?? "")
    }
}
