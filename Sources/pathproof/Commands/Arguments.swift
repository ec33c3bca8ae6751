import Vocabulary

/// One option as help prints it and the parser knows it.
struct OptionSpec {
    var name: String
    /// Another spelling: `-j`.
    var short: String?
    /// What its value is called; nil for a switch.
    var value: String?
    var summary: String

    init(_ name: String, short: String? = nil, value: String? = nil, _ summary: String) {
        self.name = name
        self.short = short
        self.value = value
        self.summary = summary
    }

    /// `-j, --jobs N`
    var spelled: String {
        (short.map { "\($0), " } ?? "") + name + (value.map { " \($0)" } ?? "")
    }
}

/// A command line taken apart by a command's own list of options.
struct Arguments {
    private(set) var words: [String] = []
    private var values: [String: [String]] = [:]

    init(_ line: [String], options: [OptionSpec], command: String) throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        var rest = line[...]
        var areOptionsOver = false
        while let word = rest.popFirst() {
            guard !areOptionsOver, word.hasPrefix("-"), word != "-" else {
                words.append(word)
                continue
            }
            if word == "--" {
                areOptionsOver = true
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
                let known = options.flatMap { [$0.name] + ($0.short.map { [$0] } ?? []) }
                mistakes.append(
                    Diagnostic(
                        "unknown option '\(name)' for `pathproof \(command)`",
                        hint: didYouMean(name, among: known)
                            ?? "`pathproof help \(command)` shows all options"))
                continue
            }
            var value = parts.count == 2 ? String(parts[1]) : nil
            if let what = option.value {
                value = value ?? rest.popFirst()
                guard let value else {
                    mistakes.append(Diagnostic("option '\(name)' needs a value: \(name) \(what)"))
                    continue
                }
                values[option.name, default: []].append(value)
            } else if value != nil {
                mistakes.append(Diagnostic("option '\(name)' takes no value"))
            } else {
                values[option.name, default: []].append("")
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// The line in a fixed order, without some options: equal for lines that mean the same.
    func pieces(of options: [OptionSpec], without left: Set<String>) -> [[String]] {
        var pieces = words.map { [$0] }
        for option in options where !left.contains(option.name) {
            for value in all(option.name) {
                pieces.append(option.value == nil ? [option.name] : [option.name, value])
            }
        }
        return pieces
    }

    func has(_ name: String) -> Bool { values[name] != nil }
    func last(_ name: String) -> String? { values[name]?.last }
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// A number in a range, or the mistake that it is none.
    func number(_ name: String, in range: ClosedRange<Double>) throws(Diagnostics) -> Double? {
        guard let text = last(name) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            let words = [range.lowerBound, range.upperBound].map { "\(Int($0))" }
            throw Diagnostics([
                Diagnostic(
                    "option '\(name)' has '\(text)', not a number from \(words[0]) to \(words[1])")
            ])
        }
        return number
    }

    /// A whole number in a range, or the mistake that it is none.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Diagnostics) -> Int? {
        guard let text = last(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Diagnostics([
                Diagnostic(
                    "option '\(name)' has '\(text)', not a whole number from "
                        + "\(range.lowerBound) to \(range.upperBound)")
            ])
        }
        return number
    }
}
