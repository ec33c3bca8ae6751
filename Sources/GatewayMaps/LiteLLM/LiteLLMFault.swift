package import Vocabulary

/// What LiteLLM makes of a broken leg, as observed provider by provider.
package enum LiteLLMFault: Sendable, Equatable {
    /// The answer is handed on and nothing is lost.
    case whole
    /// Status 200, and what is in it is empty, cut or wrong: LiteLLM sees nothing amiss.
    case damaged
    /// The same, and its caller cannot see it either.
    case hidden
    /// Content went out; then the caller is told by an event in the stream.
    case breaksOff
    /// Seen before any content: retries and fallbacks begin.
    case fails(LiteLLMError)

    /// - Parameter said: the provider's words for this cause, where it has any.
    package init(
        _ cause: Cause, at provider: LiteLLMProvider, isStreamed: Bool, said: RefusalText?,
        dropsParameters: Bool
    ) {
        if let said {
            self = Self.refusal(
                said, at: provider.client, isStreamed: isStreamed,
                dropsParameters: dropsParameters)
        } else if isStreamed {
            self = Self.streamed(cause, at: provider.client)
        } else {
            self = Self.plain(cause, at: provider.client)
        }
    }

    private static func refusal(
        _ said: RefusalText, at client: LiteLLMProvider.Client, isStreamed: Bool,
        dropsParameters: Bool
    ) -> LiteLLMFault {
        // Some providers refuse with a status that promises success.
        guard said.status >= 300 else { return isStreamed ? .damaged : .fails(.broken(at: client)) }
        let isSDK = client == .openAI || client == .retryingOpenAI
        if said.status == 422, dropsParameters, isSDK {
            // Asked again without parameters, and what comes of that is lost.
            return isStreamed ? .fails(LiteLLMError(.internalServer, 500, calls: 2)) : .damaged
        }
        var error = LiteLLMError(said, to: client, isStreamed: isStreamed)
        if client == .retryingOpenAI, LiteLLMError(.other, said.status).hasRetriableStatus {
            error.calls = 3
        }
        return .fails(error)
    }

    private static func plain(
        _ cause: Cause, at client: LiteLLMProvider.Client
    ) -> LiteLLMFault {
        switch cause {
        case .refused, .reset, .cut: .fails(.unconnected(cause, at: client))
        case .hang, .slowHeaders: .fails(.late(at: client))
        // Its bytes keep coming, and the clock starts anew with each.
        case .trickle: .whole
        case .emptyChoices where client == .anthropic: .damaged
        case .emptyChoices: .fails(LiteLLMError(.contentPolicy, 400))
        case .errorIn200, .htmlIn200, .emptyBody, .truncatedJSON, .damagedGzip:
            .fails(.broken(at: client))
        case .wrongModel: .hidden
        default: byEffect(cause, isStreamed: false)
        }
    }

    private static func streamed(
        _ cause: Cause, at client: LiteLLMProvider.Client
    ) -> LiteLLMFault {
        switch cause {
        case .refused, .reset: .fails(.unconnected(cause, at: client))
        case .hang, .slowHeaders, .slowFirstToken, .roleThenSilence: .fails(.late(at: client))
        case .trickle, .commentFlood: .whole
        case .errorIn200 where [.handler, .minimax, .gemini].contains(client):
            .fails(.broken(at: client))
        case .plainForStream where client == .gemini: .whole
        case .errorIn200, .htmlIn200, .emptyBody, .emptyChoices, .plainForStream, .cut, .noFinish,
            .truncatedJSON:
            .damaged
        case .damagedGzip: .fails(.broken(at: client))
        case .malformedEvent where client != .openAI && client != .retryingOpenAI: .damaged
        case .errorEvent where client == .mistral: .damaged
        case .malformedEvent, .errorEvent, .stall, .resetMidStream: .breaksOff
        case .wrongModel: .hidden
        default: byEffect(cause, isStreamed: true)
        }
    }

    private static func byEffect(_ cause: Cause, isStreamed: Bool) -> LiteLLMFault {
        switch cause.effect(isStreamed: isStreamed) {
        case .bearable: .whole
        case .deceives, nil: .damaged
        case .breaksOff: .breaksOff
        case .fails: .fails(LiteLLMError(.internalServer, 500))
        }
    }
}

extension LiteLLMError {
    /// An answer that cannot be read.
    fileprivate static func broken(at client: LiteLLMProvider.Client) -> LiteLLMError {
        client == .gemini ? LiteLLMError(.badRequest, 422) : LiteLLMError(.internalServer, 500)
    }

    fileprivate static func late(at client: LiteLLMProvider.Client) -> LiteLLMError {
        LiteLLMError(.timeout, 408, calls: client == .retryingOpenAI ? 3 : 1)
    }

    /// A connection that is reset before the answer is opened again by the transport of most clients.
    fileprivate static func unconnected(
        _ cause: Cause, at client: LiteLLMProvider.Client
    ) -> LiteLLMError {
        let isSDK = client == .openAI || client == .azure
        let calls =
            cause == .refused ? 0 : client == .retryingOpenAI ? 3 : isSDK || cause == .cut ? 1 : 2
        return LiteLLMError(.internalServer, 500, calls: calls)
    }
}
