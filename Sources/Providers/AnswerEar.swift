import Synchronization
public import Vocabulary

/// Hears one answer piece by piece, as its provider's reader does, and says what each piece brought.
public final class AnswerEar: Sendable {
    private let reader: AnswerReader
    private let signs: Signs
    private let wait = Mutex<Duration?>(nil)
    private let now: @Sendable () -> Moment

    /// Those of the piece that is being heard; the tap hears on the same thread.
    private final class Signs: Sendable {
        let heard = Mutex<Set<LaneSign>>([])
    }

    public init(
        _ provider: any Provider, isStreamed: Bool, now: @escaping @Sendable () -> Moment
    ) {
        let signs = Signs()
        self.signs = signs
        self.now = now
        reader = AnswerReader(provider.reader(isStreamed: isStreamed)) { delta, _ in
            guard let sign = delta.sign else { return }
            _ = signs.heard.withLock { $0.insert(sign) }
        }
    }

    public func begin(status: Int, headers: Headers) {
        wait.withLock { $0 = RateWord(status: status, headers).wait }
        reader.begin(status: status, headers: headers, at: now())
    }

    /// How long all callers are to wait, as the head has it.
    public var patience: Duration? { wait.withLock { $0 } }

    public func hear(_ piece: [UInt8]) -> Set<LaneSign> {
        signs.heard.withLock { $0 = [] }
        _ = reader.take(piece.span, at: now())
        return signs.heard.withLock { $0 }
    }

    /// Called once, after the last piece.
    public func reading() -> Reading { reader.reading(exchange: Exchange(queued: now())) }
}

extension Delta {
    fileprivate var sign: LaneSign? {
        switch self {
        case .text, .reasoning, .refusal, .toolStart, .toolArguments: .content
        case .finish: .finish
        case .usage: .usage
        case .start, .role, .error, .evidence: nil
        }
    }
}
