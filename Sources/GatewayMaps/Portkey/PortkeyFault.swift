import Vocabulary

/// What Portkey makes of a broken leg, as observed on its open-source gateway 1.15.2.
public enum PortkeyFault: Sendable, Equatable {
    public enum HandedOn: Sendable, Hashable {
        case whole
        /// All of the answer, with a mark of what is wrong that its caller can see.
        case marked
        /// Status 200, and what is in it is empty, cut or wrong.
        case damaged
    }

    public enum Kind: Sendable, Hashable {
        /// An answer with this status: retried where its list has it.
        case answered
        /// Nobody answered: retried whatever the list says, so that `calls` of each attempt may be none.
        case unconnected
        /// The gateway itself fails over the answer: no retry, and no fallback behind it.
        case stopped
    }

    /// A success to the gateway, whatever is in it.
    case answers(HandedOn)
    case fails(status: Int, Kind, calls: Int)

    /// - Parameters:
    ///   - said: the provider's words for this cause, where it has any.
    ///   - service: nil where nobody here speaks as it does.
    ///   - isTimed: the leg has a time-out.
    init(
        _ cause: Cause, at service: PortkeyService?, isStreamed: Bool, isTimed: Bool,
        said: RefusalText?
    ) {
        if let said, cause != .errorIn200 {
            // Some providers refuse with a status that promises success.
            self =
                said.status < 300
                ? .answers(.damaged) : .fails(status: said.status, .answered, calls: 1)
            return
        }
        switch cause {
        case .refused: self = .fails(status: 500, .unconnected, calls: 0)
        case .reset: self = .fails(status: 500, .unconnected, calls: 1)
        // Without a time-out of its own the HTTP client gives up some day, as if nobody were there.
        case .hang where isTimed, .slowHeaders where isTimed:
            self = .fails(status: 408, .answered, calls: 1)
        case .hang: self = .fails(status: 500, .unconnected, calls: 1)
        case .slowFirstToken where isTimed && service?.opensLate == true:
            self = .fails(status: 408, .answered, calls: 1)
        // Of OpenRouter it knows that comments come.
        case .commentFlood where service?.readsEvents == true && service?.name != "openrouter",
            .plainForStream where service?.losesPlainAnswers == true,
            // All finish reasons of this one are lost: only the end mark shows that a stream is whole.
            .noTerminator where service?.name == "novita-ai":
            self = .answers(.damaged)
        // The time-out ends with the head of the answer.
        case .slowHeaders, .slowFirstToken, .trickle, .commentFlood: self = .answers(.whole)
        // It looks through the list of content before it looks whether there is one.
        case .emptyChoices where !isStreamed && service?.name == "anthropic":
            self = .fails(status: 500, .stopped, calls: 1)
        case .wrongModel: self = .answers(.marked)
        default: self = isStreamed ? Self.streamed(cause) : Self.plain(cause)
        }
    }

    private static func plain(_ cause: Cause) -> PortkeyFault {
        switch cause {
        // What is no JSON under its content type fails in the gateway's own hands.
        case .cut, .emptyBody, .truncatedJSON, .damagedGzip:
            .fails(status: 500, .stopped, calls: 1)
        // Anything else becomes a member of an object under 200.
        case .wrongContentType: .answers(.damaged)
        default: byEffect(cause, isStreamed: false)
        }
    }

    /// Streams are handed on as they come, and closed as if they were whole.
    private static func streamed(_ cause: Cause) -> PortkeyFault {
        byEffect(cause, isStreamed: true)
    }

    private static func byEffect(_ cause: Cause, isStreamed: Bool) -> PortkeyFault {
        switch cause.effect(isStreamed: isStreamed) {
        case .bearable: .answers(.whole)
        case .deceives, .breaksOff, .fails, nil: .answers(.damaged)
        }
    }
}
