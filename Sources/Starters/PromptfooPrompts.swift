import Documents
import GatewayMaps
import Suites
import Vocabulary

/// promptfoo's `prompts:` as those of a suite: texts, files of text, and lists of messages.
struct PromptfooPrompts {
    private(set) var written: [ConfigTree] = []
    private var ids: Set<String> = []
    private let leavings: Leavings

    /// - Parameter node: nil where the configuration has none: it then asks what the variable `prompt` holds.
    init(_ node: Node?, _ leavings: Leavings) {
        self.leavings = leavings
        guard let node else {
            written = [.string("{{ prompt }}")]
            return
        }
        if let entries = node.entries, node["id"] == nil, node["raw"] == nil {
            // `{ "file://prompt.txt": label }`
            for (key, value) in entries { add(key.text ?? "", label: value.asString, at: key) }
        } else {
            for item in node.items ?? [node] { read(item) }
        }
    }

    private mutating func read(_ item: Node) {
        if let text = item.asString {
            add(text, label: nil, at: item)
            return
        }
        guard let words = item["raw"] ?? item["id"], let text = words.asString else {
            leavings.leave("a prompt without words", at: item)
            return
        }
        for (key, _) in item.entries ?? []
        where !["raw", "id", "label", "description"].contains(key.text ?? "") {
            leavings.leave("'\(key.text ?? "")' of a prompt", at: key)
        }
        let label = item["label"]?.asString ?? (item["raw"] == nil ? nil : item["id"]?.asString)
        add(text, label: label, at: words)
    }

    private mutating func add(_ text: String, label: String?, at place: Node) {
        let schemes = ["exec:", "langfuse://", "portkey://", "helicone://", "huggingface://"]
        if schemes.contains(where: text.hasPrefix) {
            leavings.leave(
                "a prompt that is kept elsewhere", at: place,
                hint: "write it out, or into a file: file://prompts/NAME.md")
        } else if let path = path(in: text) {
            addFile(path, label: label, at: place)
        } else if let messages = messages(in: text, at: place) {
            append(label, "messages", messages)
        } else {
            addText(text, label: label, at: place)
        }
    }

    /// A file by `file://`, or by a name under which there is one.
    private func path(in text: String) -> String? {
        if let path = FilePath.reference(in: text, from: "") { return path }
        let isName = !text.contains { $0.isNewline || $0 == "{" } && text.contains(".")
        guard isName, FilePath.ending(of: text).count <= 5,
            (try? SourceText.load(path: leavings.path(of: text))) != nil
        else { return nil }
        return text
    }

    // MARK: Files

    private mutating func addFile(_ path: String, label: String?, at place: Node) {
        guard !path.contains("*") else {
            leavings.leave("a pattern of names", at: place, hint: "name each file")
            return
        }
        do throws(Diagnostics) {
            let file = leavings.path(of: path)
            let usual = label ?? FilePath.stem(of: path)
            switch FilePath.ending(of: path) {
            case "json", "yaml", "yml":
                let content = try Document.read(path: file, askedBy: place)
                guard Self.areMessages(content) else {
                    leavings.leave("'\(path)', which holds no list of messages", at: place)
                    return
                }
                try check(content)
                append(usual, "messages", .string(leavings.reference(path)))
            case "txt", "md", "j2", "":
                let source = try SourceText.load(path: file, askedBy: place)
                addTexts(
                    String(decoding: source.bytes, as: UTF8.self), path, label: usual, at: place)
            default:
                leavings.leave(
                    "'\(path)': neither a text nor a list of messages", at: place,
                    hint: "programs and tables make no prompts here")
            }
        } catch {
            for item in error.items.prefix(1) { leavings.leave(item, at: place) }
        }
    }

    /// A line of three hyphens stands between two prompts of one file.
    private mutating func addTexts(
        _ text: String, _ path: String, label: String, at place: Node
    ) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? $0.dropLast() : $0
        }
        let parts = lines.split { $0 == "---" }.map { $0.joined(separator: "\n") }
            .filter { $0.contains { !$0.isWhitespace } }
        guard parts.count > 1 else {
            if check(text, at: place) {
                append(label, "user", .string(leavings.reference(path)))
            }
            return
        }
        for (number, part) in parts.enumerated() {
            var trimmed = part.drop(while: \.isNewline)
            while trimmed.last?.isNewline == true { trimmed.removeLast() }
            addText(String(trimmed), label: "\(label)-\(number + 1)", at: place)
        }
    }

    private static func areMessages(_ node: Node) -> Bool {
        guard let items = node.items, !items.isEmpty else { return false }
        return items.allSatisfy { $0["role"] != nil && $0["content"] != nil }
    }

    // MARK: Texts

    private mutating func addText(_ text: String, label: String?, at place: Node) {
        guard check(text, at: place) else { return }
        let own = ConfigTree.string(text.replacing("${", with: "$${"))
        if let label { append(label, "user", own) } else { written.append(own) }
    }

    /// A text that is itself a list of messages, in JSON or YAML.
    private func messages(in text: String, at place: Node) -> ConfigTree? {
        guard text.contains("role"), text.contains("content") else { return nil }
        let source = SourceText(file: place.location.file, text: text)
        guard
            let node = (try? JSONReader.read(source)) ?? (try? YAMLReader.read(source)),
            Self.areMessages(node), (try? check(node)) != nil
        else { return nil }
        return leavings.tree(node)
    }

    /// Whether a template of ours is the same; what is not is told.
    private func check(_ text: String, at place: Node) -> Bool {
        do throws(Template.Malformed) {
            let names = try Template(text).variables
            guard let name = names.first(where: { $0.hasPrefix("env.") }) else { return true }
            leavings.leave(
                "a prompt with '{{ \(name) }}'", at: place,
                hint: "prompts are filled with the tests' `vars:`, and never with the environment")
        } catch {
            leavings.leave(
                Diagnostic("a prompt: \(error.message)", hint: error.hint), at: place)
        }
        return false
    }

    private func check(_ messages: Node) throws(Diagnostics) {
        for item in messages.items ?? [] {
            guard let text = item["content"]?.asString else { continue }
            do throws(Template.Malformed) {
                _ = try Template(text)
            } catch {
                throw Diagnostics([Diagnostic("a prompt: \(error.message)", hint: error.hint)])
            }
        }
    }

    private mutating func append(_ label: String?, _ key: String, _ value: ConfigTree) {
        var entries: [ConfigTree.Entry] = []
        if let label {
            var (id, number) = (label, 2)
            while !ids.insert(id).inserted {
                id = "\(label)-\(number)"
                number += 1
            }
            entries.append(.init("id", .string(id.replacing("${", with: "$${"))))
        }
        written.append(.mapping(entries + [.init(key, value)]))
    }
}
