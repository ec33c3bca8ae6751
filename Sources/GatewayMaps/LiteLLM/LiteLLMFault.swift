public import Vocabulary

/// What LiteLLM makes of a broken leg, as observed provider by provider.
public enum LiteLLMFault: Sendable, Equatable {
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
    /// Seen before any content of a stream that had begun: fallbacks begin, and nothing is retried. Where
    /// none rescues it, the caller has status 200 already if its first event was handed on.
    case failsInStream(LiteLLMError, opened: Bool)
    /// Seen in a stream that had begun, as a mistake of the caller's: it is told, and nobody else is asked.
    case surfaces(status: Int, calls: Int)
    /// Status 200 with the body null, after two refusals: the second is taken for an answer.
    case null
    /// An answer without an answer: a refused prompt where a fallback for those is left, else handed on.
    case filtered

    /// - Parameter said: the provider's words for this cause, where it has any.
    public init(
        _ cause: Cause, at provider: LiteLLMProvider, isStreamed: Bool, said: RefusalText?,
        dropsParameters: Bool
    ) {
        if let said, cause != .errorIn200 {
            self = Self.refusal(
                said, at: provider.client, isStreamed: isStreamed,
                dropsParameters: dropsParameters)
        } else if let said, !isStreamed {
            self = Self.underSuccess(said, at: provider.client)
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
        guard said.status >= 300 else {
            return isStreamed ? .damaged : underSuccess(said, at: client)
        }
        let isSDK = client == .openAI || client == .retryingOpenAI
        if said.status == 422, dropsParameters, isSDK {
            // Asked again without parameters, and what comes of that is lost.
            return isStreamed ? .surfaces(status: 500, calls: 2) : .null
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
        case .emptyChoices:
            switch client {
            case .anthropic, .ollama: .fails(.unread(at: client))
            case .bedrock: .fails(LiteLLMError(.internalServer, 500))
            default: .filtered
            }
        case .refusal where client == .anthropic: .filtered
        case .damagedGzip: .fails(.unpacked(at: client))
        case .errorIn200, .htmlIn200, .emptyBody, .truncatedJSON: .fails(.unread(at: client))
        case .wrongModel: .hidden
        default: byEffect(cause, isStreamed: false)
        }
    }

    private static func streamed(
        _ cause: Cause, at client: LiteLLMProvider.Client
    ) -> LiteLLMFault {
        // Of other clients no event is handed on before the first content.
        let opens = ![.anthropic, .gemini, .ollama, .bedrock].contains(client)
        let broken = LiteLLMError(.internalServer, 500)
        if client == .bedrock, let fault = unframed(cause) { return fault }
        return switch cause {
        case .refused, .reset: .fails(.unconnected(cause, at: client))
        case .hang, .slowHeaders: .fails(.late(at: client))
        // These send nothing before their first content.
        case .slowFirstToken where [.gemini, .ollama, .retryingOpenAI].contains(client):
            .fails(.late(at: client))
        case .slowFirstToken, .roleThenSilence: .failsInStream(broken, opened: opens)
        case .trickle, .commentFlood: .whole
        case .errorIn200 where [.handler, .openRouter, .minimax, .gemini].contains(client):
            .failsInStream(broken, opened: false)
        case .errorIn200 where client == .ollama: .surfaces(status: 400, calls: 1)
        case .damagedGzip: .failsInStream(broken, opened: false)
        case .plainForStream where client == .openRouter: .surfaces(status: 400, calls: 1)
        case .plainForStream where client == .gemini || client == .ollama: .whole
        case .errorIn200, .htmlIn200, .emptyBody, .emptyChoices, .plainForStream, .noFinish,
            .truncatedJSON:
            .damaged
        case .malformedEvent where client != .openAI && client != .retryingOpenAI: .damaged
        case .errorEvent where client == .mistral: .damaged
        case .cut, .malformedEvent, .errorEvent, .stall, .resetMidStream: .breaksOff
        case .wrongModel: .hidden
        default: byEffect(cause, isStreamed: true)
        }
    }

    /// What is no frame of Amazon's is seen where other streams are words that nobody understands.
    private static func unframed(_ cause: Cause) -> LiteLLMFault? {
        switch cause {
        case .errorIn200, .htmlIn200, .plainForStream:
            .failsInStream(LiteLLMError(.internalServer, 500), opened: false)
        case .emptyBody: .failsInStream(LiteLLMError(.badGateway, 502), opened: false)
        case .refused: .fails(LiteLLMError(.unavailable, 503, calls: 0))
        case .reset: .fails(LiteLLMError(.unavailable, 503, calls: 2))
        default: nil
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

extension LiteLLMFault {
    /// An error object under status 200: clients in OpenAI's shape read its words, others find no answer.
    fileprivate static func underSuccess(
        _ said: RefusalText, at client: LiteLLMProvider.Client
    ) -> LiteLLMFault {
        switch client {
        case .openAI, .retryingOpenAI, .azure, .handler, .openRouter:
            .fails(LiteLLMError(underSuccess: said.body))
        case .minimax: .fails(LiteLLMError(.badRequest, 400))
        case .bedrock: .fails(LiteLLMError(.internalServer, 500))
        default: .fails(.unread(at: client))
        }
    }
}

extension LiteLLMError {
    /// A body that is no answer.
    fileprivate static func unread(at client: LiteLLMProvider.Client) -> LiteLLMError {
        switch client {
        case .gemini, .bedrock: LiteLLMError(.badRequest, 422)
        // The status of the answer is the error's: nothing is retried.
        case .handler, .openRouter: LiteLLMError(.other, 200)
        default: LiteLLMError(.internalServer, 500)
        }
    }

    /// A body that cannot even be unpacked.
    fileprivate static func unpacked(at client: LiteLLMProvider.Client) -> LiteLLMError {
        LiteLLMError(.internalServer, 500, calls: client == .retryingOpenAI ? 3 : 1)
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
