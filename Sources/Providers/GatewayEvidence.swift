import Documents
import Vocabulary

/// What gateways say in the body about how they came to an answer.
enum GatewayEvidence {
    /// OpenRouter's `openrouter_metadata`: all legs that were tried, each with its status.
    static func read(
        routing tape: borrowing JSONTape, _ metadata: JSONTape.Node, knowsServer: Bool,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let attempts = tape.member("attempts", of: metadata),
            tape.kind(attempts) == .array
        else { return }
        context.say(.evidence(.attempts(tape.count(attempts))), emit)
        var failed = 0
        var server: String?
        for attempt in tape.elements(attempts) {
            guard let status = tape.integer("status", of: attempt) else { continue }
            if (200..<300).contains(status) {
                server = tape.string("provider", of: attempt)
            } else {
                failed += 1
            }
        }
        context.say(.evidence(.fallbacks(failed)), emit)
        if !knowsServer, let server { context.say(.evidence(.servedBy(server)), emit) }
    }

    /// LiteLLM's chunk between the first and the others, which tells of a fallback.
    static func readFallback(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let fallback = tape.member("litellm_fallback", of: tape.root) else { return }
        if let errors = tape.member("errors", of: fallback), tape.kind(errors) == .array {
            context.say(.evidence(.fallbacks(tape.count(errors))), emit)
        }
        if let group = tape.string("fallback_model", of: fallback) {
            context.say(.evidence(.servedBy(group)), emit)
        }
    }

    /// What the provider behind charged, beside the gateway's own price.
    static func upstreamCost(_ tape: borrowing JSONTape, _ usage: JSONTape.Node) -> Evidence? {
        guard let details = tape.member("cost_details", of: usage),
            let cost = tape.member("upstream_inference_cost", of: details),
            let amount = tape.number(cost)
        else { return nil }
        return .cost(
            amount: amount, field: "usage.cost_details.upstream_inference_cost", unit: "usd")
    }
}
