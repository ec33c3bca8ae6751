import Vocabulary

/// One message of a prompt before its variables are filled in.
struct MessageTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case text(Template)
        /// An address, or `data:` with the picture itself.
        case image(Template)
        case toolCall(id: String, name: String, arguments: TemplateTree)
        case toolResult(id: String, text: Template, isError: Bool)
    }

    var role: Message.Role
    var parts: [Part]
    var isKept = false

    /// Nil for a name without a value.
    func message(with values: [String: Variable]) -> Message? {
        var made: [Message.Part] = []
        for part in parts {
            switch part {
            case .text(let template):
                guard let text = template.rendered(with: values) else { return nil }
                made.append(.text(text))
            case .image(let template):
                guard let text = template.rendered(with: values) else { return nil }
                made.append(.image(Message.Image(reference: text)))
            case .toolCall(let id, let name, let tree):
                guard let arguments = tree.rendered(with: values) else { return nil }
                made.append(.toolCall(id: id, name: name, arguments: arguments))
            case .toolResult(let id, let template, let isError):
                guard let text = template.rendered(with: values) else { return nil }
                made.append(.toolResult(id: id, text: text, isError: isError))
            }
        }
        return Message(role, made, isKept: isKept)
    }

    var variables: [String] {
        parts.flatMap { part in
            switch part {
            case .text(let template), .image(let template), .toolResult(_, let template, _):
                template.variables
            case .toolCall(_, _, let arguments): arguments.variables
            }
        }
    }
}

extension Message.Image {
    /// `data:image/png;base64,…` is the picture itself, anything else is where it lies.
    init(reference: String) {
        let scheme = "data:"
        guard reference.hasPrefix(scheme), let comma = reference.firstIndex(of: ",") else {
            self = .url(reference)
            return
        }
        let head = reference.dropFirst(scheme.count).prefix { $0 != "," }
        let words = head.split(separator: ";", omittingEmptySubsequences: false)
        guard words.count > 1, words.last == "base64" else {
            self = .url(reference)
            return
        }
        self = .data(
            mediaType: String(words[0]), base64: String(reference[reference.index(after: comma)...])
        )
    }
}
