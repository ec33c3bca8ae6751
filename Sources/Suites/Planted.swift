import Documents
public import Vocabulary

/// What a suite breaks behind the plan's back: it shows what a failure looks like, and which check finds it.
///
/// A leg plays its cause wherever the plan has nothing broken, and what is expected stays what a healthy path
/// brings; so a planted fault that a check finds fails its case. Nothing is proved that way.
public struct Planted: Sendable {
    /// Legs, as checks name them, and what each plays.
    public var legs: [(leg: Suite.Named, cause: Cause)] = []
    /// What the gateway under test does to every request and answer.
    public var vice: Suite.Named?

    /// The name that stands for the gateway itself.
    private static let gateway = "gateway"

    init(_ entries: [(name: Node, value: Node)], in mistakes: Mistakes) {
        for (name, value) in entries {
            let word = value.text ?? ""
            if name.text == Self.gateway {
                vice = Suite.Named(name: word, node: value)
            } else if let cause = Cause.named(word) {
                legs.append((Suite.Named(name: name.text ?? "", node: name), cause))
            } else {
                mistakes.add(
                    "unknown cause \(value.shown)", at: value,
                    hint: didYouMean(word, among: allCauses.map(\.name))
                        ?? "`pathproof list causes` shows all")
            }
        }
    }
}
