/// Words that stand at known places of a long prompt, so that an answer which repeats them shows how much
/// of it the model saw: `{{ canary-1 }}` at its head, the next ones further on.
public enum Canary {
    public static let prefix = "canary-"
    /// The most that one prompt may have.
    public static let countMax = 99

    /// The word that `{{ canary-2 }}` stands for. Its letters follow from the number by a digest: a model that
    /// saw the first and the third cannot tell the second.
    public static func word(_ number: Int) -> String {
        "\(prefix)\(number)-\(SHA256.hexadecimal(of: "\(prefix)\(number)", digits: 6))"
    }

    /// The word for a template's variable; nil where it is another's name.
    public static func word(for variable: String) -> String? {
        guard variable.hasPrefix(prefix), let number = Int(variable.dropFirst(prefix.utf8.count)),
            (1...countMax).contains(number), variable == "\(prefix)\(number)"
        else { return nil }
        return word(number)
    }
}
