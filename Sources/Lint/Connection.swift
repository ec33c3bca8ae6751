public import Documents
public import Vocabulary

/// What came of asking a provider or a gateway of a file for its models, and what the file takes it to have.
public struct Connection: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// Why nothing was sent, and what to do about it.
        case notAsked(String, hint: String?)
        case unreached(Breakage)
        case refusedKey(String)
        /// Nothing was sent: no header can carry it. Where it is from, as far as that is known.
        case unsendableKey(from: String?)
        /// An answer, but no list of models; the base, behind the same host, that has one.
        case noList(String, better: String?)
        /// It may answer another time.
        case troubled(String)
        /// Nil where what it has cannot be told by names.
        case models([String]?)
    }

    /// A model that the file asks for there.
    public struct Model: Sendable {
        public var name: String
        public var isThere: Bool
        public var nearest: String?
        /// Where the file names it.
        public var place: Node?
        /// What the file says, where the catalogue made a pin of it, and whether that is listed.
        public var written: (name: String, isThere: Bool)?

        public init(
            _ name: String, isThere: Bool, nearest: String? = nil, at place: Node?,
            written: (name: String, isThere: Bool)? = nil
        ) {
            self.name = name
            self.isThere = isThere
            self.nearest = nearest
            self.place = place
            self.written = written
        }
    }

    /// `provider 'openai'`, `gateway 'staging'`.
    public var who: String
    /// Without what of it is secret.
    public var address: String
    public var outcome: Outcome
    public var models: [Model]
    /// Where the file has it: its own entry, its address, its key.
    public var place: Node?
    public var addressPlace: Node?
    public var keyPlace: Node?

    public init(
        _ who: String, at address: String, outcome: Outcome, models: [Model] = [],
        place: Node?, addressPlace: Node? = nil, keyPlace: Node? = nil
    ) {
        self.who = who
        self.address = address
        self.outcome = outcome
        self.models = models
        self.place = place
        self.addressPlace = addressPlace
        self.keyPlace = keyPlace
    }

    /// A message at the nearest place that the file has for it.
    func diagnostic(
        _ message: String, at place: Node? = nil, hint: String? = nil
    ) -> Diagnostic {
        let node = place ?? self.place
        return node?.diagnostic(message, hint: hint) ?? Diagnostic(message, hint: hint)
    }
}
