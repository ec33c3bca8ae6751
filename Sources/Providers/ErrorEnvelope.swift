import Documents
import Vocabulary

/// The many forms in which providers and gateways wrap an error.
enum ErrorEnvelope {
    /// The member that wraps it, if it says that there is an error: like the official clients, null, false,
    /// an empty text and an empty object do not.
    static func wrapped(_ tape: borrowing JSONTape) -> JSONTape.Node? {
        var root = tape.root
        if tape.kind(root) == .array, let first = tape.first(root) { root = first }
        guard let error = tape.member("error", of: root) else { return nil }
        return switch tape.kind(error) {
        case .null, .number: nil
        case .bool: tape.bool(error) == true ? error : nil
        case .string: tape.isEmptyString(error) ? nil : error
        case .array, .object: tape.count(error) > 0 ? error : nil
        }
    }

    /// `{"error":{…}}`, `[{"error":{…}}]` and `{"error":"text"}`.
    static func read(_ tape: borrowing JSONTape, _ wrapped: JSONTape.Node) -> ProviderError {
        switch tape.kind(wrapped) {
        case .object: return fields(tape, wrapped)
        case .string:
            var error = ProviderError(message: tape.string(wrapped))
            takeCode(tape, tape.member("code", of: tape.root), &error)
            return error
        default: return ProviderError(message: tape.text(wrapped))
        }
    }

    /// An error body without a wrapper: `{"type","code","message"}`, `{"detail"}`, `{"code","msg"}`.
    static func flat(_ tape: borrowing JSONTape) -> ProviderError {
        var root = tape.root
        if tape.kind(root) == .array, let first = tape.first(root) { root = first }
        switch tape.kind(root) {
        case .object: return fields(tape, root)
        case .string: return ProviderError(message: tape.string(root))
        default: return ProviderError(message: tape.text(root))
        }
    }

    private static func fields(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node
    ) -> ProviderError {
        var error = ProviderError()
        error.type = tape.string("type", of: node)
        takeCode(tape, tape.member("code", of: node), &error)
        if error.code == nil, let details = tape.member("details", of: node) {
            takeCode(tape, tape.member("error_code", of: details), &error)
        }
        error.message = message(tape, node)
        error.reason = reason(tape, node)
        error.retryAfter = wait(tape, node)
        return error
    }

    /// MiniMax's `base_resp`, which says in a success of HTTP whether it was one.
    static func baseResponse(_ tape: borrowing JSONTape) -> ProviderError? {
        guard let base = tape.member("base_resp", of: tape.root),
            let code = tape.member("status_code", of: base), let number = tape.integer(code),
            number != 0
        else { return nil }
        var error = ProviderError(message: tape.string("status_msg", of: base))
        takeCode(tape, code, &error)
        return error
    }

    /// OpenRouter's finer words: its kind of error, its kind of limit, and that a guard flagged the prompt.
    private static func reason(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node
    ) -> String? {
        guard let metadata = tape.member("metadata", of: node) else { return nil }
        if let word = tape.string("limit_source", of: metadata) { return word }
        if let word = tape.string("error_type", of: metadata) { return word }
        return tape.member("flagged_input", of: metadata) == nil ? nil : "flagged_input"
    }

    private static func takeCode(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node?, _ error: inout ProviderError
    ) {
        guard let node else { return }
        switch tape.kind(node) {
        case .string: error.code = tape.string(node)
        case .number:
            error.code = tape.number(node)
            error.codeIsNumber = true
        default: break
        }
    }

    private static func message(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node
    ) -> String? {
        for name: StaticString in ["message", "detail", "msg"] {
            guard let found = tape.member(name, of: node), !tape.isNull(found) else { continue }
            return tape.string(found) ?? tape.text(found)
        }
        return nil
    }

    /// Google's `RetryInfo`, which its OpenAI-compatible door sends as well.
    private static func wait(_ tape: borrowing JSONTape, _ node: JSONTape.Node) -> Duration? {
        guard let details = tape.member("details", of: node) else { return nil }
        for detail in tape.elements(details) {
            if let delay = tape.string("retryDelay", of: detail) {
                return Waits.spelled(Substring(delay))
            }
        }
        return nil
    }
}
