public import Documents

/// A configuration as values that can be changed and written again, without its places in the file.
public indirect enum ConfigTree: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As JSON writes it.
    case number(String)
    case string(String)
    case list([ConfigTree])
    case mapping([Entry])

    public struct Entry: Sendable, Equatable {
        public var key: String
        public var value: ConfigTree

        public init(_ key: String, _ value: ConfigTree) {
            self.key = key
            self.value = value
        }
    }

    public init(_ node: Node) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .string(let text): self = .string(text)
        case .number(let text):
            // What JSON cannot write is text to everybody but YAML.
            self = (try? node.asJSON).map(ConfigTree.number) ?? .string(text)
        case .sequence(let items): self = .list(items.map(ConfigTree.init))
        case .mapping(let entries):
            self = .mapping(entries.map { Entry($0.key.text ?? "null", ConfigTree($0.value)) })
        }
    }

    public var entries: [Entry]? { if case .mapping(let entries) = self { entries } else { nil } }
    public var items: [ConfigTree]? { if case .list(let items) = self { items } else { nil } }

    /// Reads nil where this is no mapping or lacks the key; writing nil takes the key out, and a value put
    /// where nothing was makes a mapping of it.
    public subscript(_ key: String) -> ConfigTree? {
        get { entries?.first { $0.key == key }?.value }
        set {
            var entries = entries ?? []
            let place = entries.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil): entries.remove(at: place)
            case (nil, let value?): entries.append(Entry(key, value))
            case (nil, nil): return
            }
            self = .mapping(entries)
        }
    }

    /// JSON, which is YAML too.
    public var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    // As deep as documents may nest.
    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let flag): writer.bool(flag)
        case .number(let text): writer.number(text: text)
        case .string(let text): writer.string(text)
        case .list(let items):
            writer.beginArray()
            for item in items { item.write(to: &writer) }
            writer.endArray()
        case .mapping(let entries):
            writer.beginObject()
            for entry in entries {
                writer.key(entry.key)
                entry.value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}
