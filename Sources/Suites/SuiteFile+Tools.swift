import Documents
import Vocabulary

extension SuiteFile {
    /// A list of `{ name, description, parameters }`, or of OpenAI's functions; or a file with one.
    func tools(_ node: Node, into source: inout PromptSource) -> [Tool] {
        let (list, file) = linked(node)
        guard let items = list.items else {
            mistakes.add(
                "expected a list for 'tools', found \(list.kindWord)", at: node,
                hint: "- { name: get_weather, parameters: { type: object } }")
            return []
        }
        var tools: [Tool] = []
        for item in items {
            guard let tool = file.tool(item) else { continue }
            if tools.contains(where: { $0.name == tool.name }) {
                mistakes.add("a second tool '\(tool.name)'", at: item)
            }
            source.add("tool", tool.name, tool.summary ?? "", tool.schema)
            tools.append(tool)
        }
        return tools
    }

    private func tool(_ node: Node) -> Tool? {
        let reader = MappingReader(node, in: mistakes, what: "a tool")
        _ = reader.choice("type", of: ["function"])
        let function = reader.mapping("function", what: "'function'")
        let inner = function ?? reader
        let name = inner.string("name", required: true)
        let summary = inner.string("description")
        let schema = inner.node("parameters").map { self.schema($0) } ?? #"{"type":"object"}"#
        let isStrict = inner.bool("strict") ?? false
        function?.finish()
        reader.finish()
        guard let name, let schema else { return nil }
        return Tool(name: name, summary: summary, schema: schema, isStrict: isStrict)
    }

    func toolChoice(_ node: Node, among tools: [Tool]) -> ToolChoice? {
        switch node.text {
        case "none": return ToolChoice.none
        case "auto": return .auto
        case "required": return .required
        default: break
        }
        let named = node["function"]?["name"] ?? node["name"] ?? node
        guard let name = named.text else {
            mistakes.add(
                "expected none, auto, required or a tool's name for 'tool_choice', found "
                    + node.kindWord, at: node)
            return nil
        }
        let known = tools.map(\.name)
        guard known.contains(name) else {
            mistakes.add(
                "unknown tool '\(name)'", at: named,
                hint: didYouMean(name, among: known + ["none", "auto", "required"])
                    ?? "it is none, auto, required or one of the prompt's tools")
            return nil
        }
        return .named(name)
    }

    /// `json`, a schema's file, or `{ name, schema, strict }`.
    func format(_ node: Node, into source: inout PromptSource) -> AnswerFormat? {
        switch node.asString {
        case "text": return .text
        case "json":
            source.add("json")
            return .json
        default: break
        }
        if let text = node.asString {
            guard let path = FilePath.reference(in: text, from: folder) else {
                mistakes.add(
                    "unknown value \(node.shown) for 'format'", at: node,
                    hint: didYouMean(text, among: ["text", "json"])
                        ?? "it is text, json, file://schema.json or { schema: … }")
                return nil
            }
            guard let schema = schema(node) else { return nil }
            source.add("schema", schema)
            let name = FilePath.stem(of: path).split(separator: ".").first.map(String.init)
            return .schema(name: name ?? "answer", schema: schema, isStrict: true)
        }
        let reader = MappingReader(node, in: mistakes, what: "'format'")
        let schema = reader.node("schema", required: true).flatMap { self.schema($0) }
        let name = reader.string("name") ?? "answer"
        let isStrict = reader.bool("strict") ?? true
        reader.finish()
        guard let schema else { return nil }
        source.add("schema", name, schema)
        return .schema(name: name, schema: schema, isStrict: isStrict)
    }

    /// A JSON Schema as JSON text, its mistakes told at their places; nil where it has some.
    private func schema(_ node: Node) -> String? {
        let written = linked(node).node
        guard written.entries != nil else {
            mistakes.add(
                "expected a JSON Schema, found \(written.shown)", at: node,
                hint: "write a mapping, or file://schema.json")
            return nil
        }
        do throws(Diagnostic) {
            let text = try written.asJSON
            var tape = JSONTape()
            do throws(JSONError) {
                try tape.read(text)
            } catch {
                throw written.diagnostic("this schema is too much: \(error.reason)")
            }
            do throws(JSONSchemaMistakes) {
                // What patterns mean is for those who hold answers against them.
                _ = try JSONSchema(tape) { _ in { _ in true } }
            } catch {
                let first = error.items.first
                let place = written.at(pointer: first?.pointer ?? "") ?? written
                throw place.diagnostic(first?.reason ?? "it is no JSON Schema", hint: first?.hint)
            }
            return text
        } catch {
            mistakes.add(error)
            return nil
        }
    }
}
