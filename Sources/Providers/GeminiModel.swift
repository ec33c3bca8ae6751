import Vocabulary

/// What a Gemini model takes, by the version in its name.
struct GeminiModel: Sendable, Equatable {
    enum Thinking: Sendable, Equatable {
        case budget(Int)
        case level(String)
    }

    private let name: String

    /// The name is taken apart only for a prompt that has what some models refuse.
    init(_ name: String) { self.name = name }

    private var own: Substring { name.split(separator: "/").last ?? "" }
    private var isPro: Bool { own.contains("-pro") }
    private var isLite: Bool { own.contains("-lite") }

    /// Major times 100 plus minor; nil for a name that is no numbered Gemini's, such as a moving alias.
    var version: Int? {
        guard own.hasPrefix("gemini-") else { return nil }
        let numbers = own.dropFirst(7).prefix { $0 == "." || $0.isASCII && $0.isNumber }
            .split(separator: ".").map { Int($0.prefix(2)) ?? 0 }
        return numbers.first.map { $0 * 100 + (numbers.count > 1 ? numbers[1] : 0) }
    }

    var wantsSignatures: Bool { version.map { $0 >= 300 } ?? true }

    /// Older ones refuse a JSON answer where there are tools.
    func takesFormat(_ prompt: Prompt) -> Bool {
        prompt.tools.isEmpty || (version.map { $0 >= 300 } ?? true)
    }

    /// Nil for models from before there was any.
    func thinking(for effort: Parameters.Effort) -> Thinking? {
        guard let version else { return .level(Self.level(effort, most: "HIGH")) }
        if version >= 400 { return .level(Self.level(effort, most: "XHIGH")) }
        if version >= 300 { return .level(Self.level(effort, most: "HIGH")) }
        return version >= 205 ? .budget(budget(effort)) : nil
    }

    private static func level(_ effort: Parameters.Effort, most: String) -> String {
        switch effort {
        case .none, .minimal: "MINIMAL"
        case .low: "LOW"
        case .medium: "MEDIUM"
        case .high: "HIGH"
        case .max: most
        }
    }

    /// Pro cannot be kept from thinking, and each has its own least and most.
    private func budget(_ effort: Parameters.Effort) -> Int {
        switch effort {
        case .none: isPro ? 128 : 0
        case .minimal: isLite ? 512 : 128
        case .low: 1_024
        case .medium: 8_192
        case .high: 24_576
        case .max: isPro ? 32_768 : 24_576
        }
    }
}
