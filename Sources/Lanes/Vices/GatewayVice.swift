/// A way in which a gateway deceives its callers or spends their money, named after what it does.
package struct GatewayVice: Sendable {
    package let name: String
    package let summary: String

    /// What it does to the caller's request before a leg sees it.
    private(set) var onRequest: @Sendable (inout JSONText) -> Void = { _ in }
    /// How often it calls the same leg again after what that leg said.
    private(set) var repeats: @Sendable (Relayed) -> Int = { _ in 0 }
    /// It asks the next legs although one has answered.
    private(set) var goesOnAfterAnswer = false
    /// It reads a leg's stream to its end although its caller has left.
    private(set) var readsOn = false
    /// What it does to the answer before the caller sees it.
    private(set) var onAnswer: @Sendable (inout Relayed) -> Void = { _ in }

    private init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

package let allVices: [GatewayVice] = [
    .inventedStop, .doneAfterBreak, .empty200, .nullBody, .echoAlias, .twoModels, .renamesFinish,
    .dropsUsage, .inflatesUsage, .altersText, .cutsSystemPrompt, .retryStorm, .paysTwice,
    .throwsAnswerAway, .asksEveryone, .readsOn, .markup, .perKilobyte, .cachedBilledTwice,
]

extension GatewayVice {
    private static func answering(
        _ name: String, _ summary: String, _ change: @escaping @Sendable (inout Relayed) -> Void
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.onAnswer = change
        return vice
    }

    // MARK: Success that is none

    /// LiteLLM closes a stream that its leg broke off as if it were whole.
    package static let inventedStop = answering(
        "invented-stop", "a stream that was cut is ended with a finish reason and [DONE]"
    ) { relayed in
        relayed.forgetError()
        guard relayed.isBroken, relayed.isStreamed, relayed.status == 200 else { return }
        relayed.isBroken = false
        relayed.append(
            event:
                #"{"id":"chatcmpl-0","object":"chat.completion.chunk","created":0,"model":"any","#
                + #""choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}"#)
        relayed.append(event: "[DONE]")
    }

    package static let doneAfterBreak = answering(
        "done-after-break", "a stream that was cut is ended with [DONE]"
    ) { relayed in
        relayed.forgetError()
        guard relayed.isBroken, relayed.isStreamed, relayed.status == 200 else { return }
        relayed.isBroken = false
        relayed.append(event: "[DONE]")
    }

    package static let empty200 = answering("empty-200", "every failure is an empty success") {
        relayed in
        guard !relayed.isAnswer else { return }
        relayed.replace(status: 200, body: "")
    }

    /// LiteLLM's answer to a 422 where it drops parameters.
    package static let nullBody = answering("null-body", "every failure is a success of null") {
        relayed in
        guard !relayed.isAnswer else { return }
        relayed.replace(status: 200, body: "null")
    }

    // MARK: Another answer than the leg's

    package static let echoAlias = answering(
        "echo-alias", "the model's name is the one that was asked for, whoever answered"
    ) { relayed in
        let route = relayed.route
        relayed.edit { text, _ in text.replace("/model", with: route) }
    }

    package static let twoModels = answering(
        "two-models", "the model's name changes in the middle of the answer"
    ) { relayed in
        relayed.edit { text, number in
            if number > 1 { text.replace("/model", with: "another-model-1") }
        }
    }

    package static let renamesFinish = answering(
        "renames-finish", "the finish reason is a word of its own"
    ) { relayed in
        relayed.edit { text, _ in
            guard text["/choices/0/finish_reason"] == "stop" else { return }
            text.replace("/choices/0/finish_reason", with: "generation_completed")
        }
    }

    package static let dropsUsage = answering("drops-usage", "token counts are left out") {
        relayed in
        relayed.edit { text, _ in text.remove("/usage") }
    }

    package static let inflatesUsage = answering(
        "inflates-usage", "ten more output tokens are told than the leg counted"
    ) { relayed in
        relayed.edit { text, _ in
            text.add(10, to: "/usage/completion_tokens")
            text.add(10, to: "/usage/total_tokens")
        }
    }

    package static let altersText = answering("alters-text", "a word is put before the answer") {
        relayed in
        let place = relayed.isStreamed ? "/choices/0/delta/content" : "/choices/0/message/content"
        var isDone = false
        relayed.edit { text, _ in
            guard !isDone, let content = text[place], !content.isEmpty, content != "null" else {
                return
            }
            isDone = true
            text.replace(place, with: "Certainly. " + content)
        }
    }

    // MARK: Another way than the route's

    package static let cutsSystemPrompt = requesting(
        "cuts-system-prompt", "the system prompt never reaches a leg"
    ) { body in
        if body["/messages/0/role"] == "system" { body.remove("/messages/0") }
    }

    private static func requesting(
        _ name: String, _ summary: String, _ change: @escaping @Sendable (inout JSONText) -> Void
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.onRequest = change
        return vice
    }

    package static let retryStorm = repeating(
        "retry-storm", "a leg that fails is called three times more, at once"
    ) { $0.isAnswer ? 0 : 3 }

    package static let paysTwice = repeating(
        "pays-twice", "a leg that has answered is asked once more"
    ) { $0.isAnswer ? 1 : 0 }

    private static func repeating(
        _ name: String, _ summary: String, _ count: @escaping @Sendable (Relayed) -> Int
    ) -> GatewayVice {
        var vice = GatewayVice(name, summary)
        vice.repeats = count
        return vice
    }

    package static let throwsAnswerAway = answering(
        "throws-answer-away", "a whole answer is an error to the caller"
    ) { relayed in
        guard relayed.isAnswer else { return }
        relayed.replace(
            status: 500,
            body: #"{"error":{"message":"something went wrong","type":"internal_server_error"}}"#)
    }

    package static let asksEveryone: GatewayVice = {
        var vice = GatewayVice("asks-everyone", "all legs see the prompt, whoever answers first")
        vice.goesOnAfterAnswer = true
        return vice
    }()

    /// Of LiteLLM's answers this is true of those that are not streamed.
    package static let readsOn: GatewayVice = {
        var vice = GatewayVice(
            "reads-on", "a leg's stream is read to its end, though its caller has left")
        vice.readsOn = true
        return vice
    }()

    // MARK: Money: they tell a cost, and it is the wrong one

    package static let markup = billing("markup", "5.5 % more than the legs charge") { usage, _ in
        usage.listPrice * 1055 / 1000
    }

    package static let perKilobyte = billing(
        "per-kilobyte", "the answer's size in begun kilobytes is billed, 256 tokens each"
    ) { usage, bytes in
        VicedPrice.output * 256 * ((bytes + 1023) / 1024) + VicedPrice.input * usage.input
    }

    package static let cachedBilledTwice = billing(
        "cached-billed-twice", "cached input is billed as cached, and as fresh"
    ) { usage, _ in
        usage.listPrice + VicedPrice.input * usage.cached
    }

    private static func billing(
        _ name: String, _ summary: String,
        _ nanos: @escaping @Sendable (VicedPrice, _ bodyBytes: Int) -> Int
    ) -> GatewayVice {
        answering(name, summary) { relayed in
            guard relayed.isAnswer, let usage = relayed.usage.map(VicedPrice.init) else { return }
            relayed.headers.append(
                ("x-litellm-response-cost", VicedPrice.dollars(nanos(usage, relayed.body.count))))
        }
    }
}

extension JSONText {
    /// Where a number stands.
    fileprivate mutating func add(_ more: Int, to pointer: String) {
        guard let count = self[pointer].flatMap({ Int($0) }) else { return }
        replace(pointer, withNumber: count + more)
    }
}

/// What the gateways of vice bill by: prices that no one has, and that a test can compute with.
package struct VicedPrice: Sendable {
    /// In thousand-millionths of a dollar for a token.
    package static let input = 2_000
    package static let cached = 500
    package static let output = 8_000

    package let input: Int
    package let cached: Int
    package let output: Int

    init(_ usage: (input: Int, cached: Int, output: Int)) {
        (input, cached, output) = usage
    }

    /// What the legs charge: cached tokens are a part of the input.
    package var listPrice: Int {
        Self.input * (input - cached) + Self.cached * cached + Self.output * output
    }

    /// As LiteLLM writes it: a decimal number of dollars.
    static func dollars(_ nanos: Int) -> String {
        "\(nanos / 1_000_000_000)." + "\(1_000_000_000 + nanos % 1_000_000_000)".dropFirst()
    }
}
