import Documents
import Vocabulary

/// Messages as OpenAI has them, which is how promptfoo's users write them down.
extension SuiteFile {
    func messages(
        _ items: [Node], askedBy asker: Node, into source: inout PromptSource
    ) -> [MessageTemplate] {
        var messages: [MessageTemplate] = []
        for item in items {
            if let message = message(item, into: &source) { messages.append(message) }
        }
        if !mistakes.hasErrors, !messages.contains(where: { $0.role == .user }) {
            mistakes.add(
                "a prompt needs a message of the user", at: asker,
                hint: "- { role: user, content: \"{{ question }}\" }")
        }
        return messages
    }

    private func message(_ node: Node, into source: inout PromptSource) -> MessageTemplate? {
        let reader = MappingReader(node, in: mistakes, what: "a message")
        let word = reader.choice(
            "role", of: ["system", "developer", "user", "assistant", "tool"], required: true)
        // OpenAI's newer name for the same thing.
        let role = word == "developer" ? .system : word.flatMap(Message.Role.init)
        source.add(role?.rawValue ?? "")
        var parts: [MessageTemplate.Part] = []
        if role == .tool {
            let id = reader.string("tool_call_id", required: true)
            let words = reader.node("content", required: true).flatMap(words)
            let isError = reader.bool("is_error") ?? false
            if let id, let words {
                source.add(id, words.source)
                parts = [.toolResult(id: id, text: words.template, isError: isError)]
            }
        } else {
            let calls = role == .assistant ? reader.list("tool_calls") ?? [] : []
            let content = reader.node("content", required: calls.isEmpty)
            if let content, !content.isNull { parts = self.parts(content, into: &source) }
            for call in calls {
                if let call = toolCall(call, into: &source) { parts.append(call) }
            }
        }
        reader.finish()
        return role.map { MessageTemplate(role: $0, parts: parts) }
    }

    private func parts(
        _ node: Node, into source: inout PromptSource
    ) -> [MessageTemplate.Part] {
        guard let items = node.items else {
            guard let words = words(node) else { return [] }
            source.add(words.source)
            return [.text(words.template)]
        }
        var parts: [MessageTemplate.Part] = []
        for item in items {
            if let part = part(item, into: &source) { parts.append(part) }
        }
        return parts
    }

    /// `{ text: … }` or `{ image: … }`; OpenAI's own form of both is understood too.
    private func part(_ node: Node, into source: inout PromptSource) -> MessageTemplate.Part? {
        if node.text != nil {
            guard let words = words(node) else { return nil }
            source.add(words.source)
            return .text(words.template)
        }
        let reader = MappingReader(node, in: mistakes, what: "a part of a message")
        _ = reader.choice("type", of: ["text", "image", "image_url"])
        let text = reader.node("text")
        let picture = reader.node("image") ?? reader.node("image_url")
        reader.finish()
        if let text {
            guard let words = words(text) else { return nil }
            source.add(words.source)
            return .text(words.template)
        }
        guard let picture else {
            if reader.isMapping {
                mistakes.add("a part of a message needs 'text' or 'image'", at: node)
            }
            return nil
        }
        guard picture.entries != nil else { return image(picture, into: &source) }
        let inner = MappingReader(picture, in: mistakes, what: "'image_url'")
        let url = inner.node("url", required: true)
        inner.allow("detail")
        inner.finish()
        return url.flatMap { image($0, into: &source) }
    }

    /// An address as it is; a `file://` becomes the picture itself.
    func image(_ node: Node, into source: inout PromptSource) -> MessageTemplate.Part? {
        guard let text = node.text else {
            mistakes.add("expected a picture's address, found \(node.kindWord)", at: node)
            return nil
        }
        var template = node.template(in: mistakes)
        if let path = FilePath.reference(in: text, from: folder) {
            template = mistakes.collect { () throws(Diagnostics) in
                try Picture.dataURL(path: path, askedBy: node)
            }.flatMap { try? Template($0) }
        }
        guard let template else { return nil }
        source.add("image", template.rendered(with: [:]) ?? text)
        return .image(template)
    }

    private func toolCall(_ node: Node, into source: inout PromptSource) -> MessageTemplate.Part? {
        let reader = MappingReader(node, in: mistakes, what: "a tool call")
        let id = reader.string("id", required: true)
        _ = reader.choice("type", of: ["function"])
        let function = reader.mapping("function", what: "'function'")
        let inner = function ?? reader
        let name = inner.string("name", required: true)
        let arguments = inner.node("arguments")
        function?.finish()
        reader.finish()
        let tree = arguments.map { TemplateTree($0, in: mistakes) } ?? .object([])
        guard let id, let name, let tree else { return nil }
        source.add(id, name, arguments.map { $0.asString ?? ((try? $0.asJSON) ?? "") } ?? "")
        return .toolCall(id: id, name: name, arguments: tree)
    }
}
