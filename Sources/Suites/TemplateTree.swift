import Documents

/// A JSON value whose texts are templates: the arguments of a tool call.
enum TemplateTree: Sendable, Equatable {
    /// One name alone stands for its value, a number for a number; anything else for text.
    case text(Template)
    case literal(String)
    case list([TemplateTree])
    case object([Member])
    /// JSON as the user wrote it, whole or damaged.
    case written(Template)

    struct Member: Sendable, Equatable {
        var name: String
        var value: TemplateTree
    }

    /// A mapping becomes JSON; text is taken as it is. Nil where there is a mistake.
    init?(_ node: Node, in mistakes: Mistakes) {
        if node.asString != nil {
            guard let template = node.template(in: mistakes) else { return nil }
            self = .written(template)
        } else {
            self.init(value: node, in: mistakes)
        }
    }

    private init?(value node: Node, in mistakes: Mistakes) {
        switch node.value {
        case .string:
            guard let template = node.template(in: mistakes) else { return nil }
            self = .text(template)
        case .sequence(let items):
            self = .list(items.compactMap { TemplateTree(value: $0, in: mistakes) })
        case .mapping(let entries):
            self = .object(
                entries.compactMap { key, value in
                    TemplateTree(value: value, in: mistakes).map {
                        Member(name: key.text ?? "", value: $0)
                    }
                })
        case .null, .bool, .number:
            do {
                self = .literal(try node.asJSON)
            } catch {
                mistakes.add(error)
                return nil
            }
        }
    }

    /// JSON text, or what was written in its place; nil where a value is missing.
    func rendered(with values: [String: Variable]) -> String? {
        if case .written(let template) = self { return template.rendered(with: values) }
        return value(with: values)?.json
    }

    private func value(with values: [String: Variable]) -> Variable? {
        switch self {
        case .text(let template), .written(let template): return template.value(with: values)
        case .literal(let json): return .literal(json, json: json)
        case .list(let items):
            let made = items.compactMap { $0.value(with: values) }
            return made.count == items.count ? .list(made) : nil
        case .object(let members):
            let made = members.compactMap { member in
                member.value.value(with: values).map {
                    Variable.Member(name: member.name, value: $0)
                }
            }
            return made.count == members.count ? .object(made) : nil
        }
    }

    var variables: [String] {
        switch self {
        case .text(let template), .written(let template): template.variables
        case .literal: []
        case .list(let items): items.flatMap(\.variables)
        case .object(let members): members.flatMap(\.value.variables)
        }
    }
}
