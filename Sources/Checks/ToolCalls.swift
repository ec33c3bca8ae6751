import Documents
import Vocabulary

/// Whether the calls of tools in an answer are such that code can carry them out: there is one, each name is
/// declared, and the arguments of each are a JSON object that fits the tool's schema, where the prompt has one.
struct ToolCalls: Sendable {
    static let summary =
        "the tools that may be called: a list of names, or of declarations as OpenAI has them; "
        + "without it those that the prompt declares"

    private var declared: Set<String>?
    private var schemas: [String: JSONSchema] = [:]

    init(_ arguments: CheckArguments) throws(Diagnostic) {
        guard let value = arguments.optional("value") else { return }
        guard let items = value.items else {
            throw value.diagnostic(
                "'value' of '\(arguments.name)' must be a list of tools, found \(value.kindWord)",
                hint: "write [get_weather, get_time]")
        }
        var names: Set<String> = []
        for item in items {
            guard
                let name = item.asString ?? item["function"]?["name"]?.asString
                    ?? item["name"]?.asString
            else {
                throw item.diagnostic(
                    "a tool is its name or its declaration, found \(item.shown)",
                    hint:
                        "write get_weather, or { type: function, function: { name: get_weather } }")
            }
            names.insert(name)
        }
        guard !names.isEmpty else {
            throw value.diagnostic(
                "'value' of '\(arguments.name)' has no tool: every call would fail",
                hint: "write [get_weather, get_time]")
        }
        declared = names
    }

    func bound(to context: CheckContext, for name: String) throws(Diagnostic) -> ToolCalls {
        var bound = self
        for tool in context.tools ?? [] { bound.schemas[tool.name] = Self.schema(of: tool) }
        if declared != nil { return bound }
        guard let tools = context.tools, !tools.isEmpty else {
            throw Diagnostic(
                "'\(name)' does not know which tools may be called",
                hint: "the prompt declares none: write value: [get_weather, get_time]",
                code: ConfiguredCheck.lacksTools)
        }
        bound.declared = Set(tools.map(\.name))
        return bound
    }

    /// Nil where it says nothing that could be held against arguments: it is sent as it stands all the same.
    private static func schema(of tool: Tool) -> JSONSchema? {
        var tape = JSONTape()
        guard (try? tape.read(tool.schema)) != nil else { return nil }
        return try? JSONSchema(
            tape, judgesFormats: true, patterns: SchemaPatterns.matcher)
    }

    func verdict(on attempt: Attempt, isNegated: Bool) -> Verdict {
        let calls = attempt.reading.toolCalls
        guard !calls.isEmpty else {
            if attempt.reading.text != nil, isNegated { return .passed }
            let got =
                attempt.reading.text == nil
                ? "the caller saw \(Sight.words(for: attempt))"
                : "got \(Excerpt.ofAnswer(attempt.reading))"
            let wish = isNegated ? "an answer without a valid call" : "a call"
            return .failed(Diagnostic("expected \(wish) of a tool; \(got)"))
        }
        do throws(Diagnostic) {
            for (index, call) in calls.enumerated() {
                guard let objection = try objection(to: call) else { continue }
                if isNegated { return .passed }
                let which = calls.count == 1 ? "the call" : "call \(index + 1) of \(calls.count)"
                let name = Excerpt.quoted(call.name, scalarsMax: 60)
                return .failed(Diagnostic("\(which) of \(name) \(objection)"))
            }
        } catch {
            return .errored(error)
        }
        guard isNegated else { return .passed }
        let names = calls.prefix(12).map { Excerpt.quoted($0.name, scalarsMax: 60) }
        return .failed(
            Diagnostic(
                "expected an answer without a valid call of a tool; "
                    + "each call is one: \(Excerpt.list(names))"))
    }

    /// Nil where code could carry the call out.
    private func objection(to call: ToolCall) throws(Diagnostic) -> String? {
        if let declared, !declared.contains(call.name) {
            let near =
                nearest(call.name, among: declared.sorted()).map { " (near to '\($0)')" } ?? ""
            let names = declared.sorted().prefix(12).map { Excerpt.quoted($0, scalarsMax: 60) }
            return "names no declared tool\(near); declared: \(Excerpt.list(Array(names)))"
        }
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.read(call.arguments)
        } catch {
            return "has arguments that are no JSON: \(error.reason), at byte \(error.offset); "
                + "got \(Excerpt.quoted(call.arguments))"
        }
        guard tape.kind(tape.root) == .object else {
            return "has arguments that are no JSON object; got \(Excerpt.quoted(call.arguments))"
        }
        guard let schema = schemas[call.name] else { return nil }
        do throws(JSONSchemaStop) {
            let failures = try schema.failures(of: tape.root, in: tape)
            guard !failures.isEmpty else { return nil }
            let words = failures.prefix(3).map(\.description).joined(separator: "; ")
            return "has arguments that the tool does not take: \(words); "
                + "got \(Excerpt.quoted(call.arguments))"
        } catch {
            throw Diagnostic(
                "whether the arguments of \(Excerpt.quoted(call.name, scalarsMax: 60)) fit cannot "
                    + "be told: \(error.reason)")
        }
    }
}
