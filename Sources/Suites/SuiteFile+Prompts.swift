import Documents
import Vocabulary

extension SuiteFile {
    /// One prompt or a list of them; `file://` stands for a file with a prompt or a list of them.
    func prompts(from node: Node) -> [PromptTemplate] {
        let listed = linked(node)
        let items = listed.node.items ?? [listed.node]
        // A file with messages is one prompt.
        let isOne = items.first.map { Self.isMessage($0) } ?? false
        let written = isOne ? [listed.node] : items
        guard !written.isEmpty, !listed.node.isNull else {
            mistakes.add(
                node.diagnostic(
                    "`prompts:` needs a list, found \(node.items == nil ? "nothing" : "an empty one")",
                    hint: "prompts: [\"Answer with the capital only: {{ country }}\"]"))
            return []
        }
        var ids: Set<String> = []
        return written.enumerated().compactMap { index, item in
            let fallback = written.count == 1 ? "prompt" : "prompt-\(index + 1)"
            guard let prompt = listed.file.prompt(from: item, named: fallback) else { return nil }
            if !ids.insert(prompt.id).inserted {
                mistakes.add(item.diagnostic("a second prompt with the id '\(prompt.id)'"))
            }
            return prompt
        }
    }

    private static func isMessage(_ node: Node) -> Bool {
        node["role"] != nil && node["content"] != nil
    }

    /// The content of a YAML or JSON file that the node names, to be read from that file's folder; the node
    /// itself where it names none.
    func linked(_ node: Node) -> (node: Node, file: SuiteFile) {
        guard let text = node.asString, let path = FilePath.reference(in: text, from: folder),
            ["json", "yaml", "yml"].contains(FilePath.ending(of: path))
        else { return (node, self) }
        let file = SuiteFile(mistakes: mistakes, folder: FilePath.folder(of: path))
        let content = mistakes.collect { () throws(Diagnostics) in
            try Document.read(path: path, askedBy: node)
        }
        return (content ?? Node(.null, at: node.location, in: node.source), file)
    }

    private func prompt(from node: Node, named fallback: String) -> PromptTemplate? {
        let (node, file) = linked(node)
        return file.readPrompt(node, named: fallback)
    }

    private func readPrompt(_ node: Node, named fallback: String) -> PromptTemplate? {
        var source = PromptSource()
        if node.text != nil || node.items != nil {
            let before = mistakes.items.count
            let messages =
                node.items.map { self.messages($0, askedBy: node, into: &source) }
                ?? plain(nil, node, images: [], into: &source)
            guard mistakes.items.count == before else { return nil }
            return PromptTemplate(
                id: fallback, messages: messages, variants: [], tools: [], format: .text,
                digest: source.digest, location: node.location)
        }
        let before = mistakes.items.count
        let reader = MappingReader(node, in: mistakes, what: "a prompt")
        let id = reader.string("id") ?? fallback
        var messages = messages(of: reader, into: &source)
        let isKept = reader.bool("cache") ?? false
        let tools = reader.node("tools").map { self.tools($0, into: &source) } ?? []
        let choice = reader.node("tool_choice").flatMap { toolChoice($0, among: tools) }
        let format = reader.node("format").flatMap { self.format($0, into: &source) } ?? .text
        var variants =
            reader.named("for")?.map { name, value in
                variant(name, value, of: reader, into: &source)
            } ?? []
        if isKept {
            source.add("cache")
            messages.markKept()
            for index in variants.indices { variants[index].messages.markKept() }
            if !messages.isEmpty, !messages.contains(where: \.isKept) {
                mistakes.add(
                    "'cache' keeps what stands before the user's last message, and nothing does",
                    at: reader.key("cache") ?? node,
                    hint: "write what all tests have in common as 'system'")
            }
        }
        reader.finish()
        if let choice { source.add("tool_choice", "\(choice)") }
        guard mistakes.items.count == before else { return nil }
        return PromptTemplate(
            id: id, messages: messages, variants: variants, tools: tools, toolChoice: choice,
            format: format, digest: source.digest, location: node.location)
    }

    /// `messages:`, or what most prompts are: words of the system and of the user.
    private func messages(
        of reader: MappingReader, into source: inout PromptSource
    ) -> [MessageTemplate] {
        guard let listed = reader.node("messages") else {
            let system = reader.node("system")
            let images = reader.items("image") ?? []
            guard let user = reader.node("user", required: true) else { return [] }
            return plain(system, user, images: images, into: &source)
        }
        for key in ["system", "user", "image"] where reader.has(key) {
            mistakes.add(
                "'\(key)' beside 'messages'", at: reader.key(key) ?? reader.node,
                hint: "write it as one of the messages")
        }
        let (node, file) = linked(listed)
        guard let items = node.items else {
            mistakes.add("expected a list for 'messages', found \(node.kindWord)", at: listed)
            return []
        }
        return file.messages(items, askedBy: listed, into: &source)
    }

    private func plain(
        _ system: Node?, _ user: Node, images: [Node], into source: inout PromptSource
    ) -> [MessageTemplate] {
        var messages: [MessageTemplate] = []
        if let system, let words = words(system) {
            source.begin(words.source)
            messages.append(MessageTemplate(role: .system, parts: [.text(words.template)]))
        } else {
            source.begin("")
        }
        guard let words = words(user) else { return messages }
        source.add(words.source)
        var parts = [MessageTemplate.Part.text(words.template)]
        parts += images.compactMap { image($0, into: &source) }
        messages.append(MessageTemplate(role: .user, parts: parts))
        return messages
    }

    /// What a provider gets in place of the common words; what it does not say stays as it is for all.
    private func variant(
        _ name: Node, _ value: Node, of prompt: MappingReader, into source: inout PromptSource
    ) -> PromptTemplate.Variant {
        let reader = MappingReader(value, in: mistakes, what: "the prompt for '\(name.text ?? "")'")
        source.add("for", name.text ?? "")
        var messages: [MessageTemplate] = []
        if let listed = reader.node("messages") {
            messages = self.messages(listed.items ?? [], askedBy: listed, into: &source)
        } else if prompt.has("messages") {
            mistakes.add(
                "the prompt has 'messages', so its words for one provider are 'messages' too",
                at: value)
        } else if let user = reader.node("user") ?? prompt.node("user") {
            messages = plain(
                reader.node("system") ?? prompt.node("system"), user,
                images: prompt.items("image") ?? [], into: &source)
        }
        reader.allow("system", "user")
        reader.finish()
        return PromptTemplate.Variant(
            provider: name.text ?? "", location: name.location, messages: messages)
    }

    /// Text as written, or the content of a `file://` beside the suite.
    func words(_ node: Node) -> (source: String, template: Template)? {
        guard let text = node.text else {
            mistakes.add(node.diagnostic("expected text, found \(node.kindWord)"))
            return nil
        }
        guard let path = FilePath.reference(in: text, from: folder) else {
            return node.template(in: mistakes).map { (text, $0) }
        }
        do throws(Diagnostics) {
            let source = try SourceText.load(path: path, askedBy: node)
            let content = String(decoding: source.bytes, as: UTF8.self)
            do throws(Template.Malformed) {
                return (content, try Template(content))
            } catch {
                mistakes.add(Diagnostic("\(path): \(error.message)", hint: error.hint))
            }
        } catch {
            mistakes.add(error)
        }
        return nil
    }
}

extension [MessageTemplate] {
    /// All before the user's last words is the same in every test, and worth a provider's cache.
    fileprivate mutating func markKept() {
        guard let last = lastIndex(where: { $0.role == .user }), last > 0 else { return }
        self[last - 1].isKept = true
    }
}

/// What the user wrote of a prompt, piece by piece: the digest is made of it.
struct PromptSource {
    private var text = ""

    /// The words of the system, which come first.
    mutating func begin(_ words: String) {
        if text.isEmpty { text = words } else { add("system", words) }
    }

    /// NUL parts the pieces, so that moving words from one to the next changes the digest.
    mutating func add(_ pieces: String...) { for piece in pieces { text += "\0" + piece } }

    var digest: String { SHA256.hexadecimal(of: text, digits: 12) }
}
