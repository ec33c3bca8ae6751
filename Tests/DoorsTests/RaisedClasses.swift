@testable import Doors

/// The error class that each official SDK raises for each kind of error, as its maker documents the
/// status of the kind and the SDK's own source maps the status to a class.
///
/// It is written without our doors: a door that gives a kind another status makes the SDK raise another
/// class than the one that stands here.
extension SDK {
    /// Nil where the SDK raises nothing but tells a status, a code and a message, as DashScope's does.
    func raised(_ kind: DoorError.Kind) -> String? {
        switch script {
        case "openai": Self.openAI[kind]
        case "openai_responses": kind == .modelGone ? "BadRequestError" : Self.openAI[kind]
        case "anthropic": Self.anthropic[kind]
        case "gemini": Self.serverFaults.contains(kind) ? "ServerError" : "ClientError"
        case "mistral": kind == .unprocessable ? "HTTPValidationError" : "SDKError"
        case "ollama": "ResponseError"
        case "cohere": Self.cohere[kind]
        case "bedrock": Self.bedrock[kind] ?? "ClientError"
        default: nil
        }
    }

    private static let serverFaults: Set<DoorError.Kind> = [
        .serverError, .badGateway, .unavailable, .gatewayTimeout, .overloaded,
    ]

    /// By the name of the error; `ClientError` for one that the service's model does not have.
    private static let bedrock: [DoorError.Kind: String] = [
        .rateLimit: "ThrottlingException", .quota: "ServiceQuotaExceededException",
        .forbidden: "AccessDeniedException", .modelGone: "ResourceNotFoundException",
        .badRequest: "ValidationException", .requestTimeout: "ModelTimeoutException",
        .conflict: "ConflictException", .unprocessable: "ValidationException",
        .serverError: "InternalServerException", .badGateway: "InternalServerException",
        .unavailable: "ServiceUnavailableException", .gatewayTimeout: "InternalServerException",
        .overloaded: "ServiceUnavailableException", .contextLength: "ValidationException",
        .contentPolicy: "ValidationException",
    ]

    /// `ApiError` for a status that has no class of its own.
    private static let cohere: [DoorError.Kind: String] = [
        .rateLimit: "TooManyRequestsError", .quota: "ApiError", .auth: "UnauthorizedError",
        .forbidden: "ForbiddenError", .modelGone: "NotFoundError", .badRequest: "BadRequestError",
        .requestTimeout: "ApiError", .conflict: "ApiError", .tooLarge: "ApiError",
        .unprocessable: "UnprocessableEntityError", .serverError: "InternalServerError",
        .badGateway: "ApiError", .unavailable: "ServiceUnavailableError",
        .gatewayTimeout: "GatewayTimeoutError", .overloaded: "ServiceUnavailableError",
        .contextLength: "BadRequestError", .contentPolicy: "BadRequestError",
        .noSuchPath: "NotFoundError", .wrongMethod: "ApiError",
    ]

    /// One class for every status from 500; `APIStatusError` for those below that have none of their own.
    private static let openAI: [DoorError.Kind: String] = [
        .rateLimit: "RateLimitError", .quota: "RateLimitError", .auth: "AuthenticationError",
        .forbidden: "PermissionDeniedError", .modelGone: "NotFoundError",
        .badRequest: "BadRequestError", .requestTimeout: "APIStatusError",
        .conflict: "ConflictError", .tooLarge: "APIStatusError",
        .unprocessable: "UnprocessableEntityError", .serverError: "InternalServerError",
        .badGateway: "InternalServerError", .unavailable: "InternalServerError",
        .gatewayTimeout: "InternalServerError", .overloaded: "InternalServerError",
        .contextLength: "BadRequestError", .contentPolicy: "BadRequestError",
        .noSuchPath: "NotFoundError", .wrongMethod: "APIStatusError",
    ]

    private static let anthropic: [DoorError.Kind: String] = [
        .rateLimit: "RateLimitError", .quota: "PaymentRequiredError",
        .auth: "AuthenticationError", .forbidden: "PermissionDeniedError",
        .modelGone: "NotFoundError", .badRequest: "BadRequestError",
        .requestTimeout: "RequestTimeoutError", .conflict: "ConflictError",
        .tooLarge: "ContentTooLargeError", .unprocessable: "UnprocessableEntityError",
        .serverError: "InternalServerError", .badGateway: "InternalServerError",
        .unavailable: "ServiceUnavailableError", .gatewayTimeout: "GatewayTimeoutError",
        .overloaded: "OverloadedError", .contextLength: "BadRequestError",
        .contentPolicy: "BadRequestError", .noSuchPath: "NotFoundError",
        .wrongMethod: "APIStatusError",
    ]
}
