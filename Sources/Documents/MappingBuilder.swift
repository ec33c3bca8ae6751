import Vocabulary

/// Gathers the entries of one mapping: duplicates are mistakes, `<<` gives what is not written out.
struct MappingBuilder {
    private(set) var entries: [(key: Node, value: Node)] = []
    private(set) var mistakes: [Diagnostic] = []
    private var places: [String: Int] = [:]
    /// Keys that came from `<<`: written ones take their place wherever they stand.
    private var merged: Set<String> = []

    mutating func add(_ key: Node, _ value: Node, isMerge: Bool = false) {
        guard !isMerge else { return merge(value) }
        guard let name = key.text ?? (key.isNull ? "null" : nil) else {
            mistakes.append(keyMistake(key))
            return
        }
        var key = key
        key.text = name
        guard let place = places[name] else {
            places[name] = entries.count
            entries.append((key, value))
            return
        }
        if merged.remove(name) != nil {
            entries[place] = (key, value)
        } else {
            guard mistakes.count < Mistakes.kept else { return }
            let first = entries[place].key
            mistakes.append(
                first.diagnostic("'\(name)' is first given here", severity: .note))
            mistakes.append(
                key.diagnostic(
                    "duplicate key '\(name)', first given in line \(first.location.line)",
                    hint: "keep one of them"))
        }
    }

    /// Of several mappings the first that has a key gives its value, as YAML's merge type says.
    private mutating func merge(_ value: Node) {
        let sources = value.items ?? [value]
        for source in sources {
            guard let inherited = source.entries else {
                mistakes.append(
                    source.diagnostic(
                        "expected a mapping after '<<', found \(source.kindWord)",
                        hint: "'<<' takes an alias of a mapping, or a list of them"))
                continue
            }
            for (key, value) in inherited {
                guard let name = key.text, places[name] == nil else { continue }
                places[name] = entries.count
                merged.insert(name)
                entries.append((key, value))
            }
        }
    }

    private func keyMistake(_ key: Node) -> Diagnostic {
        // A template without quotes: its second brace begins a mapping that stands as a key.
        let line = key.source.line(key.location.line)?.unicodeScalars.prefix(key.location.column)
        if let braces = line?.suffix(2), String(braces) == "{{" {
            var start = key.location
            start.column -= 1
            return key.source.diagnostic(
                "text that begins with '{{' needs quotes", at: start, length: key.length + 1,
                hint: "unquoted, YAML reads '{' as the beginning of a mapping")
        }
        return key.diagnostic("expected text as a key, found \(key.kindWord)")
    }
}
