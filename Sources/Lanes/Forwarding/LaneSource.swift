public import Transports
public import Vocabulary

/// Where the answers of a lane come from that no cause keeps from its caller.
public enum LaneSource: Sendable {
    /// The lane's door makes them up.
    case simulated
    /// The provider itself is asked, and the shelf keeps what it says.
    case forwarding(Upstream, shelf: CassetteShelf?)
    /// What was kept is said again, in its own time but no slower than this; nothing is sent.
    case replaying(CassetteShelf, within: Duration?)

    var isSimulated: Bool { if case .simulated = self { true } else { false } }
    /// What no answer may tell its caller: nothing, where nobody's key is used.
    var redactor: Redactor {
        if case .forwarding(let upstream, _) = self { upstream.redactor } else { .idle }
    }
    /// Who answers may bill it.
    var asksProvider: Bool { if case .forwarding = self { true } else { false } }
}

/// An ear for one answer.
public typealias Ear = @Sendable (_ isStreamed: Bool) -> any LaneEar

/// Understands the answers of a lane's provider: for what of them a cause changes, and for what they cost.
///
/// It is brought along, because the client's half of a wire language is no business of this room: parser and
/// simulator must not share a misunderstanding.
public protocol LaneEar: AnyObject, Sendable {
    func begin(status: Int, headers: Headers)
    /// What stood in this piece.
    func hear(_ piece: [UInt8]) -> Set<LaneSign>
    /// How long all callers are to wait, as the head has it.
    var patience: Duration? { get }
    /// Called once, after the last piece.
    func conclusion() -> HeardAnswer
}

/// What an ear made of an answer that is over.
public struct HeardAnswer: Sendable {
    /// Nil where it was no whole answer.
    public var answer: LaneCall.Answer?
    /// Where it departs from its provider's contract.
    public var findings: [Finding]

    public init(_ answer: LaneCall.Answer?, findings: [Finding] = []) {
        self.answer = answer
        self.findings = findings
    }
}

/// The provider behind a lane: its address, and the key that goes there in place of the caller's.
public struct Upstream: Sendable {
    public var baseURL: String
    /// How the lane's address ends to its caller, where that is not the base of the lane's provider: what the
    /// caller asks for begins behind it.
    public var laneBase: String?
    public let fields: [Request.SecretField]
    public var transport: Transport
    public var limits: RequestLimits
    /// Takes out what of it may never be shown.
    let redactor: Redactor

    public init(
        baseURL: String, laneBase: String? = nil, fields: [Request.SecretField],
        transport: Transport, limits: RequestLimits = .standard
    ) {
        self.baseURL = baseURL
        self.laneBase = laneBase
        self.fields = fields
        self.transport = transport
        self.limits = limits
        let values = fields.map { field in
            // Before its key stands a scheme; other values are whole, and their words are anybody's.
            guard field.name.lowercased().hasSuffix("authorization"),
                let bare = field.value.revealed.split(separator: " ").last
            else { return field.value }
            return Secret(String(bare))
        }
        redactor = Redactor(
            values + AddressSecrets.all(in: baseURL).map { Secret($0.value) })
    }

    /// The base with a path behind it. What the base's own query says counts more than the caller's.
    ///
    /// - Parameter lanePath: the base of the lane's provider, behind which the target was asked for.
    func url(_ target: String, behind lanePath: String) -> String {
        guard let laneBase, laneBase != lanePath else { return url(target) }
        let whole = lanePath + target
        return url(whole.hasPrefix(laneBase) ? String(whole.dropFirst(laneBase.count)) : whole)
    }

    func url(_ target: String) -> String {
        let (base, own) = Self.parted(baseURL)
        let (path, asked) = Self.parted(target)
        var place = base
        while place.hasSuffix("/") { place.removeLast() }
        let names = Set(own.map(Self.name))
        let items = asked.filter { !names.contains(Self.name($0)) } + own
        return place + path + (items.isEmpty ? "" : "?\(items.joined(separator: "&"))")
    }

    private static func parted(_ url: String) -> (path: String, items: [Substring]) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? parts[1].split(separator: "&") : [])
    }

    private static func name(_ item: Substring) -> Substring { item.prefix { $0 != "=" } }
}
